//go:build unix

package monit

import (
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"
)

// listenForSignals adds what bubbletea leaves out: a hang-up ends the
// dashboard in order, and a SIGTSTP from elsewhere gives the terminal back
// before the process stops. It returns the call that ends the listening.
func listenForSignals(program *tea.Program) (stop func()) {
	signals, over := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, unix.SIGHUP, unix.SIGTSTP)
	go func() {
		for {
			select {
			case <-over:
				return
			case s := <-signals:
				if s == unix.SIGHUP {
					program.Quit()
					continue
				}
				stopUntilContinued(program, os.Getpid())
			}
		}
	}()
	return func() { signal.Stop(signals); close(over) }
}

// pause is Ctrl-Z. The whole job stops, as the terminal itself would have it:
// with `go run`, the shell waits for the go tool.
func pause(program *tea.Program) {
	if !hasShell() {
		return
	}
	stopUntilContinued(program, 0)
}

// stopUntilContinued uses SIGSTOP: once a Go program has listened for SIGTSTP,
// the signal has lost its effect for good.
func stopUntilContinued(program *tea.Program, pid int) {
	if program.ReleaseTerminal() != nil {
		return
	}
	_ = syscall.Kill(pid, syscall.SIGSTOP) // returns when the process goes on
	_ = program.RestoreTerminal()
}

// hasShell: a shell gives every job a group of its own. In the first group of
// a session there is nobody who could continue us.
func hasShell() bool {
	group, err := unix.Getpgid(0)
	session, err2 := unix.Getsid(0)
	return err == nil && err2 == nil && group != session
}
