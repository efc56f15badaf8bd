package platform

import (
	"os"
	"os/exec"

	"golang.org/x/sys/unix"
)

// exitWatch is a file that becomes readable when a process has ended, a pidfd
// (pidfd_open(2)). To wait for it costs no thread: os/exec's own Wait blocks
// one for each process, a hundred for a hundred instances.
type exitWatch struct{ fd int }

// prepare asks for the file with the start itself: a number that was looked up
// afterwards could be somebody else's already.
func (w *exitWatch) prepare(cmd *exec.Cmd) {
	w.fd = -1
	cmd.SysProcAttr.PidFD = &w.fd
}

// wait returns when the process has ended, or at once where the kernel has no
// such file; whoever called then waits in the old way.
func (w *exitWatch) wait() {
	if w.fd < 0 || unix.SetNonblock(w.fd, true) != nil {
		return
	}
	file := os.NewFile(uintptr(w.fd), "pidfd")
	defer file.Close()
	raw, err := file.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Read(func(fd uintptr) bool {
		ready := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(ready, 0)
		return n > 0 || err != nil && err != unix.EINTR
	})
}
