package ecosystem

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

// This file is what can be done to one app. Every method here is called by
// whoever has the app's turn.

// start makes every instance run that does not, and gives each its start
// without waiting for it. While others run, a source that does not compile
// leaves them alone.
func (a *app) start(ctx context.Context, cause Cause) ([]*occupant, error) {
	prepare := a.prepare
	if slices.ContainsFunc(a.all(), (*seat).running) {
		prepare = a.prepareRunning
	}
	a.watchFiles(ctx) // before the build: a save during it, or right after, must be seen
	if err := prepare(ctx); err != nil {
		a.attend(ctx)
		return nil, err
	}
	started := a.fill(cause)
	a.attend(ctx)
	return started, nil
}

// fill makes the app have as many seats as it should, ends who sat in those
// that are too many, and starts who does not run.
func (a *app) fill(cause Cause) []*occupant {
	_, removed := a.reseat(a.spec().Instances)
	a.dismiss(removed)
	var started []*occupant
	for _, s := range a.all() {
		if !s.running() {
			started = append(started, s.start(cause))
		}
	}
	return started
}

// dismiss ends the instances of seats that are no more.
func (a *app) dismiss(seats []*seat) {
	inParallel(seats, func(s *seat) {
		s.leave(time.Time{})
		a.whole.observe(supervise.Event{At: time.Now(), App: a.name, Instance: s.number, Kind: supervise.SeatRemoved})
	})
}

// stop stops every instance; the shared port closes first. The app stays known.
func (a *app) stop() {
	a.mu.Lock()
	a.halted = true
	seats := slices.Clone(a.seats)
	failed := a.failure != nil
	if failed {
		a.failure = nil
	}
	a.mu.Unlock()
	if failed && len(seats) == 0 {
		a.reseat(a.spec().Instances) // its rows say "stopped" from now on
	}
	a.leaveAll(seats)
}

// leaveAll ends the occupants of seats. kill_timeout bounds the requests in
// flight and the stopping together.
func (a *app) leaveAll(seats []*seat) {
	by := a.whole.opts.Clock.Now().Add(a.spec().KillTimeout)
	a.closeDoor()
	inParallel(seats, func(s *seat) { s.leave(by) })
}

func inParallel[T any](all []T, f func(T)) {
	var group sync.WaitGroup
	for _, one := range all {
		group.Go(func() { f(one) })
	}
	group.Wait()
}

// restart stops every instance and starts it anew. A program in Go is built
// first: while it does not compile, nothing is stopped.
func (a *app) restart(ctx context.Context, cause Cause) error {
	if !a.runs() {
		return a.startAndWait(ctx, cause)
	}
	if err := a.prepareRunning(ctx); err != nil {
		return err
	}
	return a.atOnce(ctx, cause, a.all())
}

// reload replaces instance by instance, so that no request is lost. What does
// not share its port through the runner can only be restarted (as in PM2).
func (a *app) reload(ctx context.Context, cause Cause) error {
	if !a.runs() {
		return a.startAndWait(ctx, cause)
	}
	if err := a.prepareRunning(ctx); err != nil {
		return err
	}
	return a.renewAll(ctx, cause, a.all())
}

// prepareRunning builds for an app that runs, and that goes on running when
// the build fails.
func (a *app) prepareRunning(ctx context.Context) error {
	if err := a.build(ctx); err != nil {
		if !errors.Is(err, context.Canceled) {
			a.noteBuildFailure(err)
		}
		return err
	}
	return nil
}

// outdated are the seats in which an older version of the app runs: another
// program, or one that was started from another description.
func (a *app) outdated() []*seat {
	now := a.current()
	return slices.DeleteFunc(a.all(), func(s *seat) bool {
		o := s.now()
		return o == nil || o.version.program == now.program && compare(o.version.spec, now.spec).needs == nothing
	})
}

// renewAll puts the current version into seats, in the gentlest way that the
// app allows.
func (a *app) renewAll(ctx context.Context, cause Cause, seats []*seat) error {
	if !a.runs() {
		return a.startAndWait(ctx, cause)
	}
	a.tell(supervise.Event{Kind: supervise.Changing, Why: cause.Why, Detail: cause.Detail})
	if a.spec().ExecMode == processfile.Fork {
		return a.atOnce(ctx, cause, seats)
	}
	for _, s := range seats {
		if err := a.swap(ctx, s, cause); err != nil {
			return err
		}
	}
	a.attend(ctx)
	return nil
}

// swap replaces one instance by a fresh one that runs beside it until it is
// ready. One that does not become ready is given up, and the old one stays.
func (a *app) swap(ctx context.Context, s *seat, cause Cause) error {
	if !s.running() {
		return s.start(cause).awaitReady(ctx)
	}
	fresh := newOccupant(s, s.earlier())
	fresh.instance.Try()
	if err := fresh.awaitReady(ctx); err != nil {
		fresh.end(time.Time{})
		if ctx.Err() != nil {
			return err
		}
		return fmt.Errorf("the new %w; the old one runs on", err)
	}
	old := s.now()
	s.set(fresh, cause)
	old.end(time.Time{})
	return nil
}

// renewOne replaces a single instance in the gentlest way that the app allows.
func (a *app) renewOne(ctx context.Context, s *seat, cause Cause) error {
	if a.spec().ExecMode == processfile.Fork {
		return s.renew(cause).awaitReady(ctx)
	}
	return a.swap(ctx, s, cause)
}

// atOnce renews instances, all at the same time.
func (a *app) atOnce(ctx context.Context, cause Cause, seats []*seat) error {
	var mu sync.Mutex
	var fresh []*occupant
	inParallel(seats, func(s *seat) {
		o := s.renew(cause)
		mu.Lock()
		defer mu.Unlock()
		fresh = append(fresh, o)
	})
	a.attend(ctx)
	return awaitAll(ctx, fresh)
}

func awaitAll(ctx context.Context, all []*occupant) error {
	problems := make([]error, len(all))
	var group sync.WaitGroup
	for i, o := range all {
		group.Go(func() { problems[i] = o.awaitReady(ctx) })
	}
	group.Wait()
	return errors.Join(problems...)
}

func (a *app) startAndWait(ctx context.Context, cause Cause) error {
	if _, err := a.start(ctx, cause); err != nil {
		return err
	}
	return awaitAll(ctx, a.occupants())
}

// occupants are all who sit in the app's seats.
func (a *app) occupants() []*occupant {
	var all []*occupant
	for _, s := range a.all() {
		if o := s.now(); o != nil {
			all = append(all, o)
		}
	}
	return all
}

// scale makes the app have n instances. More are started beside those that
// run; of fewer, the highest numbers go first, after their requests in flight.
func (a *app) scale(ctx context.Context, n int) error {
	if err := a.failed(); err != nil {
		return err
	}
	a.mu.Lock()
	spec := *a.version.spec
	spec.Instances = n
	a.version.spec = &spec
	halted := a.halted
	a.mu.Unlock()
	added, removed := a.reseat(n)
	a.attend(ctx) // before anything is printed: the names of log files may be others now
	var started []*occupant
	for _, s := range added {
		if !halted {
			started = append(started, s.start(Cause{Why: "scale"}))
		}
	}
	a.dismiss(removed)
	return awaitAll(ctx, started)
}

// runs says whether the app was started and not stopped since: its instances
// may all be errored.
func (a *app) runs() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.halted || a.failure != nil {
		return false
	}
	return slices.ContainsFunc(a.seats, func(s *seat) bool { return s.now() != nil })
}

// remove ends the app for good. It takes the turn itself, whoever has it: what
// is under way ends with the app's life.
func (a *app) remove() {
	a.endLife()
	a.turn <- struct{}{}
	defer func() { <-a.turn }()
	a.unattend()
	a.leaveAll(a.all())
}
