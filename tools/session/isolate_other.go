//go:build unix && !linux

package session

import "syscall"

// Isolate gives a page a network of its own on Linux alone.
func Isolate() (bool, error) { return false, nil }

func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// keepThread has a meaning on Linux alone.
func keepThread() {}
