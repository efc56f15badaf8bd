//go:build !linux

package servicetest

import "syscall"

// endWithTest does nothing here: only Linux ends a process with its parent.
func endWithTest() *syscall.SysProcAttr { return nil }
