//go:build !linux

package platform

import "os/exec"

// exitWatch does nothing where processes are no files: Wait blocks a thread.
type exitWatch struct{}

func (*exitWatch) prepare(*exec.Cmd) {}
func (*exitWatch) wait()             {}
