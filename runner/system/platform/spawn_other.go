//go:build !linux

package platform

import "os/exec"

func spawn(cmd *exec.Cmd, b *guardBook) error { return startAndEnter(cmd, b) }
