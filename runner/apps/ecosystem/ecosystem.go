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
	"slices"
	"sync"
	"time"

	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/apps/watch"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

// Options say how apps are run. The zero value runs them without a surrounding
// environment and tells nobody.
type Options struct {
	Environ []string          // the surrounding environment, KEY=VALUE
	Extra   map[string]string // for every process; it wins over the file

	// Build turns a Go package into a program. It must be set when an app is
	// written in Go.
	Build func(ctx context.Context, source string) (program string, err error)
	// Sources says what a Go program is made of, for its watcher; nil: only the
	// folder of its source is watched.
	Sources func(ctx context.Context, source string) (build.Sources, error)
	// Watcher sees changes of files; nil: `watch` has no effect.
	Watcher *watch.Watcher
	// Reread reads a process file again, when the env_file of one of its apps
	// has changed; nil: the app is restarted with what it had.
	Reread func(ctx context.Context, file, envName string, environ []string) (*processfile.File, error)
	// Memory is what processes occupy, in bytes by pid; nil: max_memory_restart
	// has no effect.
	Memory func(pids []int) map[int]int64

	// Clock is what uptime, listen_timeout and kill_timeout are counted on; nil:
	// real time.
	Clock supervise.Clock

	// Observe is told what happens. It is called from many goroutines at once
	// and must not block.
	Observe func(supervise.Event)

	// AwaitPrinted has Await look again at each printed line, too. It costs a
	// little for each.
	AwaitPrinted bool

	// Output gives what takes the output of one instance, through all its
	// restarts; nil, or a nil of its own: each line is observed as Printed.
	Output func(app *processfile.App, instance int) supervise.Sink

	// LoopPause is how long it must be quiet before a change is taken over in an
	// app that seems to be restarted by what it writes itself; 0: 5 s.
	LoopPause time.Duration

	// LongestDelay bounds every delay before a restart: the checker does not
	// wait two seconds sixteen times to see a rule at work. 0: no bound.
	LongestDelay time.Duration
}

// Ecosystem is a process file at work.
type Ecosystem struct {
	opts Options

	// hurry ends when nobody is to be given time any more.
	hurry   context.Context
	hurryUp context.CancelFunc

	gate   gate
	limits limits

	mu      sync.Mutex
	apps    []*app
	ids     int
	closing bool
	changed chan struct{} // closed, and replaced, whenever something happened
}

// WholeApp stands in an event for the instance when it is about all of them.
const WholeApp = -1

// New is an ecosystem without apps.
func New(opts Options) *Ecosystem {
	if opts.Observe == nil {
		opts.Observe = func(supervise.Event) {}
	}
	if opts.Clock == nil {
		opts.Clock = supervise.RealTime{}
	}
	e := &Ecosystem{opts: opts, changed: make(chan struct{})}
	e.hurry, e.hurryUp = context.WithCancel(context.Background())
	return e
}

// Start builds and starts all apps. One that cannot be built, or whose port is
// taken, is errored; the others run. It returns once every instance was given
// its start; Await waits until they are ready.
func Start(ctx context.Context, apps []processfile.App, opts Options) *Ecosystem {
	e := New(opts)
	e.Add(ctx, apps)
	return e
}

// Add builds and starts further apps, beside those that run.
func (e *Ecosystem) Add(ctx context.Context, apps []processfile.App) {
	var added []*app
	for i := range apps {
		added = append(added, e.enter(&apps[i], e.opts.Environ, origin{}))
	}
	inParallel(added, func(a *app) { _, _ = e.launch(ctx, a) })
}

// enter makes an app known, and starts nothing.
func (e *Ecosystem) enter(spec *processfile.App, environ []string, from origin) *app {
	a := newApp(e, spec, environ, from)
	a.mu.Lock()
	a.id(spec.Instances - 1) // now: apps are started side by side, and ids are to follow the file
	a.mu.Unlock()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closing {
		a.endLife() // too late: nothing is started any more
		return a
	}
	e.apps = append(e.apps, a)
	return a
}

// launch gives an app its first start. With autostart: false it is only there,
// stopped.
func (e *Ecosystem) launch(ctx context.Context, a *app) ([]*occupant, error) {
	ctx, end, err := a.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	if !a.spec().Autostart {
		a.reseat(a.spec().Instances)
		a.mu.Lock()
		a.halted = true
		a.mu.Unlock()
		return nil, nil
	}
	return a.start(ctx, Cause{Why: "start"})
}

func (e *Ecosystem) all() []*app {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.apps)
}

func (e *Ecosystem) nextID() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ids++
	return e.ids - 1
}

func (e *Ecosystem) isClosing() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.closing
}

func (e *Ecosystem) app(name string) *app {
	apps := e.all()
	i := slices.IndexFunc(apps, func(a *app) bool { return a.name == name })
	if i < 0 {
		return nil
	}
	return apps[i]
}

func (e *Ecosystem) observe(event supervise.Event) {
	e.opts.Observe(event)
	if event.Kind == supervise.Printed && !e.opts.AwaitPrinted {
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
	return e.until(ctx, func() bool { return condition(e.Status()) })
}

func (e *Ecosystem) until(ctx context.Context, holds func() bool) bool {
	for {
		change := e.next() // before the look, or a change in between would be missed
		if holds() {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-change:
		}
	}
}

func (e *Ecosystem) loopPause() time.Duration {
	if e.opts.LoopPause > 0 {
		return e.opts.LoopPause
	}
	return 5 * time.Second
}

// bounded shortens a delay to the longest allowed.
func (e *Ecosystem) bounded(d time.Duration) time.Duration {
	if longest := e.opts.LongestDelay; longest > 0 {
		return min(d, longest)
	}
	return d
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

// Expects says whether something may start again without a command here: an app
// that was stopped on request can be started on request, and one whose files
// are watched by a save.
func (e *Ecosystem) Expects() bool {
	return slices.ContainsFunc(e.all(), func(a *app) bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		return a.halted || a.version.spec.Watch && e.opts.Watcher != nil
	})
}

// Signal hands a signal on to every process.
func (e *Ecosystem) Signal(name string) {
	inParallel(e.all(), func(a *app) {
		for _, s := range a.all() {
			if o := s.now(); o != nil {
				o.instance.Signal(name)
			}
		}
	})
}

// Stop stops everything, gracefully: shared ports close first, then requests
// in flight end, then the instances. When ctx ends, whatever is left is
// killed. It returns what had escaped its process group and was ended too.
func (e *Ecosystem) Stop(ctx context.Context) []platform.Leftover {
	unhook := context.AfterFunc(ctx, e.hurryUp)
	defer unhook()
	e.mu.Lock()
	e.closing = true
	e.mu.Unlock()
	e.limits.end()
	var gate sync.WaitGroup
	gate.Go(func() { e.gate.close(e.hurry) })
	inParallel(e.all(), (*app).remove)
	gate.Wait()
	return platform.SweepOwn()
}
