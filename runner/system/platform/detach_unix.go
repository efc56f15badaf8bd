//go:build unix

package platform

import (
	"os/exec"
	"syscall"
)

// StartDetached starts cmd with a life of its own: it is in nobody's book, has a
// session of its own, and goes on when this process has ended. cmd.Env must have
// no tag, or a sweep would find it.
func StartDetached(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return cmd.Start()
}
