//go:build unix

package daemon_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/daemon"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/platformtest"
)

// project is a folder with a process file whose apps are this test binary.
type project struct {
	t    *testing.T
	dir  string
	home control.Home
	port int
}

func newProject(t *testing.T) *project {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	port, err := platform.ReservePorts(1)
	require.NoError(t, err)
	port.ReleaseAll()
	p := &project{t: t, dir: t.TempDir(), port: port.First}
	p.home = control.Home{Dir: filepath.Join(p.dir, ".runner")}
	t.Setenv(control.HomeVariable, "")
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	text := fmt.Sprintf(`const app = { script: %q, env: { %s: '1' } };
module.exports = { apps: [
	{ ...app, name: 'web', args: 'serve', instances: 2, env: { ...app.env, PORT: %d } },
	{ ...app, name: 'quiet', args: 'stay' },
] };`, self, asApp, p.port)
	require.NoError(t, os.WriteFile(filepath.Join(p.dir, "services.config.js"), []byte(text), 0o600))
	t.Cleanup(p.end)
	return p
}

// end ends what the test has left running.
func (p *project) end() {
	ctx := platformtest.Patient(p.t)
	if c, err := control.DialAny(ctx, p.home); err == nil {
		_, _ = c.Kill(ctx)
		c.Close()
	}
	assert.NoError(p.t, daemon.AwaitEnd(ctx, p.home))
}

func (p *project) plan() control.Plan {
	p.t.Helper()
	file, err := processfile.Read(p.t.Context(), filepath.Join(p.dir, "services.config.js"), processfile.Options{Environ: os.Environ()})
	require.NoError(p.t, err)
	return control.Plan{File: file, Environ: os.Environ()}
}

func (p *project) ensure() *control.Client {
	p.t.Helper()
	c, err := daemon.Ensure(p.t.Context(), p.home, p.dir, func(string) {})
	require.NoError(p.t, err)
	p.t.Cleanup(c.Close)
	return c
}

func (p *project) answers() bool {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Second}
	answer, err := client.Get("http://127.0.0.1:" + strconv.Itoa(p.port) + "/")
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

func TestManyStartsAtOnceEndInOneDaemon(t *testing.T) {
	p := newProject(t)
	var mu sync.Mutex
	pids := map[int]int{}
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			c, err := daemon.Ensure(t.Context(), p.home, p.dir, func(string) {})
			if assert.NoError(t, err) {
				mu.Lock()
				defer mu.Unlock()
				pids[c.Version.Pid]++
				c.Close()
			}
		})
	}
	all.Wait()
	assert.Len(t, pids, 1, "daemons: %v", pids)
}

func TestADaemonKilledAtAnyMomentLeavesNothing(t *testing.T) {
	p := newProject(t)
	plan := p.plan()
	for round := range 20 {
		c := p.ensure()
		ctx, cancel := context.WithTimeout(t.Context(), platformtest.Patience(t))
		done := make(chan error, 1)
		go func() {
			_, err := c.Apply(ctx, plan, func(string) {})
			done <- err
		}()
		moment := time.Duration(rand.IntN(150)) * time.Millisecond
		time.AfterFunc(moment, func() { _ = syscall.Kill(c.Version.Pid, syscall.SIGKILL) })
		<-done // it was killed, or before that it was done
		cancel()
		awaitGone(t, c.Version.Pid)
		// At once, and not when somebody has tidied up.
		next := p.ensure()
		require.NotEqual(t, c.Version.Pid, next.Version.Pid)
		applied, err := next.Apply(t.Context(), plan, func(string) {})
		require.NoError(t, err)
		for _, change := range applied.Changes {
			require.Empty(t, change.Problem, "round %d, killed after %s: %s", round, moment, change.App)
		}
		require.Len(t, applied.Status.Rows, 3)
		require.True(t, p.answers())
		_, err = next.Kill(t.Context())
		require.NoError(t, err)
		require.NoError(t, daemon.AwaitEnd(t.Context(), p.home))
		require.False(t, p.answers(), "somebody answers when everything has ended")
	}
	self, err := os.Executable()
	require.NoError(t, err)
	for _, left := range platform.SweepDead() { // it finds what other tests leave at this moment, too
		assert.NotContains(t, left.Command, self, "left behind by a daemon that was killed")
	}
}

// awaitGone waits until a process that was killed is no more than a zombie.
func awaitGone(t *testing.T, pid int) {
	t.Helper()
	require.Eventually(t, func() bool { return platform.CommandLine(pid) == "" }, platformtest.Patience(t), time.Millisecond)
}

func TestADaemonThatIsEndingIsWaitedFor(t *testing.T) {
	p := newProject(t)
	first := p.ensure()
	_, err := first.Apply(t.Context(), p.plan(), func(string) {})
	require.NoError(t, err)
	killed := make(chan error, 1)
	go func() {
		_, err := first.Kill(t.Context())
		killed <- err
	}()
	second := p.ensure() // while the first one stops its apps, or before, or after
	if err := <-killed; err != nil {
		assert.ErrorIs(t, err, control.ErrGone)
	}
	if second.Version.Pid == first.Version.Pid {
		return // it was asked before the kill
	}
	_, err = second.Apply(t.Context(), p.plan(), func(string) {})
	require.NoError(t, err)
	assert.True(t, p.answers())
}

func TestADaemonNobodyCanReachEnds(t *testing.T) {
	for name, remove := range map[string]func(control.Home) error{
		"its folder is removed": func(h control.Home) error { return os.RemoveAll(h.Dir) },
		"its folder is moved":   func(h control.Home) error { return os.Rename(h.Dir, h.Dir+".bak") },
		"its socket is removed": func(h control.Home) error { return os.Remove(h.Address()) },
		"its lock is removed":   func(h control.Home) error { return os.Remove(h.Lock()) },
	} {
		t.Run(name, func(t *testing.T) {
			p := newProject(t)
			c := p.ensure()
			_, err := c.Apply(t.Context(), p.plan(), func(string) {})
			require.NoError(t, err)
			require.NoError(t, remove(p.home))
			awaitGone(t, c.Version.Pid)
			assert.False(t, p.answers())
		})
	}
}

func TestADaemonThatCannotStartSaysWhy(t *testing.T) {
	p := newProject(t)
	require.NoError(t, p.home.Make())
	blocked := filepath.Join(p.home.Dir, control.SocketName, "file")
	require.NoError(t, os.MkdirAll(filepath.Dir(blocked), 0o700))
	require.NoError(t, os.WriteFile(blocked, nil, 0o600))
	_, err := daemon.Ensure(t.Context(), p.home, p.dir, func(string) {})
	assert.ErrorContains(t, err, "is in the way of the runner's socket")
}

func TestAHeldHomeIsTold(t *testing.T) {
	home := control.Home{Dir: filepath.Join(t.TempDir(), ".runner")}
	claim, err := daemon.Take(home)
	require.NoError(t, err)
	_, err = daemon.Take(home)
	assert.ErrorIs(t, err, daemon.ErrTaken)
	assert.Equal(t, os.Getpid(), home.Owner())
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	assert.ErrorIs(t, daemon.AwaitEnd(ctx, home), context.DeadlineExceeded)
	claim.Release()
	assert.NoError(t, daemon.AwaitEnd(t.Context(), home))
	assert.Zero(t, home.Owner())
	require.NoError(t, os.RemoveAll(home.Dir))
	assert.NoError(t, daemon.AwaitEnd(t.Context(), home))
}

func TestAnInterruptedStartIsNotHeldUp(t *testing.T) {
	p := newProject(t)
	claim, err := daemon.Take(p.home) // a runner that does not answer
	require.NoError(t, err)
	defer claim.Release()
	ctx, interrupt := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, interrupt)
	_, err = daemon.Ensure(ctx, p.home, p.dir, func(string) {})
	assert.ErrorIs(t, err, context.Canceled)
}
