package platform

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"golang.org/x/sys/windows"
)

func setGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

func exitOf(state *os.ProcessState) Exit { return Exit{Code: state.ExitCode()} }

// SignalKnown says whether this system has a signal of that name. Windows has
// none of them; the common names are taken as "please end" and "end".
func SignalKnown(name string) bool {
	switch strings.TrimPrefix(strings.ToUpper(name), "SIG") {
	case "INT", "TERM", "HUP", "QUIT", "KILL":
		return true
	}
	return false
}

// Signal asks the group to end with CTRL_BREAK, the only request that reaches
// another process group on Windows. SIGKILL ends the process at once.
func (p *Process) Signal(name string, wholeGroup bool) error {
	if strings.HasSuffix(strings.ToUpper(name), "KILL") {
		return p.cmd.Process.Kill()
	}
	return windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, uint32(p.Pid))
}

// KillGroup ends the process. Its children are in the runner's job object and
// end with the runner at the latest.
func (p *Process) KillGroup() { _ = p.cmd.Process.Kill() }

// GroupGone has no group to ask for on Windows: once the leader was waited
// for, that is all that can be known.
func (p *Process) GroupGone(context.Context) bool { return true }

// Alive says whether a process of that number exists.
func Alive(pid int) bool {
	h, err := windows.OpenProcess(windows.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return false
	}
	defer windows.CloseHandle(h)
	event, err := windows.WaitForSingleObject(h, 0)
	return err == nil && event == uint32(windows.WAIT_TIMEOUT)
}

func startTime(int) string { return "0" }
func space() string        { return "0" }

// SameGroup knows no groups on Windows.
func SameGroup(pid, leader int) bool { return pid == leader }
