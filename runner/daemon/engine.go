// Package daemon keeps apps running while nobody looks: the background process
// of a project, the server on its control socket, and how a command starts one.
//
// [Ensure] is where a command begins that needs a daemon. [NewHost] and
// [NewServer] are for a runner in the foreground that wants to be asked like
// one. The package knows what may be asked and by whom; how apps are run is the
// engine's business. People read nothing of it but daemon.log.
package daemon

import (
	"context"
	"time"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

// Engine runs the apps. Its methods are called from many goroutines at once.
// An error's text is a sentence for people; a *control.Failure has a hint too.
type Engine interface {
	// Apply makes everything what a plan says. It returns when every app that it
	// touched is ready or has failed.
	Apply(ctx context.Context, plan control.Plan) ([]control.Change, error)
	// Names are the apps that a target means: "all", an app's name, a namespace,
	// an instance's id. None is an error that says what there is.
	Names(target string) ([]string, error)
	// Do does one thing to one app, and returns when it is done.
	Do(ctx context.Context, verb control.Verb, name string) error
	// Scale gives an app n instances, at least 1.
	Scale(ctx context.Context, name string, n int) error

	// Rows are all instances, app by app; without processor and memory.
	Rows() []control.Row
	Troubles() []control.Trouble
	// Describe is everything about the app of that name.
	Describe(name string) (App, error)

	// Stop ends everything; at once when ctx ends. It says what had left its
	// process group and was ended too.
	Stop(ctx context.Context) []platform.Leftover
}

// App is an app as the engine knows it.
type App struct {
	Spec      processfile.App
	File      string
	Environ   []string // the surrounding environment that it was started with
	Program   string   // of an app in Go: what was built
	Shared    bool     // the runner listens on its port
	Watched   []string
	NextCron  time.Time // zero: never
	Failure   string    // why it does not run as a whole, or why its last build failed
	LogFiles  []string
	Instances []control.InstanceDescription
}

// Logs is what apps have printed, and go on printing.
type Logs interface {
	// Read hands over the last lines of the apps of these names, in the order of
	// their times, then, with q.Follow, every further one until ctx ends. Its
	// own error is each's.
	Read(ctx context.Context, apps []string, q control.LogQuery, each func(control.LogRecord) error) error
}
