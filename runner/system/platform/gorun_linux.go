package platform

import (
	"errors"

	"golang.org/x/sys/unix"
)

// awaitParent returns when the process has ended. A pidfd becomes readable
// then; the kernel's own death signal would not do, since it fires when the
// parent's forking thread ends.
func awaitParent(pid int) {
	fd, err := unix.PidfdOpen(pid, 0)
	if errors.Is(err, unix.ESRCH) {
		return
	}
	if err != nil {
		watchParent(pid)
		return
	}
	defer unix.Close(fd)
	for {
		_, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, -1)
		if !errors.Is(err, unix.EINTR) {
			return
		}
	}
}
