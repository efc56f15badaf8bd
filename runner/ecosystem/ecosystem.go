// Package ecosystem runs all apps of a process file together: it has programs
// built, opens the shared ports of cluster apps, gives every instance its seat
// and supervises it.
//
// It ties the parts together and knows each; none of them knows it. It prints
// nothing: what happens is told to an observer, and how things stand can be
// asked.
package ecosystem

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"workshop.example/processes/runner/platform"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/supervise"
)

// Options say how apps are run. The zero value runs them without a surrounding
// environment and tells nobody.
type Options struct {
	Environ []string          // the surrounding environment, KEY=VALUE
	Extra   map[string]string // for every process; it wins over the file

	// Build turns a Go package into a program. It must be set when an app is
	// written in Go.
	Build func(ctx context.Context, source string) (program string, err error)

	// Observe is told what happens. It is called from many goroutines at once
	// and must not block.
	Observe func(supervise.Event)

	// LongestDelay bounds every delay before a restart: the checker does not
	// wait two seconds sixteen times to see a rule at work. 0: no bound.
	LongestDelay time.Duration
}

// Ecosystem is a process file at work.
type Ecosystem struct {
	opts Options

	mu      sync.Mutex
	apps    []*app
	changed chan struct{} // closed, and replaced, whenever something happened
}

// WholeApp stands in an event for the instance when it is about all of them.
const WholeApp = -1

// Start builds and starts all apps. One that cannot be built, or whose port is
// taken, is errored; the others run. It returns once every instance was given
// its start; Await waits until they are ready.
func Start(ctx context.Context, apps []processfile.App, opts Options) *Ecosystem {
	if opts.Observe == nil {
		opts.Observe = func(supervise.Event) {}
	}
	e := &Ecosystem{opts: opts, changed: make(chan struct{})}
	e.Add(ctx, apps)
	return e
}

// Add builds and starts further apps, beside those that run.
func (e *Ecosystem) Add(ctx context.Context, apps []processfile.App) {
	var added []*app
	for i := range apps {
		added = append(added, newApp(e, &apps[i]))
	}
	e.mu.Lock()
	e.apps = append(e.apps, added...)
	e.mu.Unlock()
	forAll(added, func(a *app) { a.open(ctx) })
}

func (e *Ecosystem) all() []*app {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.apps)
}

func forAll(apps []*app, f func(*app)) {
	var all sync.WaitGroup
	for _, a := range apps {
		all.Go(func() { f(a) })
	}
	all.Wait()
}

func (e *Ecosystem) observe(event supervise.Event) {
	e.opts.Observe(event)
	if event.Kind == supervise.Printed {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	close(e.changed)
	e.changed = make(chan struct{})
}

// next is closed at the next change after the call.
func (e *Ecosystem) next() <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.changed
}

// Await waits until a condition on the whole holds, looking again at every
// change, and says whether it did before ctx ended.
func (e *Ecosystem) Await(ctx context.Context, condition func([]supervise.Status) bool) bool {
	for {
		change := e.next() // before the look, or a change in between would be missed
		if condition(e.Status()) {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-change:
		}
	}
}

// Status is a row for each instance, app by app, by instance number.
func (e *Ecosystem) Status() []supervise.Status {
	var rows []supervise.Status
	for _, a := range e.all() {
		rows = append(rows, a.status()...)
	}
	return rows
}

// Failure is why an app as a whole could not be run: it does not compile, or
// its port is taken. It is nil for one that runs.
func (e *Ecosystem) Failure(name string) error {
	if a := e.app(name); a != nil {
		return a.failed()
	}
	return nil
}

func (e *Ecosystem) app(name string) *app {
	apps := e.all()
	i := slices.IndexFunc(apps, func(a *app) bool { return a.spec.Name == name })
	if i < 0 {
		return nil
	}
	return apps[i]
}

// Settled waits until every instance is ready or has failed for good, and says
// whether that came true before ctx ended. One that waits for a restart has
// not settled.
func (e *Ecosystem) Settled(ctx context.Context) bool {
	return e.Await(ctx, func(rows []supervise.Status) bool {
		return !slices.ContainsFunc(rows, func(s supervise.Status) bool {
			return s.State == supervise.Launching || s.State == supervise.Waiting || s.State == supervise.Stopping
		})
	})
}

// Scale makes an app have n instances. More are started beside those that run;
// of fewer, the highest numbers go first, after their requests in flight. It
// returns when the new ones are ready and the old ones gone, or with ctx.
func (e *Ecosystem) Scale(ctx context.Context, name string, n int) error {
	a := e.app(name)
	switch {
	case a == nil:
		return fmt.Errorf("no app is called %q", name)
	case n < 1:
		return fmt.Errorf("%d instances: at least one must stay", n)
	case a.failed() != nil:
		return a.failed()
	}
	return a.scale(ctx, n)
}

// Stop stops everything, gracefully: shared ports close first, then requests
// in flight end, then the instances. When ctx ends, whatever is left is
// killed. It returns what had escaped its process group and was ended too.
func (e *Ecosystem) Stop(ctx context.Context) []platform.Leftover {
	forAll(e.all(), func(a *app) { a.close(ctx) })
	return platform.SweepOwn()
}

// Signal hands a signal on to every process.
func (e *Ecosystem) Signal(name string) {
	forAll(e.all(), func(a *app) {
		for _, s := range a.all() {
			s.instance.Signal(name)
		}
	})
}
