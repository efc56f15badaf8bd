package check

import (
	"context"
	"errors"
	"fmt"
	"time"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/platform"
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
	var last glimpse
	since := clock.Now()
	for clock.Wait(ctx, patience.Glance.Time) == nil {
		now := glimpseOf(of())
		if now.isAtWork(last) {
			since = clock.Now()
		}
		last = now
		if clock.Now().Sub(since) > now.bound.Time {
			end(errAtRest)
			return
		}
	}
}

// glimpse is what instances do at one moment.
type glimpse struct {
	started int           // processes so far: a new one is a sign of life, too
	used    time.Duration // their processor time
	wants   bool          // one of them would go on, or the runner has something to do yet
	bound   patience.Limit
	// probes is the processor time that answering the runner's probes may take
	// from one look to the next; 0: what listens is known, and does not count.
	probes time.Duration
}

// isAtWork says whether instances have done something since the look before.
func (g glimpse) isAtWork(before glimpse) bool {
	return g.wants || g.started != before.started || (g.used-before.used).Abs() > g.probes
}

// glimpseOf looks at instances. What a program uses that listens already does
// not count: it is asked for its health all the time, and that takes time to
// answer.
func glimpseOf(rows []supervise.Status) glimpse {
	g := glimpse{bound: patience.Shown}
	for _, row := range rows {
		if row.State == supervise.Waiting || row.State == supervise.Stopping {
			g.wants = true
		}
		g.started += row.Generation
		if row.Pid == 0 || len(platform.ListensOn(row.Pid)) > 0 {
			continue
		}
		work, known := platform.WorkOf(row.Pid)
		g.used += work.Used
		g.wants = g.wants || work.Wants
		if g.bound = patience.Idle; !known {
			g.bound, g.probes = patience.Unseen, patience.Probes.Time
		}
	}
	return g
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
