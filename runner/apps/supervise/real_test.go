package supervise_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/launch"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/platformtest"
)

// real supervises a real program: a misbehaving part of this test binary.
type real struct {
	*supervise.Instance
	mu     sync.Mutex
	events []supervise.Event
}

// supervised starts one; it is ended with the test.
func supervised(t *testing.T, set func(*supervise.Config), words ...string) *real {
	t.Parallel()
	r := &real{}
	cfg := supervise.Config{
		App: "web", KillTimeout: platformtest.Patience(t), SignalGroup: true, Observe: r.observe,
		Rule:    supervise.Rule{Autorestart: true, MaxRestarts: 16, MinUptime: time.Second},
		Prepare: func() (launch.Command, error) { return command(0, words...), nil },
	}
	if set != nil {
		set(&cfg)
	}
	r.Instance = supervise.New(cfg)
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // whatever still runs is killed
		r.End(ctx)
	})
	r.Start()
	return r
}

func command(port int, words ...string) launch.Command {
	env := append(os.Environ(), fmt.Sprintf("PORT=%d", port))
	return launch.Command{Argv: platformtest.Argv(words...), Env: env, Port: port}
}

func (r *real) observe(e supervise.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

func (r *real) all() []supervise.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.events)
}

// await waits for the n-th event of a kind and returns it.
func (r *real) await(t *testing.T, kind supervise.EventKind, n int) (found supervise.Event) {
	t.Helper()
	require.Eventually(t, func() bool {
		seen := 0
		for _, e := range r.all() {
			if e.Kind == kind {
				if seen++; seen == n {
					found = e
					return true
				}
			}
		}
		return false
	}, platformtest.Patience(t), 2*time.Millisecond, "%s, %d times", kind, n)
	return found
}

// awaitUp waits until so many programs have said that they are up and returns
// their pids by name.
func (r *real) awaitUp(t *testing.T, n int) map[string]int {
	t.Helper()
	up := map[string]int{}
	require.Eventually(t, func() bool {
		for _, e := range r.all() {
			var pid int
			var name string
			if _, err := fmt.Sscanf(e.Line.Text, "up %d %s", &pid, &name); err == nil {
				up[name] = pid
			}
		}
		return len(up) == n
	}, platformtest.Patience(t), 2*time.Millisecond, "%d programs up", n)
	for name, pid := range up {
		require.True(t, platformtest.Running(pid), "%s was seen alive", name)
	}
	return up
}

func (r *real) kinds() []supervise.EventKind {
	var kinds []supervise.EventKind
	for _, e := range r.all() {
		if e.Kind != supervise.Printed {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

func sweep(p supervise.Process) []platform.Leftover { return p.Sweep() }

func TestARealCrashIsToldWithItsCode(t *testing.T) {
	r := supervised(t, func(c *supervise.Config) { c.Rule.MaxRestarts = 2 }, "exit", "3")
	assert.Equal(t, 3, r.await(t, supervise.GaveUp, 1).Exit.Code)
	assert.Equal(t, []supervise.EventKind{
		supervise.Started, supervise.Ready, supervise.Exited, supervise.Scheduled,
		supervise.Started, supervise.Ready, supervise.Exited, supervise.GaveUp,
	}, r.kinds())
}

func TestAProgramThatCannotBeExecutedIsGivenUp(t *testing.T) {
	missing := func(c *supervise.Config) {
		c.Prepare = func() (launch.Command, error) {
			return launch.Command{Argv: []string{"/does/not/exist"}, Env: []string{}}, nil
		}
	}
	r := supervised(t, missing)
	r.await(t, supervise.GaveUp, 1)
	assert.Contains(t, r.await(t, supervise.StartFailed, 1).Detail, "/does/not/exist")
}

func TestAProgramThatStopsWhenAskedIsNotKilled(t *testing.T) {
	r := supervised(t, nil, "wait")
	r.awaitUp(t, 1)
	r.Stop(t.Context())
	assert.Equal(t, platform.Exit{Code: 0}.String(), r.await(t, supervise.Exited, 1).Exit.String())
	assert.NotContains(t, r.kinds(), supervise.Killed)
}

func TestAProgramThatIgnoresSignalsIsKilled(t *testing.T) {
	r := supervised(t, func(c *supervise.Config) { c.KillTimeout = 50 * ms }, "deaf")
	pid := r.awaitUp(t, 1)["deaf"]
	r.Stop(t.Context())
	assert.Equal(t, "killed by SIGKILL", r.await(t, supervise.Exited, 1).Exit.String())
	assert.Contains(t, r.kinds(), supervise.Killed)
	assert.False(t, platformtest.Running(pid))
}

func TestTheWholeGroupIsGoneAfterAStop(t *testing.T) {
	r := supervised(t, func(c *supervise.Config) { c.KillTimeout = time.Second }, "with", "group", "deaf", "wait")
	up := r.awaitUp(t, 2)
	r.Stop(t.Context())
	assert.False(t, platformtest.Running(up["wait"]))
	assert.False(t, platformtest.Running(up["deaf"]), "the child that ignores signals")
	assert.Equal(t, 0, r.await(t, supervise.Exited, 1).Exit.Code, "the leader ended by itself")
	assert.Contains(t, r.kinds(), supervise.Killed)
}

func TestTheChildOfACrashedLeaderIsGoneBeforeTheNextStart(t *testing.T) {
	var mu sync.Mutex
	var child int
	stillThere := make(chan bool, 1)
	watch := func(c *supervise.Config) {
		record := c.Observe
		c.Observe = func(e supervise.Event) {
			if e.Kind == supervise.Started && e.Generation == 2 {
				mu.Lock()
				stillThere <- platformtest.Running(child)
				mu.Unlock()
			}
			record(e)
		}
	}
	r := supervised(t, watch, "with", "group", "deaf", "wait")
	up := r.awaitUp(t, 2)
	mu.Lock()
	child = up["deaf"]
	mu.Unlock()
	platformtest.Kill(up["wait"])
	r.await(t, supervise.Started, 2)
	assert.False(t, <-stillThere)
}

func TestAGrandchildThatHoldsThePipeDoesNotHoldUpTheExit(t *testing.T) {
	r := supervised(t, func(c *supervise.Config) { c.Rule.Autorestart = false }, "with", "setsid", "deaf", "wait")
	up := r.awaitUp(t, 2)
	defer func() { platformtest.Kill(up["deaf"]) }() // nobody sweeps here
	platformtest.Ask(up["wait"])
	r.await(t, supervise.Exited, 1)
	assert.True(t, platformtest.Running(up["deaf"]), "it held the pipe all along")
}

func TestWhatEscapesTheGroupIsSweptAndTold(t *testing.T) {
	if !platform.OwnersKnown {
		t.Skip("only Linux shows the tag of a process")
	}
	for _, how := range []string{"setsid", "twice"} {
		t.Run(how, func(t *testing.T) {
			r := supervised(t, func(c *supervise.Config) { c.Sweep = sweep }, "with", how, "deaf", "wait")
			up := r.awaitUp(t, 2)
			r.Stop(t.Context())
			told := r.await(t, supervise.LeftBehind, 1)
			require.Len(t, told.Leftovers, 1)
			assert.Equal(t, up["deaf"], told.Leftovers[0].Pid)
			assert.Eventually(t, func() bool { return !platformtest.Running(up["deaf"]) }, platformtest.Patience(t), ms)
		})
	}
}

func TestTheLastWordsOfAMegabyteAreNotLost(t *testing.T) {
	const size = 1 << 20
	r := supervised(t, func(c *supervise.Config) { c.Rule.Autorestart = false }, "long", fmt.Sprint(size))
	r.await(t, supervise.Exited, 1)
	text := ""
	for _, e := range r.all() {
		text += e.Line.Text
	}
	assert.Len(t, text, size)
	assert.True(t, strings.HasSuffix(text, "x."), "to the last byte")
}

func TestEveryLineComesInOrderAndBeforeTheExit(t *testing.T) {
	const lines = 100_000
	var mu sync.Mutex
	next, wrong, atExit := 0, "", -1
	check := func(c *supervise.Config) {
		record := c.Observe
		c.Rule.Autorestart = false
		c.Observe = func(e supervise.Event) {
			if e.Kind != supervise.Printed {
				record(e)
			}
			mu.Lock()
			defer mu.Unlock()
			switch {
			case e.Kind == supervise.Exited:
				atExit = next
			case e.Kind == supervise.Printed && wrong == "" && e.Line.Text != fmt.Sprint("line ", next):
				wrong = e.Line.Text
			case e.Kind == supervise.Printed:
				next++
			}
		}
	}
	r := supervised(t, check, "print", fmt.Sprint(lines))
	r.await(t, supervise.HasStopped, 1)
	mu.Lock()
	defer mu.Unlock()
	assert.Empty(t, wrong, "instead of line %d", next)
	assert.Equal(t, lines, atExit, "lines before the exit")
}

func TestASlowReaderLosesNoLine(t *testing.T) {
	const lines = 40 // so slow that they outlast the time for a silent pipe
	var mu sync.Mutex
	seen := 0
	slow := func(c *supervise.Config) {
		record := c.Observe
		c.Rule.Autorestart = false
		c.Observe = func(e supervise.Event) {
			if e.Kind == supervise.Printed {
				<-time.After(20 * ms)
				mu.Lock()
				seen++
				mu.Unlock()
			}
			record(e)
		}
	}
	r := supervised(t, slow, "print", fmt.Sprint(lines))
	r.await(t, supervise.HasStopped, 1)
	mu.Lock()
	defer mu.Unlock()
	assert.Equal(t, lines, seen)
}

func TestAnEscapedProgramThatPrintsForEverDoesNotHoldUpTheExit(t *testing.T) {
	r := supervised(t, func(c *supervise.Config) { c.Rule.Autorestart = false }, "with", "setsid", "chatter", "wait")
	up := r.awaitUp(t, 2)
	defer func() { platformtest.Kill(up["chatter"]) }()
	platformtest.Ask(up["wait"])
	r.await(t, supervise.Exited, 1)
}
