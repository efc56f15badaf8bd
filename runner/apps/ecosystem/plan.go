package ecosystem

import (
	"context"
	"errors"
	"slices"
	"sync"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

// Plan is a process file as it is to be at work.
type Plan struct {
	File    string // its path: apps of another file are left alone
	EnvName string // the --env that it was read with
	Apps    []processfile.App
	Proxy   *processfile.Proxy // nil: none
	Environ []string           // the surrounding environment of whoever asked
	// Only names the apps that are meant; nothing else is touched, nor removed.
	// Empty: all.
	Only []string
}

// What a plan did to an app.
const (
	Added     = "added"     // it is new
	Changed   = "changed"   // something in the file is different: Details
	Started   = "started"   // it was there, and did not run
	Unchanged = "unchanged" // nothing was done
	Removed   = "removed"   // it is in the file no more
)

// Change is what Apply did to one app.
type Change struct {
	App     string   `json:"app"`
	What    string   `json:"what"`
	Details []string `json:"details,omitempty"` // "instances: 2 → 3", "env.GREETING"
	// Problem is why it does not run as it should; "": it does.
	Problem string `json:"problem,omitempty"`
}

// ProxyName stands in a Change, and in events, for the proxy of the file.
const ProxyName = "proxy"

// Apply makes the ecosystem what a plan says: apps are added, changed and
// removed, and nothing else is touched. It returns when every app that it
// touched is ready or has failed, in the order of the plan.
func (e *Ecosystem) Apply(ctx context.Context, plan Plan) []Change {
	gone := e.leaving(plan)
	inParallel(gone, e.drop)
	e.vacate(plan)
	chosen := plan.chosen()
	results := make([]Change, len(chosen))
	var work sync.WaitGroup
	for i, spec := range chosen {
		results[i].App = spec.Name
		have := e.app(spec.Name)
		if have == nil { // entered here, so that apps stand in the file's order
			have = e.enter(spec, plan.Environ, origin{plan.File, plan.EnvName})
			results[i].What = Added
		}
		work.Go(func() { e.converge(ctx, have, spec, plan, &results[i]) })
	}
	work.Wait()
	var changes []Change
	for _, a := range gone {
		changes = append(changes, Change{App: a.name, What: Removed})
	}
	changes = append(changes, results...)
	if len(plan.Only) == 0 {
		changes = append(changes, e.applyProxy(plan.Proxy)...)
	}
	return changes
}

// vacate closes the doors of those that move away from a port that somebody else
// is to have: two apps may exchange theirs.
func (e *Ecosystem) vacate(plan Plan) {
	wanted, moves := map[int]string{}, map[string]*processfile.App{}
	for _, spec := range plan.chosen() {
		wanted[spec.Port], moves[spec.Name] = spec.Name, spec
	}
	whole := len(plan.Only) == 0
	if whole && plan.Proxy != nil {
		wanted[plan.Proxy.Port] = ProxyName
	}
	inParallel(e.all(), func(a *app) {
		d, spec := a.openedDoor(), moves[a.name]
		if d != nil && spec != nil && !d.fits(spec) && wanted[d.port] != "" && wanted[d.port] != a.name {
			a.closeDoor()
		}
	})
	if whole {
		e.gate.vacate(e.hurry, func(port int) bool { return wanted[port] != "" && wanted[port] != ProxyName })
	}
}

// chosen are the apps that the plan means.
func (p *Plan) chosen() []*processfile.App {
	var chosen []*processfile.App
	for i := range p.Apps {
		if len(p.Only) == 0 || slices.Contains(p.Only, p.Apps[i].Name) {
			chosen = append(chosen, &p.Apps[i])
		}
	}
	return chosen
}

// leaving are the apps that came from the plan's file and are in it no more.
func (e *Ecosystem) leaving(plan Plan) []*app {
	if len(plan.Only) > 0 {
		return nil
	}
	return slices.DeleteFunc(e.all(), func(a *app) bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		return a.origin.file != plan.File ||
			slices.ContainsFunc(plan.Apps, func(s processfile.App) bool { return s.Name == a.name })
	})
}

// drop stops an app and forgets it.
func (e *Ecosystem) drop(a *app) {
	a.remove()
	a.tell(supervise.Event{Kind: supervise.AppRemoved}) // while nobody else can have its name
	e.mu.Lock()
	defer e.mu.Unlock()
	e.apps = slices.DeleteFunc(e.apps, func(other *app) bool { return other == a })
}

// converge makes one app what the plan says, and notes what that took.
func (e *Ecosystem) converge(ctx context.Context, a *app, spec *processfile.App, plan Plan, result *Change) {
	var err error
	if result.What == Added {
		var started []*occupant
		if started, err = e.launch(ctx, a); err == nil {
			err = awaitAll(ctx, started)
		}
	} else {
		err = a.converge(ctx, spec, plan, result)
	}
	switch {
	case errors.Is(err, context.Canceled):
		result.Problem = "it was called off: something else was asked for meanwhile"
	case err != nil:
		result.Problem = err.Error()
	}
}

// converge takes over a changed description, does what that needs, and starts
// what does not run.
func (a *app) converge(ctx context.Context, spec *processfile.App, plan Plan, result *Change) error {
	ctx, end, err := a.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	difference := compare(a.declaredSpec(), spec)
	a.takeOver(spec, origin{plan.File, plan.EnvName}, plan.Environ, difference.instances)
	result.What, result.Details = Unchanged, difference.words
	if len(difference.words) > 0 {
		result.What = Changed
	}
	if a.runs() {
		return a.update(ctx, Cause{Why: "start"}, result)
	}
	if !spec.Autostart {
		return nil
	}
	if result.What == Unchanged {
		result.What = Started
	}
	return a.startAndWait(ctx, Cause{Why: "start"})
}

// update makes an app that runs what its description says by now. It looks at
// what is, not at what was changed last: a change that failed is tried again.
// Until everything new is ready, the old runs on.
func (a *app) update(ctx context.Context, cause Cause, result *Change) error {
	built := a.current().program
	if err := a.prepareRunning(ctx); err != nil {
		return err
	}
	if a.current().program != built {
		result.What, result.Details = Changed, append(result.Details, "its source")
	}
	if a.mustPause() {
		a.between.Add(1)
		defer a.between.Add(-1)
		a.stop()
		return a.startAndWait(ctx, cause)
	}
	old, err := a.openDoor()
	if err != nil {
		return err
	}
	defer a.shut(old)
	outdated := a.outdated()
	started := a.fill(cause)
	if result.What == Unchanged && len(started) > 0 {
		result.What = Started
	}
	if len(outdated) > 0 {
		if result.What == Unchanged {
			result.What = Changed
		}
		if err := a.renewAll(ctx, cause, a.outdated()); err != nil {
			return err
		}
	}
	a.attend(ctx)
	return awaitAll(ctx, a.occupants()) // also of those that were left alone: one may not be ready yet
}

// mustPause says whether the old processes, or the old door, are in the way of
// the new ones: the mode is another one, or the same port is to be opened at
// another address.
func (a *app) mustPause() bool {
	spec, door := a.spec(), a.openedDoor()
	if door != nil && !door.fits(spec) && (!shares(spec) || door.port == spec.Port) {
		return true
	}
	return slices.ContainsFunc(a.all(), func(s *seat) bool {
		o := s.now()
		return o != nil && o.version.spec.ExecMode != spec.ExecMode
	})
}

func (a *app) declaredSpec() *processfile.App {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.declared
}

// takeOver makes a new description the app's own. A number of instances that
// was scaled to holds until the file says another one.
func (a *app) takeOver(spec *processfile.App, from origin, environ []string, instances bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.declared = spec
	if !instances {
		scaled := *spec
		scaled.Instances = a.version.spec.Instances
		spec = &scaled
	}
	a.version.spec, a.version.environ, a.origin = spec, environ, from
}
