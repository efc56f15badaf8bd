package platform

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// StartDetached starts cmd with a life of its own: without a console, outside of
// the job that ends with this process, and outside of those around that. Where
// one of them lets nobody go, it ends with that one. cmd has no pipes of its own
// making: a first start that fails would close them.
func StartDetached(cmd *exec.Cmd) error {
	const flags = windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP
	if err := enterJob(); err != nil { // now or later: the flag needs it
		return err
	}
	again := *cmd
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: flags | windows.CREATE_BREAKAWAY_FROM_JOB, HideWindow: true}
	if err := cmd.Start(); err == nil {
		return nil
	}
	*cmd = again
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: flags, HideWindow: true}
	return cmd.Start()
}
