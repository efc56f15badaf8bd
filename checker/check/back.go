package check

import (
	"context"
	"fmt"
	"time"

	"workshop.example/processes/runner/apps/supervise"
)

// Return is an instance that was killed and came back.
type Return struct {
	Instance int
	Was, Is  int           // the numbers of its processes
	After    time.Duration // from the end of the one until the other was online
}

// KillAndAwaitBack kills the first instance of App, and waits until it is online
// again under a new pid. ok is false when it has stopped, given up, fails again
// and again, or has come to rest without that.
func (r *Run) KillAndAwaitBack(ctx context.Context) (back Return, ok bool, trouble *Finding) {
	victim := r.Rows(r.App)[0]
	killed, err := r.Kill(victim)
	if err != nil {
		return back, false, Internal(err)
	}
	ok, trouble = r.AwaitReplaced(ctx, victim)
	now := r.Rows(r.App)[victim.Instance]
	back = Return{Instance: victim.Instance, Was: killed, Is: now.Pid, After: r.absence(victim)}
	return back, ok, trouble
}

// absence is how long an instance was away after the generation in row.
func (r *Run) absence(row supervise.Status) time.Duration {
	var ended time.Time
	for _, e := range r.EventsOf(r.App) {
		switch {
		case e.Instance != row.Instance:
		case e.Kind == supervise.Exited && e.Generation == row.Generation:
			ended = e.At
		case e.Kind == supervise.Ready && e.Generation > row.Generation && !ended.IsZero():
			return e.At.Sub(ended)
		}
	}
	return 0
}

// NotBack is about an instance that was killed and did not come back. It names
// the field of the file that keeps it from that.
func (r *Run) NotBack(back Return) *Finding {
	app := r.App
	now := r.Rows(app)[back.Instance]
	finding := &Finding{
		ID:       "NOT-REPLACED",
		Expected: fmt.Sprintf("instance %d to be started again after its process %d was killed", back.Instance, back.Was),
		Seen:     fmt.Sprintf("it is %s", now.State),
		Where:    Where(app, "script"),
		Try:      "Does it start a second time? Watch it: go run ./runner run, and kill the process yourself.",
	}
	switch {
	case !app.Autorestart:
		finding.Seen += "; autorestart is false"
		finding.Where = Where(app, "autorestart")
		finding.Try = "Leave autorestart at its default, true: a process manager replaces what crashes."
	case now.State == supervise.Errored && app.MaxRestarts <= 1:
		finding.Seen += fmt.Sprintf("; max_restarts is %d, and this was an exit too many", app.MaxRestarts)
		finding.Where = Where(app, "max_restarts")
		finding.Try = "Leave max_restarts at its default, 16: one crash is no reason to give up."
	default:
		if crash := r.LastCrash(app, now.Instance); crash != nil {
			finding.Seen += r.LastWords(app, crash.Instance, crash.Generation)
		}
	}
	return finding
}
