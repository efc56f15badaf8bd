package servicetest

import "syscall"

// endWithTest lets the kernel end the process when the test binary is killed
// and has no time to do so itself.
func endWithTest() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
