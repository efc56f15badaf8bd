package ecosystem

import (
	"context"
	"errors"

	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

// build makes the app's program from its newest source. It is incremental:
// when nothing changed, the program is the same as before. That the compiler
// works is said once it does: a wait for anything else is no compiling.
func (a *app) build(ctx context.Context) error {
	spec := a.spec()
	if spec.Program.Kind != processfile.GoPackage {
		return nil
	}
	version := a.current()
	said := false
	ctx = build.WithProgress(build.WithEnviron(ctx, version.environ), func(p build.Progress) {
		if said {
			return
		}
		said = true
		building := supervise.Event{Kind: supervise.Building}
		if p.Own || version.program != "" {
			building.Why = "again"
		}
		a.tell(building)
	})
	program, err := a.whole.opts.Build(ctx, spec.Program.Path)
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.version.program, a.buildErr = program, nil
	return nil
}

// rebuild takes over what was changed in the source. While it does not compile
// the old version runs on, and that is said once for each failure. building is
// called off by a newer change; what follows the build is not.
func (a *app) rebuild(ctx, building context.Context, cause Cause) error {
	if err := a.build(building); err != nil {
		if !errors.Is(err, context.Canceled) {
			a.noteBuildFailure(err)
		}
		return err
	}
	if !a.runs() {
		return a.startAndWait(ctx, cause)
	}
	old := a.outdated()
	if len(old) == 0 {
		return nil // a comment, or a save without a change
	}
	return a.renewAll(ctx, cause, old)
}

func (a *app) noteBuildFailure(err error) {
	a.mu.Lock()
	known := a.buildErr != nil && a.buildErr.Error() == err.Error()
	a.buildErr = err
	a.mu.Unlock()
	if !known {
		a.tell(supervise.Event{Kind: supervise.BuildFailed, Detail: err.Error()})
	}
}
