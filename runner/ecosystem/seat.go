package ecosystem

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"workshop.example/processes/runner/frontdoor"
	"workshop.example/processes/runner/launch"
	"workshop.example/processes/runner/platform"
	"workshop.example/processes/runner/supervise"
)

// seat is the place of one instance: its number, its own port behind the door,
// and the traffic it gets. It outlives every process that sits in it.
type seat struct {
	app      *app
	number   int
	instance *supervise.Instance

	// port is the instance's own port, held until the program is about to bind
	// it; nil for an app that shares none.
	port *platform.Ports
	// portLost: somebody else took the port while no program of ours had it.
	portLost atomic.Bool

	mu      sync.Mutex
	backend *frontdoor.Backend // nil: it takes no requests now
}

func newSeat(a *app, number int) *seat {
	s := &seat{app: a, number: number}
	spec := a.spec
	cfg := supervise.Config{
		App: spec.Name, Instance: number,
		Rule: supervise.Rule{
			Autorestart: spec.Autorestart, MaxRestarts: spec.MaxRestarts, MinUptime: spec.MinUptime,
			RestartDelay: a.whole.bounded(spec.RestartDelay), Backoff: a.whole.bounded(spec.ExpBackoffRestartDelay),
			BackoffCap: a.whole.opts.LongestDelay, StopCodes: spec.StopExitCodes,
		},
		KillSignal: spec.KillSignal, KillTimeout: spec.KillTimeout, SignalGroup: spec.Treekill,
		ListenTimeout: spec.ListenTimeout, Health: spec.Health,
		Prepare: s.prepare, Observe: s.observe, Sweep: s.sweep,
	}
	if a.door != nil {
		cfg.Traffic = s
	}
	s.instance = supervise.New(cfg)
	return s
}

// bounded shortens a delay to the longest allowed.
func (e *Ecosystem) bounded(d time.Duration) time.Duration {
	if longest := e.opts.LongestDelay; longest > 0 {
		return min(d, longest)
	}
	return d
}

// prepare gives the command of the next start. The port stays with the
// instance for good, unless it was lost to somebody else.
func (s *seat) prepare() (launch.Command, error) {
	own := launch.Seat{Instance: s.number, Program: s.app.program}
	if s.app.shares() {
		if err := s.ensurePort(); err != nil {
			return launch.Command{}, err
		}
		own.Port = s.port.First
	}
	opts := s.app.whole.opts
	return launch.For(s.app.spec, own, opts.Environ, opts.Extra), nil
}

func (s *seat) ensurePort() error {
	if s.port == nil || s.portLost.Swap(false) {
		port, err := platform.ReservePorts(1)
		if err != nil {
			return err
		}
		s.port = port
	}
	s.port.Release(s.port.First)
	return nil
}

func (s *seat) observe(e supervise.Event) {
	if e.Kind == supervise.PortTaken && s.app.shares() {
		s.portLost.Store(true)
	}
	s.app.whole.observe(e)
}

// sweep looks for what escaped one process. While the whole is being stopped
// nobody looks: one search at the end does for all.
func (s *seat) sweep(p supervise.Process) []platform.Leftover {
	if s.app.isClosing() {
		return nil
	}
	return p.Sweep()
}

// Begin, Drain and End make the seat the instance's traffic.

func (s *seat) Begin(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.backend = s.app.door.Add(s.number, address)
}

func (s *seat) take() *frontdoor.Backend {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.backend
	s.backend = nil
	return b
}

func (s *seat) Drain(ctx context.Context) {
	if b := s.take(); b != nil {
		_ = s.app.door.Drain(ctx, b)
	}
}

func (s *seat) End() {
	if b := s.take(); b != nil {
		s.app.door.Remove(b)
	}
}

// end stops the instance for good, by a time at the latest; the zero time
// leaves it its whole kill_timeout.
func (s *seat) end(ctx context.Context, by time.Time) {
	s.instance.EndBy(ctx, by)
	if s.port != nil {
		s.port.ReleaseAll()
	}
}
