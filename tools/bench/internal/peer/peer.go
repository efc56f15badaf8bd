// Package peer is how the benchmark drives process managers: one interface, and
// a small adapter for each. What a manager cannot do is [ErrCannot], and stands
// as "–" in the tables.
package peer

import (
	"context"
	"errors"
)

// ErrCannot: this manager has no such thing.
var ErrCannot = errors.New("it has no such thing")

// App is a piece of work for a manager.
type App struct {
	Name    string
	Program string // the path of a binary, or of a JavaScript file when Node is set
	Env     map[string]string
	Port    int // the first instance's PORT; 0: no variable is set
	// Instances is how many run; 0 counts as 1. Each has a PORT of its own,
	// counted up from Port, unless they share one.
	Instances int
	Shared    bool // the manager shares Port out over the instances
	Node      bool
	// Source is the folder of a Go program that is built, run, and built and run
	// again at every change. Program is not set then.
	Source string
	Log    string // the file for its output; "": wherever the manager puts it
	Once   bool   // not to be started again when it ends
}

func (a App) count() int { return max(a.Instances, 1) }

// Manager is one installation of a process manager, at work in a room of its
// own. Its methods return when the tool's own command does, which may be before
// the apps are ready.
type Manager interface {
	// Prepare gets the manager's daemon running, with no app in it. ErrCannot:
	// manager and apps start together.
	Prepare(ctx context.Context) error
	Start(ctx context.Context, apps []App) error
	Stop(ctx context.Context) error // all apps
	Status(ctx context.Context) error
	Reload(ctx context.Context, app string) error
	Scale(ctx context.Context, app string, n int) error
	Validate(ctx context.Context) error // reads the file of the last Start
	Pid() int                           // the manager's main process; 0: it does not run
	Logs(app App) []string              // the files of an app's output, the oldest first
	Close()                             // ends the apps and the manager
}

// Kind is a manager that may be installed.
type Kind struct {
	Name string
	// Shares says that instances of a program in Go, or of one in Node, can
	// share a port.
	SharesGo, SharesNode bool
	// Watches says that it runs a program again when a file changes.
	Watches bool
	// Runs: it keeps many apps running; false for tools that watch only.
	Runs bool
	// Lone is a tool whose apps end with the first of them: it starts nothing
	// again.
	Lone bool
	Open func(*Room) Manager
}

// cannot is embedded by adapters for what their manager has not.
type cannot struct{}

func (cannot) Prepare(context.Context) error            { return ErrCannot }
func (cannot) Status(context.Context) error             { return ErrCannot }
func (cannot) Reload(context.Context, string) error     { return ErrCannot }
func (cannot) Scale(context.Context, string, int) error { return ErrCannot }
func (cannot) Validate(context.Context) error           { return ErrCannot }
func (cannot) Logs(app App) []string {
	if app.Log == "" {
		return nil
	}
	return []string{app.Log}
}
