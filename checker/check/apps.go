package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

// choose finds the app that runs one of the kit's services, the one with the
// most instances if there are several. What the file says is only a reason to
// look at that app: what its processes do decides.
func (r *Run) choose(service string) *processfile.App {
	var chosen *processfile.App
	for i := range r.File.Apps {
		app := &r.File.Apps[i]
		if sandbox.ServiceOf(app) == service && (chosen == nil || app.Instances > chosen.Instances) {
			chosen = app
		}
	}
	return chosen
}

// DoFirst is what to try when the file lacks what an earlier exercise asked for.
func DoFirst(exercise int) string {
	return fmt.Sprintf("Do exercise %d first: go run ./checker %d.", exercise, exercise)
}

// NeedHelloWorld finds the app to be judged as hello-world: one that looks like
// it, else one that looks like none of the kit's services (a script that
// starts it, perhaps). The finding is that there is none; try says what to do
// then.
func (r *Run) NeedHelloWorld(try string) *Finding {
	if r.App = r.chooseOr(sandbox.HelloWorld, r.Fixtures); r.App != nil {
		return nil
	}
	return r.missing("NO-HELLO-WORLD", sandbox.HelloWorld, try)
}

// NeedFixtures finds the app that runs world-cup-fixtures, in the same way.
// NeedHelloWorld comes first where both are needed.
func (r *Run) NeedFixtures(try string) *Finding {
	if r.Fixtures = r.chooseOr(sandbox.Fixtures, r.App); r.Fixtures != nil {
		return nil
	}
	return r.missing("NO-FIXTURES", sandbox.Fixtures, try)
}

// chooseOr falls back on an app that looks like no service and is not the one
// that was taken for the other service: with a PORT, if there is such a one.
func (r *Run) chooseOr(service string, taken *processfile.App) *processfile.App {
	if app := r.choose(service); app != nil {
		return app
	}
	var chosen *processfile.App
	for i := range r.File.Apps {
		app := &r.File.Apps[i]
		if sandbox.ServiceOf(app) == "" && app != taken && (chosen == nil || chosen.Port == 0 && app.Port != 0) {
			chosen = app
		}
	}
	if chosen != nil {
		r.Box.Assume(chosen, service)
	}
	return chosen
}

func (r *Run) missing(id, service, try string) *Finding {
	return &Finding{
		ID:       id,
		Expected: "an app that runs services/" + service,
		Seen:     "the file has " + r.appNames(),
		Where:    Where(&r.File.Apps[0], ""),
		Try:      try,
	}
}

func (r *Run) appNames() string {
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
// happened or a line was printed, and says whether it did before ctx ended.
func (r *Run) Await(ctx context.Context, holds func() bool) bool {
	return r.Box.Ecosystem().Await(ctx, func([]supervise.Status) bool { return holds() })
}

// IsLate says whether an app's problem is no more than that its listen_timeout
// was over, which says nothing about it yet.
func IsLate(problem string) bool { return strings.Contains(problem, ecosystem.Late) }

// Where is the place of an app's field in the file, or of the app.
func Where(app *processfile.App, field string) string { return app.Where(field).String() }
