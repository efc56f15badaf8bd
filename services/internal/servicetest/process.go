// Package servicetest lets a test see a service as its users do: as a process
// with an environment, a port, two streams and an exit code. It also starts
// real Redis servers. Only tests import it.
//
// The process is the test binary itself, which plays the service when
// [TestMain] tells it to, so that a test needs no build step and no shell.
package servicetest

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// roleVariable marks the process that plays the service.
const roleVariable = "SERVICETEST_PLAY_THE_SERVICE"

// TestMain is the body of a service's TestMain; it does not return.
func TestMain(m *testing.M, main func()) {
	if os.Getenv(roleVariable) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// Process is a started process and what it has said.
type Process struct {
	// Stdout and Stderr grow while the process runs and are complete once
	// [Process.ExitCode] has returned.
	Stdout, Stderr *Output
	cmd            *exec.Cmd
	ended          chan struct{}
}

// Start starts the service with the given variables ("NAME=value") on top of
// a clean environment, on a port that the system picks unless PORT is given.
// The process ends with the test.
func Start(t *testing.T, env ...string) *Process {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(context.Background(), self)
	cmd.Env = append(cleanEnv(), roleVariable+"=1", "PORT=0")
	cmd.Env = append(cmd.Env, env...) // The last of two values counts.
	return launch(t, cmd)
}

// cleanEnv is the environment without what a service would listen to.
func cleanEnv() []string {
	var kept []string
	for _, entry := range os.Environ() {
		switch name, _, _ := strings.Cut(entry, "="); name {
		case "PORT", "HOST", "GREETING", "REDIS_URL", "REDIS_CREDENTIALS", "NODE_APP_INSTANCE", "WORKSHOP_RUN":
		default:
			kept = append(kept, entry)
		}
	}
	return kept
}

// launch starts a command and sees to its end.
func launch(t *testing.T, cmd *exec.Cmd) *Process {
	t.Helper()
	p := &Process{Stdout: newOutput(), Stderr: newOutput(), cmd: cmd, ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.Stdout, p.Stderr
	cmd.SysProcAttr = endWithTest()
	require.NoError(t, cmd.Start())
	go func() {
		_ = cmd.Wait() // The exit code is read from the process state.
		close(p.ended)
	}()
	t.Cleanup(p.Kill)
	return p
}

// URL waits until the service listens and gives its address.
func (p *Process) URL(t *testing.T) string {
	t.Helper()
	p.Await(t, "listening url=")
	_, rest, _ := strings.Cut(p.Stdout.String(), "listening url=")
	return strings.Fields(rest)[0]
}

// Await waits until the text stands on stdout, and fails when the process ends
// without having said it.
func (p *Process) Await(t *testing.T, text string) {
	t.Helper()
	limit := time.After(Patience(t))
	for {
		changed := p.Stdout.changed()
		if strings.Contains(p.Stdout.String(), text) {
			return
		}
		select {
		case <-changed:
		case <-p.ended:
			require.Contains(t, p.Stdout.String(), text, "the process ended; stderr: %s", p.Stderr)
			return
		case <-limit:
			require.Contains(t, p.Stdout.String(), text, "waited in vain; stderr: %s", p.Stderr)
		}
	}
}

// Terminate sends SIGTERM, as a supervisor does. It works on Unix only.
func (p *Process) Terminate(t *testing.T) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
}

// Signal sends any signal.
func (p *Process) Signal(t *testing.T, s os.Signal) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(s))
}

// ExitCode waits for the end and gives the exit code.
func (p *Process) ExitCode(t *testing.T) int {
	t.Helper()
	select {
	case <-p.ended:
	case <-time.After(Patience(t)):
		require.Fail(t, "the process does not end", "stdout: %s\nstderr: %s", p.Stdout, p.Stderr)
	}
	return p.cmd.ProcessState.ExitCode()
}

// Kill ends the process without asking, and waits until it is gone.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // It may have ended already.
	<-p.ended
}

// Output collects what a process writes and can be read at the same time.
type Output struct {
	mu   sync.Mutex
	text bytes.Buffer
	news chan struct{}
}

func newOutput() *Output { return &Output{news: make(chan struct{})} }

// Write takes what the process wrote and wakes those who wait for it.
func (o *Output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(o.news)
	o.news = make(chan struct{})
	return o.text.Write(b)
}

// changed is closed at the next write.
func (o *Output) changed() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.news
}

// String is everything written so far.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// Lines are the lines written so far.
func (o *Output) Lines() []string {
	return strings.Split(strings.TrimSuffix(o.String(), "\n"), "\n")
}
