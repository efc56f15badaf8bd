package daemon

import (
	"context"
	"sync"

	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/logs"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/apps/usage"
	"workshop.example/processes/runner/apps/watch"
	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
)

// Host is an ecosystem with all that it needs of this machine: the compiler, a
// watcher of files, log files. It is an Engine.
type Host struct {
	*apps
	Logs *journal

	store   *logs.Store
	watcher *watch.Watcher
	meter   usage.Meter
	opts    HostOptions

	mu      sync.Mutex
	readers []func(supervise.Event)
	folders map[string]string // by process file: the folder that its paths belong to
}

// HostOptions of a host.
type HostOptions struct {
	Say     func(string) // takes sentences for the operator
	NoFiles bool         // what apps print is not kept: another runner writes the files of this home
	// Lines takes every line that apps print, and must not wait for a person;
	// nil: nobody does.
	Lines func(app string, instance int, line supervise.Line)
}

// NewHost makes a host for the apps of a project that keeps its logs in home.
// Close must be called for it at last.
func NewHost(home control.Home, project string, opts HostOptions) *Host {
	builder := build.ForProject(project)
	h := &Host{opts: opts, folders: map[string]string{}}
	h.store = logs.Open(logs.Options{Home: home.Dir, Say: opts.Say})
	h.Logs = newJournal(h.store)
	h.watcher = watch.New(watch.Options{Say: opts.Say})
	h.apps = &apps{whole: ecosystem.New(ecosystem.Options{
		Build: builder.Build, Sources: builder.Sources, Watcher: h.watcher, Reread: h.reread, Memory: h.memory,
		Output: h.output, Observe: h.observe,
	}), store: h.store}
	return h
}

// Observe has every event told to one more listener, which must not block.
func (h *Host) Observe(listener func(supervise.Event)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.readers = append(h.readers, listener)
}

// Whole is the ecosystem itself.
func (h *Host) Whole() *ecosystem.Ecosystem { return h.whole }

// remember keeps what the engine is asked for later.
func (h *Host) remember(plan control.Plan) {
	if plan.File == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.folders[plan.File.Path] = plan.File.Dir
}

// Close lets go of files and watches. The apps have been stopped before.
func (h *Host) Close() {
	h.watcher.Close()
	h.store.Close()
}

func (h *Host) observe(e supervise.Event) {
	h.mu.Lock()
	readers := h.readers
	h.mu.Unlock()
	switch e.Kind {
	case supervise.AppRemoved:
		h.store.Forget(e.App)
	case supervise.SeatRemoved:
		h.store.Retire(e.App, e.Instance)
	}
	h.Logs.observe(e)
	for _, tell := range readers {
		tell(e)
	}
}

// output is what takes what an instance prints.
func (h *Host) output(app *processfile.App, instance int) supervise.Sink {
	var sinks tee
	if !h.opts.NoFiles {
		sinks = append(sinks, h.store.Sink(app, instance))
	}
	if h.opts.Lines != nil {
		name := app.Name
		sinks = append(sinks, supervise.EachLine(func(l supervise.Line) { h.opts.Lines(name, instance, l) }))
	}
	return sinks
}

// tee is several sinks in one.
type tee []supervise.Sink

func (t tee) Write(b supervise.Batch) {
	for _, sink := range t {
		sink.Write(b)
	}
}

// reread reads a process file again, as it was read by the command.
func (h *Host) reread(ctx context.Context, file, envName string, environ []string) (*processfile.File, error) {
	h.mu.Lock()
	dir := h.folders[file]
	h.mu.Unlock()
	return processfile.Read(ctx, file, processfile.Options{EnvName: envName, Environ: environ, Dir: dir})
}

func (h *Host) memory(pids []int) map[int]int64 {
	occupied := map[int]int64{}
	for pid, u := range h.meter.Sample(pids) {
		occupied[pid] = u.Memory
	}
	return occupied
}

// eventOf is an event in a message.
func eventOf(e supervise.Event) control.Event {
	return control.Event{At: e.At, App: e.App, Instance: e.Instance, Kind: string(e.Kind), Words: console.EventWords(e, nil)}
}
