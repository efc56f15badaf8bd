//go:build unix

package scripttest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// This file owns programs that run on while the script goes on.

type spawned struct {
	cmd      *exec.Cmd
	out, err string        // files
	done     chan struct{} // closed when it has ended
}

func (s *spawned) hasEnded() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

func (s *spawned) printed() []byte {
	out, _ := os.ReadFile(s.out)
	err, _ := os.ReadFile(s.err)
	return append(out, err...)
}

func spawn(ts *testscript.TestScript, _ bool, args []string) {
	atLeast(ts, args, 2, "spawn NAME CMD ARG...")
	name := args[0]
	path, err := lookIn(ts.Getenv("PATH"), args[1])
	ts.Check(err)
	s := &spawned{cmd: exec.Command(path, args[2:]...), done: make(chan struct{})}
	s.out, s.err = filepath.Join(ts.Getenv("WORK"), name+".out"), filepath.Join(ts.Getenv("WORK"), name+".err")
	stdout, err := os.Create(s.out)
	ts.Check(err)
	defer stdout.Close()
	stderr, err := os.Create(s.err)
	ts.Check(err)
	defer stderr.Close()
	s.cmd.Dir, s.cmd.Env, s.cmd.Stdout, s.cmd.Stderr = ts.MkAbs("."), environ(ts), stdout, stderr
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // for finish: a pipeline of a shell is several processes
	ts.Check(s.cmd.Start())
	go func() {
		_ = s.cmd.Wait()
		close(s.done)
	}()
	st := stateOf(ts)
	st.spawned[name] = s
	st.owners = append(st.owners, s.cmd.Process.Pid)
	ts.Defer(func() { s.finish(ts) })
}

// finish ends what a script that failed left running.
func (s *spawned) finish(ts *testscript.TestScript) {
	if !s.hasEnded() {
		group := -s.cmd.Process.Pid
		_ = syscall.Kill(group, syscall.SIGTERM)
		select {
		case <-s.done:
		case <-stateOf(ts).patience.Done():
			_ = syscall.Kill(group, syscall.SIGKILL)
			<-s.done
		}
	}
	ts.Logf("[%s printed]\n%s", filepath.Base(s.out), s.printed())
}

// lookIn finds a program in the script's own PATH.
func lookIn(path, name string) (string, error) {
	for _, dir := range filepath.SplitList(path) {
		candidate := filepath.Join(dir, name)
		if info, err := os.Stat(candidate); err == nil && !info.IsDir() && info.Mode()&0o111 != 0 {
			return candidate, nil
		}
	}
	return "", &exec.Error{Name: name, Err: exec.ErrNotFound}
}

// handedOver are the variables that a spawned command gets. testscript shows
// its environment to nobody as a whole.
var handedOver = []string{
	"WORK", "PATH", "HOME", "TMPDIR", "GORACE", "GOCOVERDIR", "NO_COLOR", "XDG_CACHE_HOME",
	"GOCACHE", "GOMODCACHE", "GOPATH", "GOFLAGS", "GOPROXY", "GOTOOLCHAIN", "GOENV", "EXTRA",
	"RUNNER_HOME", "XDG_RUNTIME_DIR", "DOCKER_HOST",
}

func environ(ts *testscript.TestScript) []string {
	var env []string
	for _, name := range handedOver {
		if value := ts.Getenv(name); value != "" {
			env = append(env, name+"="+value)
		}
	}
	return append(env, "PWD="+ts.MkAbs("."))
}

func find(ts *testscript.TestScript, name string) *spawned {
	s := stateOf(ts).spawned[name]
	if s == nil {
		ts.Fatalf("nothing was spawned as %s", name)
	}
	return s
}

func awaits(ts *testscript.TestScript, neg bool, args []string) {
	atLeast(ts, args, 2, "awaits NAME PATTERN...")
	if neg {
		ts.Fatalf("`! awaits` would prove nothing: wait for the end, then use `! grep`")
	}
	s := find(ts, args[0])
	for _, pattern := range args[1:] {
		wanted := regexp.MustCompile("(?m)" + pattern)
		ended := false
		found := eventually(stateOf(ts).patience, func() bool {
			ended = s.hasEnded() // before the look, or its last words would be missed
			return wanted.Match(s.printed()) || ended
		})
		if !found || !wanted.Match(s.printed()) {
			ts.Fatalf("%s did not print %q (ended: %v):\n%s", args[0], pattern, ended, bytes.TrimSpace(s.printed()))
		}
	}
}

func signal(ts *testscript.TestScript, _ bool, args []string) {
	atLeast(ts, args, 2, "signal NAME SIGNAL")
	number := unix.SignalNum("SIG" + args[1])
	if number == 0 {
		ts.Fatalf("no such signal: %s", args[1])
	}
	ts.Check(find(ts, args[0]).cmd.Process.Signal(number))
}

func ends(ts *testscript.TestScript, _ bool, args []string) {
	atLeast(ts, args, 2, "ends NAME CODE")
	s := find(ts, args[0])
	select {
	case <-s.done:
	case <-stateOf(ts).patience.Done():
		ts.Fatalf("%s still runs:\n%s", args[0], s.printed())
	}
	how := strconv.Itoa(s.cmd.ProcessState.ExitCode())
	if status, ok := s.cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		how = unix.SignalName(status.Signal())
	}
	if how != args[1] {
		ts.Fatalf("%s ended with %s, expected %s:\n%s", args[0], how, args[1], s.printed())
	}
}
