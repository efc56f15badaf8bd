package supervise

import (
	"os"

	"golang.org/x/sys/unix"
)

// wideSize is what Linux lets anybody have (/proc/sys/fs/pipe-max-size).
const wideSize = 1 << 20

// widenPipe returns the new size, or 0 where the system refuses: the pipe stays
// as it is then.
func widenPipe(pipe *os.File) (size int64) {
	raw, err := pipe.SyscallConn()
	if err != nil {
		return 0
	}
	_ = raw.Control(func(fd uintptr) {
		if got, err := unix.FcntlInt(fd, unix.F_SETPIPE_SZ, wideSize); err == nil {
			size = int64(got)
		}
	})
	return size
}
