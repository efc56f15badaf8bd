package ecosystem

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"workshop.example/processes/runner/apps/frontdoor"
	"workshop.example/processes/runner/apps/launch"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/system/platform"
)

// occupant is one supervised instance in a seat, with what belongs to it alone:
// the version of the app that it runs, its own port, the traffic it gets. A
// crash is survived by it; a new version is another occupant.
type occupant struct {
	seat     *seat
	version  version
	instance *supervise.Instance

	// port is the instance's own port behind a shared one, held until the
	// program is about to bind it; nil for an app that shares none.
	port *platform.Ports
	// portLost: somebody else took the port while no program of ours had it.
	portLost atomic.Bool

	mu      sync.Mutex
	backend *frontdoor.Backend // nil: it takes no requests now
}

func newOccupant(s *seat, earlier supervise.Earlier) *occupant {
	o := &occupant{seat: s, version: s.app.current()}
	spec, whole := o.version.spec, s.app.whole
	cfg := supervise.Config{
		App: spec.Name, Instance: s.number, Earlier: earlier,
		Rule: supervise.Rule{
			Autorestart: spec.Autorestart, MaxRestarts: spec.MaxRestarts, MinUptime: spec.MinUptime,
			RestartDelay: whole.bounded(spec.RestartDelay), Backoff: whole.bounded(spec.ExpBackoffRestartDelay),
			BackoffCap: whole.opts.LongestDelay, StopCodes: spec.StopExitCodes,
		},
		KillSignal: spec.KillSignal, KillTimeout: spec.KillTimeout, SignalGroup: spec.Treekill,
		ListenTimeout: spec.ListenTimeout, Health: spec.Health, WaitReady: spec.WaitReady,
		Clock: whole.opts.Clock, Prepare: o.prepare, Observe: o.observe, Sweep: o.sweep,
	}
	if spec.Port != 0 {
		cfg.Traffic = o
	}
	if output := whole.opts.Output; output != nil {
		cfg.Output = output(spec, s.number)
	}
	o.instance = supervise.New(cfg)
	return o
}

// prepare gives the command of the next start. The port stays with the
// instance for good, unless it was lost to somebody else.
func (o *occupant) prepare() (launch.Command, error) {
	own := launch.Seat{Instance: o.seat.number, Program: o.version.program}
	if shares(o.version.spec) {
		if err := o.ensurePort(); err != nil {
			return launch.Command{}, err
		}
		own.Port = o.port.First
	}
	return launch.For(o.version.spec, own, o.version.environ, o.seat.app.whole.opts.Extra), nil
}

func (o *occupant) ensurePort() error {
	if o.port == nil || o.portLost.Swap(false) {
		port, err := platform.ReservePorts(1)
		if err != nil {
			return err
		}
		o.port = port
	}
	o.port.Release(o.port.First)
	return nil
}

func (o *occupant) observe(e supervise.Event) {
	switch e.Kind {
	case supervise.PortTaken:
		if shares(o.version.spec) {
			o.portLost.Store(true)
		}
	case supervise.Exited:
		if !e.Wanted {
			o.seat.crashed(e)
		}
	}
	o.seat.app.whole.observe(e)
}

// sweep looks for what escaped one process. While the whole is being stopped
// nobody looks: one search at the end does for all.
func (o *occupant) sweep(p supervise.Process) []platform.Leftover {
	if o.seat.app.whole.isClosing() {
		return nil
	}
	return p.Sweep()
}

// Begin, Drain and End make the occupant the instance's traffic.

func (o *occupant) Begin(address string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.backend = o.seat.app.pool.Add(o.seat.number, address)
}

func (o *occupant) take() *frontdoor.Backend {
	o.mu.Lock()
	defer o.mu.Unlock()
	b := o.backend
	o.backend = nil
	return b
}

func (o *occupant) Drain(ctx context.Context) {
	if b := o.take(); b != nil {
		o.seat.app.sayCut(o.seat.app.pool.Drain(ctx, b))
	}
}

func (o *occupant) End() {
	if b := o.take(); b != nil {
		o.seat.app.pool.Remove(b)
	}
}

// end stops the instance for good, by a time at the latest; the zero time
// leaves it its whole kill_timeout.
func (o *occupant) end(by time.Time) {
	o.instance.EndBy(o.seat.app.whole.hurry, by)
	if o.port != nil {
		o.port.ReleaseAll()
	}
}

// awaitReady waits until the instance is online, for as long as its
// listen_timeout allows. The error says how it stands else.
func (o *occupant) awaitReady(ctx context.Context) error {
	bounded, cancel := ctx, context.CancelFunc(func() {})
	if timeout := o.version.spec.ListenTimeout; timeout > 0 {
		bounded, cancel = supervise.Within(ctx, o.seat.app.whole.opts.Clock, timeout)
	}
	defer cancel()
	settled := o.seat.app.whole.until(bounded, func() bool {
		state := o.instance.Status().State
		return state == supervise.Online || state == supervise.Stopped || state == supervise.Errored
	})
	switch row := o.instance.Status(); {
	case row.State == supervise.Online:
		return nil
	case !settled && ctx.Err() != nil:
		return ctx.Err() // nobody waits any more: that says nothing about the instance
	default:
		err := notReady(row, settled)
		if !settled && o.version.spec.WaitReady {
			return fmt.Errorf("%w: with wait_ready it has to say that it is ready, process.send('ready') in Node", err)
		}
		return err
	}
}

// Late are the words about an instance that may yet become ready.
const Late = "its listen_timeout has passed"

func notReady(row supervise.Status, settled bool) error {
	words := fmt.Sprintf("instance %d is %s", row.Instance, row.State)
	if row.LastExit != nil {
		words += " (" + row.LastExit.String() + ")"
	}
	if !settled {
		words += ", and " + Late
	}
	return errors.New(words)
}
