//go:build unix

package scripttest

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// This file owns the background daemons that scripts start. They belong to no
// `spawn`: they are there to outlive the command.

// daemonsBelow are the daemons whose folder lies in a script's own. Their
// arguments end in "daemon HOME PROJECT".
func daemonsBelow(work string) []int {
	return pids(func(pid string) bool {
		words := commandOf(pid)
		i := slices.Index(words, "daemon")
		return i > 0 && i+1 < len(words) && strings.HasPrefix(words[i+1], work)
	})
}

// endDaemons ends what a script that failed left running.
func endDaemons(st *state, work string) {
	daemons := daemonsBelow(work)
	for _, pid := range daemons {
		_ = syscall.Kill(pid, syscall.SIGTERM)
	}
	gone := func() bool { return !slices.ContainsFunc(daemons, alive) }
	if !eventually(st.patience, gone) {
		for _, pid := range daemons {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

func daemonPid(ts *testscript.TestScript, _ bool, args []string) {
	atLeast(ts, args, 1, "daemonpid NAME")
	home := ts.Getenv("RUNNER_HOME")
	if home == "" {
		home = ts.MkAbs(".runner")
	}
	text, err := os.ReadFile(filepath.Join(home, "pid"))
	ts.Check(err)
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	ts.Check(err)
	if !alive(pid) {
		ts.Fatalf("the daemon with pid %d is gone", pid)
	}
	ts.Setenv(args[0], strconv.Itoa(pid))
}

func slay(ts *testscript.TestScript, _ bool, args []string) {
	atLeast(ts, args, 2, "slay PID SIGNAL")
	pid, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(syscall.Kill(pid, unix.SignalNum("SIG"+args[1])))
}

func daemonCount(ts *testscript.TestScript, _ bool, args []string) {
	atLeast(ts, args, 1, "daemons N")
	if now := daemonsBelow(ts.Getenv("WORK")); strconv.Itoa(len(now)) != args[0] {
		ts.Fatalf("%d daemons, expected %s:\n%s", len(now), args[0], describe(now))
	}
}
