package daemon

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/logs"
	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/system/platform"
)

// This file makes an ecosystem the engine behind a server: it translates what
// the one knows into what the other says.

// apps is an ecosystem with the files of its apps' logs.
type apps struct {
	whole *ecosystem.Ecosystem
	store *logs.Store
}

func (a *apps) Apply(ctx context.Context, plan control.Plan) ([]control.Change, error) {
	if plan.File == nil {
		return nil, errors.New("the plan has no process file")
	}
	var changes []control.Change
	for _, c := range a.whole.Apply(ctx, ecosystem.Plan{
		File: plan.File.Path, EnvName: plan.EnvName, Apps: plan.File.Apps, Proxy: plan.File.Proxy,
		Environ: plan.Environ, Only: plan.Only,
	}) {
		changes = append(changes, control.Change{App: c.App, What: c.What, Details: c.Details, Problem: c.Problem})
	}
	return changes, nil
}

func (a *apps) Names(target string) ([]string, error) {
	names, err := a.whole.Names(target)
	var unknown *ecosystem.Unknown
	if errors.As(err, &unknown) && len(unknown.Known) == 0 {
		return nil, &control.Failure{Message: "no app is known here", Hint: "go run ./runner start"}
	}
	return names, err
}

func (a *apps) Do(ctx context.Context, verb control.Verb, name string) error {
	switch verb {
	case control.Start:
		return a.whole.StartApp(ctx, name)
	case control.Stop:
		return a.whole.StopApp(ctx, name)
	case control.Restart:
		return a.whole.Restart(ctx, name)
	case control.Reload:
		return a.whole.Reload(ctx, name)
	case control.Delete:
		return a.whole.DeleteApp(ctx, name)
	}
	return fmt.Errorf("nothing that can be done is called %q", verb)
}

func (a *apps) Scale(ctx context.Context, name string, n int) error {
	return a.whole.Scale(ctx, name, n)
}

func (a *apps) Stop(ctx context.Context) []platform.Leftover { return a.whole.Stop(ctx) }

func (a *apps) Rows() []control.Row {
	var rows []control.Row
	for _, v := range a.whole.Instances() {
		rows = append(rows, row(v))
	}
	return rows
}

func row(v ecosystem.View) control.Row {
	r := control.Row{
		ID: v.ID, Name: v.App, Namespace: v.Namespace, Mode: string(v.Mode), Instance: v.Instance,
		Pid: v.Pid, Port: v.Port, Restarts: v.Restarts, Status: string(v.State), Watch: v.Watch,
	}
	if v.Pid != 0 {
		r.UptimeMS = time.Since(v.Since).Milliseconds()
	}
	if v.LastExit != nil && v.LastExit.Signal == "" {
		r.ExitCode = &v.LastExit.Code
	}
	return r
}

// Troubles are what the rows cannot say: why an app does not run at all, that a
// newer source does not compile, how an errored instance ended.
func (a *apps) Troubles() []control.Trouble {
	var troubles []control.Trouble
	seen := map[string]bool{}
	for _, v := range a.whole.Instances() {
		if !seen[v.App] {
			seen[v.App] = true
			troubles = append(troubles, a.troublesOf(v.App)...)
		}
		if v.State == "errored" && v.LastExit != nil {
			troubles = append(troubles, control.Trouble{App: v.App, Instance: v.Instance, Words: v.LastExit.String()})
		}
	}
	return troubles
}

// troublesOf is what troubles an app as a whole.
func (a *apps) troublesOf(name string) []control.Trouble {
	d, err := a.whole.Describe(name)
	if err != nil {
		return nil // deleted meanwhile
	}
	var troubles []control.Trouble
	if d.Failure != nil && !errors.Is(d.Failure, context.Canceled) {
		troubles = append(troubles, control.Trouble{App: name, Instance: ecosystem.WholeApp, Words: d.Failure.Error(), Whole: true})
	}
	if d.BuildErr != nil && d.Failure == nil {
		troubles = append(troubles, control.Trouble{App: name, Instance: ecosystem.WholeApp, Words: d.BuildErr.Error()})
	}
	return troubles
}

func (a *apps) Describe(name string) (App, error) {
	d, err := a.whole.Describe(name)
	if err != nil {
		return App{}, err
	}
	app := App{Spec: *d.Spec, File: d.File, Environ: d.Environ, Program: d.Program, Shared: d.Shared, Watched: d.Watched}
	switch {
	case d.Failure != nil:
		app.Failure = d.Failure.Error()
	case d.BuildErr != nil:
		app.Failure = d.BuildErr.Error()
	}
	if next := a.whole.NextCron(name); !next.IsZero() {
		app.NextCron = next
	}
	for _, v := range d.Instances {
		app.Instances = append(app.Instances, instance(v))
		for _, path := range a.store.Files(d.Spec, v.Instance) {
			if !slices.Contains(app.LogFiles, path) { // instances may share them
				app.LogFiles = append(app.LogFiles, path)
			}
		}
	}
	return app, nil
}

func instance(v ecosystem.View) control.InstanceDescription {
	i := control.InstanceDescription{Row: row(v), Since: v.Since, Why: v.Cause.Why}
	if v.LastExit != nil {
		i.LastExit = v.LastExit.String()
	}
	if v.Cause.Detail != "" {
		i.Why += ": " + filepath.ToSlash(v.Cause.Detail)
	}
	return i
}
