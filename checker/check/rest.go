package check

import (
	"context"
	"errors"
	"fmt"
	"time"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/console"
	"workshop.example/processes/runner/platform"
	"workshop.example/processes/runner/supervise"
)

// This file owns waiting for what may never come. That it did not come is said
// of the learner's answer only when everything that could still bring it about
// has come to rest.

var errAtRest = errors.New("all have come to rest")

// AwaitOrRest waits until something holds. It ends in one of three ways: that
// has come; it has not, and the instances that could bring it about have come to
// rest (false, and no finding); or the limit was over while one of them was still
// at work, which is trouble: nobody knows what would have come of it.
func (r *Run) AwaitOrRest(ctx context.Context, l patience.Limit, of func() []supervise.Status, holds func() bool) (came bool, trouble *Finding) {
	bounded, cancel := r.Box.Clock().Within(ctx, l)
	defer cancel()
	resting, rest := context.WithCancelCause(bounded)
	defer rest(nil)
	go r.endAtRest(resting, rest, of)
	switch {
	case r.Await(resting, holds) || holds():
		return true, nil
	case ctx.Err() != nil:
		return false, r.outOfTime(ctx)
	case errors.Is(context.Cause(resting), errAtRest):
		return false, nil
	}
	return false, r.stillBusy(l, of())
}

// endAtRest ends a wait when instances have been at rest for long enough.
func (r *Run) endAtRest(ctx context.Context, end func(error), of func() []supervise.Status) {
	clock := r.Box.Clock()
	last, since := -1*time.Nanosecond, clock.Now()
	for clock.Wait(ctx, patience.Glance.Time) == nil {
		work, bound := workOf(of())
		if work.Wants || work.Used != last {
			last, since = work.Used, clock.Now()
		}
		if clock.Now().Sub(since) > bound.Time {
			end(errAtRest)
			return
		}
	}
}

// workOf is what instances do, and how long they must do nothing to be at rest.
// What a program uses that listens already does not count: it is asked for its
// health all the time, and that takes time to answer.
func workOf(rows []supervise.Status) (all platform.Work, bound patience.Limit) {
	bound = patience.Shown
	for _, row := range rows {
		if row.State == supervise.Waiting || row.State == supervise.Stopping {
			all.Wants = true // the runner has something to do yet
		}
		all.Used += time.Duration(row.Generation) // a new process is a sign of life, too
		if row.Pid == 0 || len(platform.ListensOn(row.Pid)) > 0 {
			continue
		}
		work, known := platform.WorkOf(row.Pid)
		all.Used += work.Used
		all.Wants = all.Wants || work.Wants
		if bound = patience.Idle; !known {
			bound = patience.Unseen
		}
	}
	return all, bound
}

// stillBusy is no verdict: a machine with much else to do takes long over what
// a script compiles at its start.
func (r *Run) stillBusy(l patience.Limit, rows []supervise.Status) *Finding {
	finding := &Finding{
		ID: "STILL-BUSY", Trouble: true,
		Expected: "every process to do what the check waits for, or to come to rest",
		Seen:     fmt.Sprintf("something was still at work after %s", console.Duration(r.Box.Clock().Of(l))),
		Try:      "Close what keeps this machine busy and check again. If your script compiles or installs something first, do that once by hand.",
	}
	for _, row := range rows {
		for i := range r.File.Apps {
			if app := &r.File.Apps[i]; app.Name == row.App {
				finding.Expected = who(app, row) + " to listen, or to come to rest"
				finding.Seen = fmt.Sprintf("it has been at work for %s, and is %s", console.Duration(r.Box.Clock().Of(l)), row.State)
				finding.Where = Where(app, "script")
				return finding
			}
		}
	}
	return finding
}
