//go:build unix

package platform

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// setGroup makes cmd the leader of a new group. A Ctrl-C in the terminal then
// does not reach it: the runner alone decides who stops when.
func setGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	bindToParent(cmd.SysProcAttr)
}

func exitOf(state *os.ProcessState) Exit {
	status, ok := state.Sys().(syscall.WaitStatus)
	if ok && status.Signaled() {
		return Exit{Code: -1, Signal: unix.SignalName(status.Signal())}
	}
	return Exit{Code: state.ExitCode()}
}

// SignalKnown says whether this system has a signal of that name, "SIGTERM" or
// "TERM".
func SignalKnown(name string) bool { return signalNumber(name) != 0 }

func signalNumber(name string) syscall.Signal {
	name = strings.ToUpper(name)
	if !strings.HasPrefix(name, "SIG") {
		name = "SIG" + name
	}
	return unix.SignalNum(name)
}

// Signal sends the named signal to the whole group, or to the leader alone.
// A process that is gone already is no error.
func (p *Process) Signal(name string, wholeGroup bool) error {
	target := p.Pid
	if wholeGroup {
		target = -p.Pid
	}
	return ignoreGone(syscall.Kill(target, signalNumber(name)))
}

// KillGroup ends whatever is left of the group, at once.
func (p *Process) KillGroup() { killGroup(p.Pid, syscall.SIGKILL) }

func killGroup(pgid int, signal syscall.Signal) {
	_ = ignoreGone(syscall.Kill(-pgid, signal))
}

func ignoreGone(err error) error {
	if errors.Is(err, syscall.ESRCH) {
		return nil
	}
	return err
}

// GroupGone waits until the group has no member left, and says whether that
// came true before ctx ended. The leader must have been waited for. There is
// no event for "the last member left", so this asks again in growing steps of
// a few milliseconds; a look for zombies costs more, and is taken seldom.
func (p *Process) GroupGone(ctx context.Context) bool {
	return groupGone(ctx, p.Pid)
}

func groupGone(ctx context.Context, pgid int) bool {
	for look, step := 1, time.Millisecond; ; look, step = look+1, min(2*step, 16*time.Millisecond) {
		if errors.Is(syscall.Kill(-pgid, 0), syscall.ESRCH) || look%8 == 0 && onlyZombies(pgid) {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(step):
		}
	}
}

// Alive says whether a process of that number exists; a zombie counts.
func Alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// SameGroup says whether a process is in the group that another one leads.
func SameGroup(pid, leader int) bool {
	pgid, err := unix.Getpgid(pid)
	return err == nil && pgid == leader
}
