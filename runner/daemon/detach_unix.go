//go:build unix

package daemon

import (
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// detach gives the daemon a session of its own: no Ctrl-C and no closed
// terminal reaches it.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// endSignals ask for the end of everything.
var endSignals = []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT}

// surviveReader keeps the process from dying when whoever started it is gone
// before it could be greeted. Ignoring the signal would not do: children inherit
// that, and theirs would not end any more either.
func surviveReader() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE, syscall.SIGHUP) }
