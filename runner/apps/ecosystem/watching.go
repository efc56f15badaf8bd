package ecosystem

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/apps/watch"
	"workshop.example/processes/runner/processfile"
)

// watching is an app's interest in files, and the work that their last change
// set off.
type watching struct {
	mu        sync.Mutex
	files     *watch.Subscription // nil: nothing is watched
	seen      []string            // the folders and files that are watched, for people
	pending   []string            // what has changed and was not taken over yet
	cancel    context.CancelFunc  // calls off the build for an earlier change; nil: there was none
	loop      watch.Flap
	suspended bool        // it seems to be restarted by what it writes itself
	later     *time.Timer // takes over what came meanwhile; nil: nothing waits
}

// attend makes what goes on beside the instances fit the app's description:
// its watched files, its times of restart, its memory limit, its log files. Whoever calls it
// has the app's turn.
func (a *app) attend(ctx context.Context) {
	a.watchFiles(ctx)
	a.setTimes()
	a.whole.limits.attend(a)
	if output := a.whole.opts.Output; output != nil {
		for _, s := range a.all() {
			output(a.spec(), s.number) // its log files may have other names now
		}
	}
}

func (a *app) unattend() {
	a.whole.limits.forget(a)
	a.stopTimes()
	a.watching.end()
}

// end watches nothing any more. A subscription is closed outside the lock: it
// waits for its callback, which may be waiting for the lock.
func (w *watching) end() {
	w.mu.Lock()
	files := w.files
	w.files, w.seen, w.pending = nil, nil, nil
	if w.cancel != nil {
		w.cancel()
	}
	if w.later != nil {
		w.later.Stop()
	}
	w.mu.Unlock()
	if files != nil {
		files.Close()
	}
}

func (a *app) watchFiles(ctx context.Context) {
	spec, watcher := a.spec(), a.whole.opts.Watcher
	w := &a.watching
	if watcher == nil || !spec.Watch {
		w.end()
		return
	}
	set, whole := a.watchSet(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.files == nil:
		w.files = watcher.Subscribe(set, a.filesChanged)
	case whole:
		w.files.Update(set)
	default:
		return // a poorer set would lose the save that is coming
	}
	w.seen = append(append([]string(nil), set.Dirs...), append(set.Trees, set.Files...)...)
}

// watchSet is what the app is made of. For a program in Go these are the
// packages that it consists of, unless the file names paths; for any other its
// paths, or its working folder (PM2). whole is false when not all of it could
// be found out.
func (a *app) watchSet(ctx context.Context) (set watch.Set, whole bool) {
	spec := a.spec()
	set = watch.Set{Ignore: spec.IgnoreWatch, Base: spec.Cwd, Delay: spec.WatchDelay}
	if spec.EnvFile != "" {
		set.Files = append(set.Files, spec.EnvFile)
	}
	switch {
	case len(spec.WatchPaths) > 0:
		set.Trees, set.Match = watch.Paths(spec.Cwd, spec.WatchPaths)
	case spec.Program.Kind == processfile.GoPackage:
		sources, err := a.sources(ctx)
		set.From, set.Match = spec.Cwd, sources.Counts
		watched := func(found []string) []string { return slices.DeleteFunc(slices.Clone(found), set.LeavesOut) }
		set.Dirs, set.Trees = watched(sources.Dirs), watched(sources.Trees)
		set.Files = append(set.Files, watched(sources.Files)...)
		return set, err == nil
	default:
		set.Trees = []string{spec.Cwd}
	}
	set.Match = withoutLogs(spec, set.Match)
	return set, true
}

// sources are what a program in Go consists of; with an error, some of it.
func (a *app) sources(ctx context.Context) (build.Sources, error) {
	path := a.spec().Program.Path
	if ask := a.whole.opts.Sources; ask != nil {
		return ask(build.WithEnviron(ctx, a.current().environ), path)
	}
	if filepath.Ext(path) == ".go" {
		path = filepath.Dir(path)
	}
	return build.Sources{Dirs: []string{path}}, nil
}

// withoutLogs leaves out the app's own log files, also those with an
// instance's number and rotated ones: an app whose log lies in its folder would
// be restarted by its first line, for ever.
func withoutLogs(spec *processfile.App, match func(string) bool) func(string) bool {
	var logs []*regexp.Regexp
	for _, log := range []string{spec.OutFile, spec.ErrorFile, spec.LogFile} {
		if ext := filepath.Ext(log); log != "" {
			stem := regexp.QuoteMeta(strings.TrimSuffix(log, ext))
			logs = append(logs, regexp.MustCompile("^"+stem+"(-[0-9]+)?"+regexp.QuoteMeta(ext)+"([.][0-9]+)?$"))
		}
	}
	return func(path string) bool {
		isLog := slices.ContainsFunc(logs, func(log *regexp.Regexp) bool { return log.MatchString(path) })
		return !isLog && (match == nil || match(path))
	}
}

// filesChanged sets off what a change asks for. A build that is under way for
// an earlier one is called off, since its result would be out of date.
func (a *app) filesChanged(files []string) {
	w := &a.watching
	w.mu.Lock()
	file, looping := w.loop.Count(time.Now(), files)
	said := w.suspended
	w.suspended = looping
	w.pending = append(w.pending, files...)
	if w.cancel != nil {
		w.cancel()
	}
	if w.later != nil {
		w.later.Stop()
		w.later = nil
	}
	if looping { // what somebody saved last must run in the end, whoever it was
		w.later = time.AfterFunc(a.whole.loopPause(), a.takeChange)
	}
	w.mu.Unlock()
	if !looping {
		go a.takeChange()
	} else if !said {
		a.tell(supervise.Event{Kind: supervise.FilesSaid, Detail: loopWords(file)})
	}
}

// take is what has changed and nobody has taken over; building ends when it
// changes once more.
func (w *watching) take(ctx context.Context) (files []string, building context.Context) {
	w.mu.Lock()
	defer w.mu.Unlock()
	files, w.pending = w.pending, nil
	building, w.cancel = context.WithCancel(ctx)
	slices.Sort(files)
	return slices.Compact(files), building
}

// putBack: what was called off is still to be done, by whoever called it off.
func (w *watching) putBack(files []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pending = append(files, w.pending...)
}

// reset forgets a loop: somebody has restarted the app by hand.
func (w *watching) reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.loop.Reset()
	w.suspended = false
}

// loopWords are for an app that is restarted by what it writes itself.
func loopWords(file string) string {
	if file == "" {
		file = "another file each time"
	}
	return "restarted again and again by " + file + ": from now on changes are taken over when it was quiet for a while. " +
		"If the app writes that itself, name it in ignore_watch"
}

func (a *app) takeChange() {
	ctx, end, err := a.begin(a.life)
	if err != nil {
		return
	}
	defer end()
	files, building := a.watching.take(ctx)
	a.mu.Lock()
	halted := a.halted
	a.mu.Unlock()
	if halted || len(files) == 0 {
		return // it was stopped on request and stays so; or somebody else has done it
	}
	err = a.takeFiles(ctx, building, files)
	if errors.Is(err, context.Canceled) {
		a.watching.putBack(files)
		return
	}
	if err != nil && !a.isBuildFailure(err) {
		a.tell(supervise.Event{Kind: supervise.ChangeFailed, Detail: err.Error()})
	}
}

func (a *app) takeFiles(ctx, building context.Context, files []string) error {
	cause, spec := Cause{Why: "watch", Detail: fileWords(files)}, a.spec()
	switch {
	case spec.EnvFile != "" && slices.Contains(files, spec.EnvFile):
		return a.reread(ctx, cause)
	case spec.Program.Kind == processfile.GoPackage:
		var watching sync.WaitGroup
		watching.Go(func() { a.watchFiles(building) }) // another import is another folder
		defer watching.Wait()
		return a.rebuild(ctx, building, cause)
	}
	return a.renewAll(ctx, cause, a.all())
}

// isBuildFailure: that was said when it was noticed.
func (a *app) isBuildFailure(err error) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return err == a.buildErr || err == a.failure
}

// reread takes over an env_file, which only whoever reads the process file can.
// What else has changed in that file waits for the next start.
func (a *app) reread(ctx context.Context, cause Cause) error {
	a.mu.Lock()
	from, environ, declared := a.origin, a.version.environ, *a.declared
	a.mu.Unlock()
	if a.whole.opts.Reread == nil || from.file == "" {
		return a.renewAll(ctx, cause, a.all())
	}
	file, err := a.whole.opts.Reread(ctx, from.file, from.envName, environ)
	if err != nil {
		return err
	}
	for i := range file.Apps {
		if again := &file.Apps[i]; again.Name == a.name {
			declared.Env, declared.EnvFrom, declared.Port = again.Env, again.EnvFrom, again.Port
		}
	}
	a.takeOver(&declared, from, environ, false)
	return a.update(ctx, cause, &Change{})
}

// fileWords names what changed: the first file, and how many more.
func fileWords(files []string) string {
	switch len(files) {
	case 0:
		return "a file"
	case 1:
		return filepath.Base(files[0])
	case 2, 3:
		names := make([]string, len(files))
		for i, f := range files {
			names[i] = filepath.Base(f)
		}
		return strings.Join(names, ", ")
	}
	return filepath.Base(files[0]) + " and others"
}
