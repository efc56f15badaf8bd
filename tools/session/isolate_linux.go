package session

import (
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// Isolate gives the calling goroutine, and what it starts, a network of its
// own with nothing but loopback: no port of the machine is in the way, no page
// in that of another, and nothing on a page can need the internet. It is for
// root; false: not permitted, nothing has changed.
//
// The network belongs to the thread, so the goroutine keeps its thread for
// ever, and the thread ends with it.
func Isolate() (bool, error) {
	runtime.LockOSThread()
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		runtime.UnlockOSThread()
		return false, nil
	}
	return true, loopbackUp()
}

func loopbackUp() error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, request)
}

// keepThread gives the calling goroutine its thread for as long as it lives. A
// thread on which another page was played ends with that page, and the kernel
// would end the commands that this page had started from it.
func keepThread() { runtime.LockOSThread() }

// attributes: a command ends with the page's thread, so that nothing runs on
// when the tests themselves are killed.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
