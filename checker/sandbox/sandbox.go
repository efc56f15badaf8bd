// Package sandbox runs a learner's process file so that nothing of the
// learner's is disturbed: in a private copy of the kit, on its own ports,
// in a clean environment, with a run tag by which the kit's services prove
// that they are the ones that were started here.
//
// It knows how to run a file, and nothing of what is right or wrong about it.
package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/kit"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/apps/watch"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

// RunVariable is the variable whose value the kit's services echo.
const RunVariable = "WORKSHOP_RUN"

// mostRestarts bounds max_restarts, so that an app that may fail a million
// times does not.
const mostRestarts = 16

// patienceVariable is how long the kit's services wait for their Redis: on a busy
// machine it is not their fault that it takes long.
const patienceVariable = "REDIS_PATIENCE"

// Config says what is to be run.
type Config struct {
	Kit  string // the kit's root folder
	File string // the process file's absolute path; "": the learner's, looked up in Kit
	// Shown is the folder of File as the learner typed it; positions are shown
	// with it. "" for the learner's own.
	Shown string
	// Without are files and folders of the kit, relative to its root, that the
	// apps do not need and that are not copied.
	Without []string

	// Parts start containers; nil: this program has no libraries for that.
	Parts docker.Parts

	// Clock is the check's; nil: real time.
	Clock *patience.Clock

	// Observe is told all that happens, besides the box's own record; may be nil.
	Observe func(supervise.Event)
	// Doing is told what is being compiled, and "" when that is over; may be nil.
	Doing func(what string)
}

// Box is one process file in its sandbox. It is used by one check, then closed.
type Box struct {
	cfg  Config
	Root string // the private copy
	Run  string // the run tag

	File *processfile.File // nil until Read
	Apps []processfile.App // File's apps on the sandbox's ports

	ecosystem *ecosystem.Ecosystem
	ports     *portMap
	builder   *build.Builder   // builds in the copy
	others    []*build.Builder // what builds in the kit's own folder
	remove    func() error
	began     time.Time

	assumed map[string]string // by app: the service that it is taken to be
	backing backing
	watcher *watch.Watcher  // nil: `watch` has no effect
	session *docker.Session // nil before Docker

	mu      sync.Mutex
	compile compile
	machine error // a build that failed for a reason that is in no source; nil: none did
	events  []supervise.Event
	lines   map[string][]supervise.Event // Printed, by app: the last ones
}

// Open makes the private copy. Close must be called.
func Open(cfg Config) (*Box, error) {
	folder, remove, err := platform.TempFolder()
	if err != nil {
		return nil, fmt.Errorf("make the sandbox's folder: %w", err)
	}
	b := &Box{
		cfg: cfg, Root: filepath.Join(folder, "kit"), Run: rand.Text(),
		builder: build.ForProject(cfg.Kit), remove: remove, began: time.Now(), lines: map[string][]supervise.Event{},
	}
	if err := copyTree(cfg.Kit, b.Root, cfg.Without...); err != nil {
		return nil, fmt.Errorf("copy the kit: %w", withPlace(folder, errAfter(err, remove)))
	}
	if err := os.MkdirAll(b.temporary(), 0o700); err != nil {
		return nil, fmt.Errorf("make a folder for temporary files: %w", withPlace(folder, errAfter(err, remove)))
	}
	if cfg.File != "" {
		if err := overlay(filepath.Dir(cfg.File), b.Root, standing(cfg.File)...); err != nil {
			return nil, fmt.Errorf("lay the file's folder over the copy: %w", withPlace(folder, errAfter(err, remove)))
		}
	}
	b.builder.Environ = append(b.buildEnviron(), "GOWORK="+b.workspace())
	b.builder.OwnModules = true
	return b, nil
}

// temporary is the folder for what the apps put aside: it goes away with the
// sandbox, also when a program is ended before it could tidy up.
func (b *Box) temporary() string { return filepath.Join(filepath.Dir(b.Root), "tmp") }

// withPlace adds what to set to the trouble with writing into the sandbox's folder,
// such as a disk that is full. To read what is copied is another matter.
func withPlace(folder string, err error) error {
	written := ""
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		written = file.Path
	} else if link, ok := errors.AsType[*os.LinkError](err); ok {
		written = link.New
	}
	if strings.HasPrefix(written, folder+string(filepath.Separator)) {
		return &platform.NoTempFolder{Err: err}
	}
	return err
}

func errAfter(err error, cleanup func() error) error {
	_ = cleanup()
	return err
}

// Read evaluates the process file. A *processfile.Invalid is the learner's;
// any other error is ours.
func (b *Box) Read(ctx context.Context) error {
	file, err := b.ReadAs(ctx, "")
	if err == nil {
		b.File = file
	}
	return err
}

// ReadAs evaluates the process file as --env does, and leaves it at that. Its
// errors are Read's.
func (b *Box) ReadAs(ctx context.Context, envName string) (*processfile.File, error) {
	path := filepath.Join(b.Root, filepath.Base(b.cfg.File))
	if b.cfg.File == "" {
		found, err := processfile.Find(b.Root)
		if err != nil {
			return nil, b.shown(err)
		}
		path = found
	}
	file, err := processfile.Read(ctx, path, processfile.Options{
		EnvName: envName, Environ: b.environ(), Root: b.Root, Base: b.Root,
	})
	if err != nil {
		return nil, b.shown(err)
	}
	b.showPositions(file)
	return file, nil
}

// Answer is the path, in the copy, of the file that is checked when an exercise
// asks for no process file: the one of the config, or the first of these names
// that is there. "": there is none.
func (b *Box) Answer(names []string) string {
	if b.cfg.File != "" {
		names = []string{filepath.Base(b.cfg.File)}
	}
	if name := kit.FirstFile(b.Root, names); name != "" {
		return filepath.Join(b.Root, name)
	}
	return ""
}

// Watch lets the apps' watch take effect. It must be called before Start.
func (b *Box) Watch() { b.watcher = watch.New(watch.Options{}) }

// Start starts the apps of the file, on ports of the sandbox's own, and returns
// once each instance was given its start. The apps called later are left for
// StartLater.
func (b *Box) Start(ctx context.Context, later ...string) error {
	ports, err := b.mapPorts()
	if err != nil {
		return err
	}
	b.ports = ports
	b.Apps = b.sandboxed(b.File.Apps)
	b.began = time.Now()
	b.ports.release()
	first := slices.Clone(b.Apps)
	first = slices.DeleteFunc(first, func(a processfile.App) bool { return slices.Contains(later, a.Name) })
	b.ecosystem = ecosystem.Start(ctx, first, ecosystem.Options{
		Environ: b.environ(), Extra: map[string]string{RunVariable: b.Run, patienceVariable: patience.ServiceRedis.Time.String()},
		Build: b.build, Sources: b.builder.Sources, Watcher: b.watcher,
		Observe: b.observe, AwaitPrinted: true, LongestDelay: patience.Delay.Time, Clock: b.cfg.Clock,
	})
	return nil
}

// StartLater starts an app that Start was told to leave.
func (b *Box) StartLater(ctx context.Context, name string) {
	for _, a := range b.Apps {
		if a.Name == name {
			b.ecosystem.Add(ctx, []processfile.App{a})
		}
	}
}

// Clock is what the check's time is counted on.
func (b *Box) Clock() *patience.Clock { return b.cfg.Clock }

// Ecosystem runs the apps; nil before Start.
func (b *Box) Ecosystem() *ecosystem.Ecosystem { return b.ecosystem }

// Close stops everything and removes the copy. When ctx ends first, what is
// left is killed. It returns what had to be ended because it had escaped.
func (b *Box) Close(ctx context.Context) []platform.Leftover {
	var leftovers []platform.Leftover
	b.backing.close() // first: what is started here and not the apps' would be taken for a leftover of theirs
	if b.ecosystem != nil {
		leftovers = b.ecosystem.Stop(ctx)
	}
	if b.watcher != nil {
		b.watcher.Close()
	}
	if b.ports != nil {
		b.ports.release()
	}
	b.TakeDown(ctx, func() {})
	b.builder.Release()
	for _, builder := range b.others {
		builder.Release()
	}
	_ = b.remove()
	return leftovers
}
