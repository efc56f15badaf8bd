import os
import sys

os.execv('./app', ['./app', 'stay', 'python%d' % sys.version_info[0], 'optimize=%d' % sys.flags.optimize] + sys.argv[1:])
