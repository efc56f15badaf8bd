package check

import (
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

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
