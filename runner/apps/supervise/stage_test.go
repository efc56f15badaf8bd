package supervise_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/apps/launch"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/system/platform"
)

// life is what a pretended process does.
type life struct {
	Runs     time.Duration // until it exits by itself; 0: it does not
	Exit     platform.Exit // how it exits by itself
	Ends     time.Duration // from a signal until it exits with 0; ignores: never
	Outlives time.Duration // how long its group outlives it; ignores: until it is killed
}

const ignores = -1

// crash is a process that exits with code 1 after a time.
func crash(after time.Duration) life { return life{Runs: after, Exit: platform.Exit{Code: 1}} }

// pretended is a process without a process. Its times are the bubble's.
type pretended struct {
	number int
	life   life
	stage  *stage
	die    chan platform.Exit
	gone   chan struct{} // closed when the group is gone
	once   sync.Once
}

func (p *pretended) ID() int                    { return 100 + p.number }
func (p *pretended) Started(int) bool           { return true }
func (p *pretended) Sweep() []platform.Leftover { return nil }
func (p *pretended) Forget()                    { p.stage.say("forgotten %d", p.number) }

func (p *pretended) Wait() platform.Exit {
	var over <-chan time.Time
	if p.life.Runs > 0 {
		over = time.After(p.life.Runs)
	}
	exit := p.life.Exit
	select {
	case <-over:
	case exit = <-p.die:
	}
	exit.At = time.Now()
	switch {
	case p.life.Outlives == 0 || exit.Signal == "SIGKILL":
		p.groupEnds()
	case p.life.Outlives > 0:
		time.AfterFunc(p.life.Outlives, p.groupEnds)
	}
	return exit
}

func (p *pretended) groupEnds() { p.once.Do(func() { close(p.gone) }) }

func (p *pretended) end(exit platform.Exit) {
	select {
	case p.die <- exit:
	default: // it has ended already
	}
}

func (p *pretended) Signal(name string, whole bool) error {
	p.stage.say("%s to %d, whole group %v", name, p.number, whole)
	if p.life.Ends != ignores {
		time.AfterFunc(p.life.Ends, func() { p.end(platform.Exit{}) })
	}
	return nil
}

func (p *pretended) KillGroup() {
	p.end(platform.Exit{Code: -1, Signal: "SIGKILL"})
	p.groupEnds()
}

func (p *pretended) GroupGone(ctx context.Context) bool {
	select {
	case <-p.gone:
		return true
	default:
	}
	select {
	case <-p.gone:
		return true
	case <-ctx.Done():
		return false
	}
}

// stage runs one instance on pretended processes and writes down what happens,
// a line each, beginning with the time since the start of the test.
type stage struct {
	*supervise.Instance
	cfg supervise.Config

	mu     sync.Mutex
	began  time.Time
	starts int
	lines  []string
}

// onStage runs a test in a bubble. The n-th start of the instance has the n-th
// life; the last one is used for all that follow. set may change the config.
func onStage(t *testing.T, lives []life, set func(*supervise.Config), test func(t *testing.T, s *stage)) {
	synctest.Test(t, func(t *testing.T) {
		s := &stage{began: time.Now()}
		s.cfg = supervise.Config{
			App: "web", KillTimeout: 1600 * time.Millisecond, SignalGroup: true,
			Rule:    supervise.Rule{Autorestart: true, MaxRestarts: 16, MinUptime: time.Second},
			Prepare: func() (launch.Command, error) { return launch.Command{}, nil },
			Observe: s.observe,
			Start: func(launch.Command, supervise.Files) (supervise.Process, error) {
				s.starts++
				l := lives[min(s.starts, len(lives))-1]
				return &pretended{number: s.starts, life: l, stage: s, die: make(chan platform.Exit, 1), gone: make(chan struct{})}, nil
			},
		}
		if set != nil {
			set(&s.cfg)
		}
		s.Instance = supervise.New(s.cfg)
		defer s.End(context.Background())
		test(t, s)
	})
}

// withPort gives the instance a port and a probe of the test's.
func withPort(probe func(ctx context.Context) bool) func(*supervise.Config) {
	return func(c *supervise.Config) {
		c.Prepare = func() (launch.Command, error) { return launch.Command{Port: 3000}, nil }
		c.Probe = func(ctx context.Context, _ supervise.Process, _ launch.Command) (string, bool) {
			return "127.0.0.1:3000", probe(ctx)
		}
	}
}

// readyAfter is a probe that succeeds after a time, if it is let.
func readyAfter(d time.Duration) func(context.Context) bool {
	return func(ctx context.Context) bool {
		select {
		case <-time.After(d):
			return true
		case <-ctx.Done():
			return false
		}
	}
}

func (s *stage) say(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, fmt.Sprintf("%v ", time.Since(s.began))+fmt.Sprintf(format, args...))
}

func (s *stage) observe(e supervise.Event) {
	text := fmt.Sprintf("%s %d", e.Kind, e.Generation)
	switch e.Kind {
	case supervise.Exited:
		text += fmt.Sprintf(", %s after %v, wanted %v", e.Exit, e.Uptime, e.Wanted)
	case supervise.Scheduled:
		text += fmt.Sprintf(" in %v", e.Delay)
	case supervise.GaveUp, supervise.HasStopped:
		text += " " + e.Why
	case supervise.StartFailed:
		text += " " + e.Detail
	case supervise.LeftBehind:
		text += fmt.Sprintf(" %d", len(e.Leftovers))
	}
	s.say("%s", text)
}

// told is what happened so far, once everything has come to rest.
func (s *stage) told() []string {
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lines
}

// pass lets time pass until so long after the start of the test, and waits
// until everything that falls due has happened.
func (s *stage) pass(until time.Duration) {
	<-time.After(until - time.Since(s.began))
	synctest.Wait()
}

func (s *stage) assertState(t *testing.T, want supervise.State) {
	t.Helper()
	synctest.Wait()
	assert.Equal(t, want, s.Status().State)
}
