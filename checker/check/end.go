package check

import (
	"context"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

// FirstEnd waits until an app that is expected to fail has ended once, and
// returns that exit. When it comes online instead, that event is returned.
// A finding is returned when neither happens: it cannot be run at all, or it
// does nothing.
func (r *Run) FirstEnd(ctx context.Context, app *processfile.App) (supervise.Event, *Finding) {
	if err := r.Box.Ecosystem().Failure(app.Name); err != nil {
		return supervise.Event{}, r.appFailed(app, err)
	}
	var end supervise.Event
	came, trouble := r.AwaitOrRest(ctx, patience.End, func() []supervise.Status { return notOnline(r.Rows(app)) },
		func() (found bool) { end, found = r.firstOf(app); return found })
	switch {
	case came && end.Kind == supervise.StartFailed:
		return end, r.diagnose(app, r.Rows(app)[end.Instance])
	case came || trouble != nil:
		return end, trouble
	}
	return end, r.notListening(ctx, app, r.Rows(app)[0])
}

// firstOf is the first event by which an app has shown what becomes of it.
func (r *Run) firstOf(app *processfile.App) (supervise.Event, bool) {
	for _, e := range r.EventsOf(app) {
		switch e.Kind {
		case supervise.Exited, supervise.Ready, supervise.StartFailed:
			return e, true
		}
	}
	return supervise.Event{}, false
}

// Starts is how often a process of an app was started.
func (r *Run) Starts(app *processfile.App) int {
	n := 0
	for _, e := range r.EventsOf(app) {
		if e.Kind == supervise.Started {
			n++
		}
	}
	return n
}

// Ended is the first end of a process of an app after it had been online once;
// before that it may have needed more than one start. ok is false when all have
// lived on.
func (r *Run) Ended(app *processfile.App) (end supervise.Event, ok bool) {
	ready := map[int]bool{}
	for _, e := range r.EventsOf(app) {
		switch {
		case e.Kind == supervise.Ready:
			ready[e.Instance] = true
		case e.Kind == supervise.Exited && ready[e.Instance]:
			return e, true
		}
	}
	return end, false
}
