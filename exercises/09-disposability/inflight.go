package disposability

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
)

// perInstance is how many slow requests each instance gets: more than one, since an
// instance might finish only the first.
const perInstance = 2

// inFlight sends slow requests to every instance.
func inFlight(ctx context.Context, r *check.Run) *check.Together {
	n := perInstance * len(r.Rows(r.App))
	r.Mark("sent %d requests that take %s", n, console.Duration(takes))
	return r.SendTogether(ctx, n, check.Request{Path: "/slow?for=" + takes.String()})
}

// cutsShort says whether kill_timeout is too short for the requests. Then they
// should be cut off, so kill_timeout is measured in real time, as the requests
// are. Otherwise it follows the check's clock, so that a busy machine cuts off
// none of them.
func cutsShort(r *check.Run) bool {
	return r.App.ExecMode == processfile.Cluster && r.App.KillTimeout*3/4 < takes
}

// timed makes kill_timeout count in real time if it cuts requests short.
func timed(r *check.Run) (done func()) {
	if cutsShort(r) {
		return r.Box.Clock().Strictly()
	}
	return func() {}
}

// tooSlow: requests were answered that should have been cut off.
func tooSlow(r *check.Run) *check.Finding {
	if !cutsShort(r) {
		return nil
	}
	return check.Internal(fmt.Errorf("requests that take %s were answered, though kill_timeout is %s: this machine was too busy to end them in time",
		console.Duration(takes), console.Duration(r.App.KillTimeout)))
}

func stopInFlight(ctx context.Context, r *check.Run) *check.Finding {
	slow := inFlight(ctx, r)
	defer timed(r)()
	if finding := stop(ctx, r); finding != nil {
		return finding
	}
	if finding := cutOff(r, slow.Wait(), "STOP-CUTS", "stopped"); finding != nil {
		return finding
	}
	if finding := endedWell(r); finding != nil {
		return finding
	}
	if finding := tooSlow(r); finding != nil {
		return finding
	}
	return start(ctx, r)
}

func reloadInFlight(ctx context.Context, r *check.Run) *check.Finding {
	before := r.Rows(r.App)
	r.KeepAsking(ctx)
	r.AwaitAsked(ctx, fewRequests)
	slow := inFlight(ctx, r)
	if finding := reload(ctx, r); finding != nil {
		return finding
	}
	answers := slow.Wait()
	r.AwaitAsked(ctx, fewRequests)
	tally := r.StopAsking()
	if tally.Failed > 0 {
		return gap(r, tally)
	}
	if finding := cutOff(r, answers, "RELOAD-CUTS", "reloaded"); finding != nil {
		return finding
	}
	return replaced(r, before)
}

func reload(ctx context.Context, r *check.Run) *check.Finding {
	bound, cancel := r.Box.Clock().Within(ctx, patience.Back)
	defer cancel()
	r.Mark("reloaded %s", r.App.Name)
	err := r.Box.Ecosystem().Reload(bound, r.App.Name)
	if err == nil {
		return nil
	}
	if bound.Err() != nil {
		return check.Internal(fmt.Errorf("a reload was not done after %s: %w", r.Box.Clock().Of(patience.Back), err))
	}
	if _, given := r.App.At["listen_timeout"]; !given && check.IsLate(err.Error()) {
		return check.Internal(err)
	}
	return &check.Finding{
		ID:       "NOT-RELOADED",
		Expected: fmt.Sprintf("%s to be reloaded, instance by instance", r.App.Name),
		Seen:     err.Error(),
		Where:    check.Where(r.App, "script"),
		Try:      "Try it yourself and read the log: go run ./runner start, then go run ./runner reload " + r.App.Name + ".",
	}
}

// replaced checks that no instance still has its old process.
func replaced(r *check.Run, before []supervise.Status) *check.Finding {
	for _, row := range r.Rows(r.App) {
		if slices.ContainsFunc(before, func(old supervise.Status) bool { return old.Pid == row.Pid }) {
			return check.Internal(fmt.Errorf("instance %d has its old process after a reload, pid %d", row.Instance, row.Pid))
		}
	}
	return nil
}

// cutOff is about slow requests that were not answered.
func cutOff(r *check.Run, answers []check.Answer, id, done string) *check.Finding {
	failed := slices.DeleteFunc(slices.Clone(answers), func(a check.Answer) bool { return a.Err == nil && a.Status == http.StatusOK })
	if len(failed) == 0 {
		return nil
	}
	first := failed[0]
	finding := &check.Finding{
		ID:       id,
		Expected: fmt.Sprintf("all %d requests in flight, each of which takes %s, to be answered before the process ends", len(answers), console.Duration(takes)),
		Seen:     fmt.Sprintf("%d of them were cut off when the app was %s, the first after %s: %s", len(failed), done, console.Duration(first.Took.Round(10*time.Millisecond)), first),
		Where:    check.Where(r.App, "kill_timeout"),
		Try:      "Give it time to finish: kill_timeout: 5000, in milliseconds, in the block of " + r.App.Name + ".",
	}
	if share := r.App.KillTimeout * 3 / 4; share < takes {
		finding.Seen += fmt.Sprintf("\nkill_timeout is %s%s: three quarters of it, %s, are for requests in flight, the rest is for the process to end",
			console.Duration(r.App.KillTimeout), byDefault(r.App), console.Duration(share))
	}
	return finding
}

func byDefault(app *processfile.App) string {
	if _, given := app.At["kill_timeout"]; given {
		return ""
	}
	return ", PM2's default"
}

// gap is about quick requests that failed during a reload.
func gap(r *check.Run, tally check.Tally) *check.Finding {
	finding := &check.Finding{
		ID:       "RELOAD-GAP",
		Expected: "every request to be answered while the instances are replaced",
		Seen:     fmt.Sprintf("%d of %d requests failed; the first: %s", tally.Failed, tally.Asked, tally.First),
		Where:    check.Where(r.App, "exec_mode"),
		Try:      "Watch it: go run ./runner start, then go run ./runner reload " + r.App.Name + " while you send requests.",
	}
	if r.App.ExecMode == processfile.Fork {
		finding.Seen += ".\nIn fork mode the process itself has the port, so the new one can only start when the old one has gone: a reload is a restart"
		finding.Try = "Use exec_mode: 'cluster': the runner holds the port, and the new process is ready before the old one goes."
	}
	return finding
}
