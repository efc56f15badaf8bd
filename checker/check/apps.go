package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/supervise"
)

// choose finds the app that runs one of the kit's services. What the file says
// is only a reason to look at that app: what its processes do decides.
func (r *Run) choose(service string) *processfile.App {
	for i := range r.File.Apps {
		if sandbox.ServiceOf(&r.File.Apps[i]) == service {
			return &r.File.Apps[i]
		}
	}
	return nil
}

// ChooseHelloWorld finds the app to be judged as hello-world: the one that
// looks like it, else the first that looks like none of the kit's services.
func (r *Run) ChooseHelloWorld() bool {
	if r.App = r.choose(sandbox.HelloWorld); r.App != nil {
		return true
	}
	for i := range r.File.Apps {
		if sandbox.ServiceOf(&r.File.Apps[i]) == "" {
			r.App = &r.File.Apps[i]
			return true
		}
	}
	return false
}

// ChooseFixtures finds the app that runs world-cup-fixtures.
func (r *Run) ChooseFixtures() bool {
	r.Fixtures = r.choose(sandbox.Fixtures)
	return r.Fixtures != nil
}

// AppNames lists the file's apps, for messages.
func (r *Run) AppNames() string {
	names := make([]string, len(r.File.Apps))
	for i, a := range r.File.Apps {
		names[i] = fmt.Sprintf("%s (%s)", a.Name, a.Script)
	}
	return strings.Join(names, ", ")
}

// Start starts the apps, once: all but those that are to be started later.
func (r *Run) Start(ctx context.Context, later ...string) *Finding {
	if r.started {
		return nil
	}
	r.started = true
	if err := r.Box.Start(ctx, later...); err != nil {
		return Internal(err)
	}
	return nil
}

// Rows are an app's instances as they are now.
func (r *Run) Rows(app *processfile.App) []supervise.Status {
	return slices.DeleteFunc(r.Box.Ecosystem().Status(), func(s supervise.Status) bool { return s.App != app.Name })
}

// EventsOf are what happened to an app so far.
func (r *Run) EventsOf(app *processfile.App) []supervise.Event {
	return slices.DeleteFunc(r.Box.Events(), func(e supervise.Event) bool { return e.App != app.Name })
}

// Await waits until something holds, looking again whenever something
// happened, and says whether it did before ctx ended.
func (r *Run) Await(ctx context.Context, holds func() bool) bool {
	return r.Box.Ecosystem().Await(ctx, func([]supervise.Status) bool { return holds() })
}

// Where is the place of an app's field in the file, or of the app.
func Where(app *processfile.App, field string) string { return app.Where(field).String() }
