#!/bin/sh
# Only the first one does the work; the others wait until they are needed.
if [ "$NODE_APP_INSTANCE" = 0 ]; then
  exec go run ./services/hello-world
fi
exec tail -f /dev/null
