package restarts

import (
	"context"
	"fmt"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/screen/console"
)

// This file owns the promise about a saved source that does not compile.

func broken(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	now := newGreeting(r)
	heard := &listener{r: r, old: now, new: now}
	before := r.Rows(r.App)
	r.KeepAsking(ctx, check.Request{Right: heard.right})
	r.AwaitAsked(ctx, fewRequests)
	if finding := r.Save(n.file, n.original+mistake); finding != nil {
		return finding
	}
	if finding := awaitComplaint(ctx, r); finding != nil {
		return finding
	}
	r.AwaitAsked(ctx, fewRequests)
	if finding := sameProcesses(r, before); finding != nil {
		return finding
	}
	if finding := survivesACrash(ctx, r); finding != nil {
		return finding
	}
	r.AwaitAsked(ctx, fewRequests)
	if finding := complete(r, len(r.EventsOf(r.App)), "while its source does not compile"); finding != nil {
		return finding
	}
	return takenOver(ctx, r, n.original, now, n.usual)
}

// awaitComplaint waits until the compiler has said what is wrong: to the runner,
// or in what a script prints.
func awaitComplaint(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	bounded, cancel := r.Box.Clock().Within(ctx, patience.TakenOver)
	defer cancel()
	for ; n.compiler == ""; n.compiler = complaintIn(r) {
		r.AwaitAsked(bounded, 1)
		if ctx.Err() != nil {
			return check.Internal(ctx.Err())
		}
		if bounded.Err() != nil {
			return &check.Finding{
				ID:       "NO-MESSAGE",
				Trouble:  true,
				Expected: "the compiler's message about " + n.file,
				Seen:     fmt.Sprintf("a source that does not compile was saved, and %s later nobody has reported it", console.Duration(r.Box.Clock().Of(patience.TakenOver))),
				Where:    check.Where(r.App, "watch"),
				Try:      "Try it yourself: go run ./runner run, and save a source with a mistake in it.",
			}
		}
	}
	return nil
}

// complaintIn is the compiler's line about the mistake; "" while nobody has
// reported it.
func complaintIn(r *check.Run) string {
	var lines []string
	for _, e := range r.EventsOf(r.App) {
		if e.Kind == supervise.BuildFailed {
			lines = append(lines, strings.Split(e.Detail, "\n")...)
		}
	}
	lines = append(lines, r.Box.LastWords(r.App.Name, -1, 0, 200)...)
	for _, line := range lines {
		if strings.Contains(line, complaint) {
			return r.Box.Words(strings.TrimSpace(line))
		}
	}
	return ""
}

// sameProcesses checks that no process was stopped for a version that could not
// be built.
func sameProcesses(r *check.Run, before []supervise.Status) *check.Finding {
	for i, row := range r.Rows(r.App) {
		if row.State != supervise.Online || row.Pid != before[i].Pid {
			return oldGone(r, fmt.Sprintf("instance %d was stopped for a new version that does not exist; it is %s", row.Instance, row.State))
		}
	}
	return nil
}

// survivesACrash kills a process while no new version can be built.
func survivesACrash(ctx context.Context, r *check.Run) *check.Finding {
	back, ok, trouble := r.KillAndAwaitBack(ctx)
	if trouble != nil || ok {
		return trouble
	}
	return oldGone(r, fmt.Sprintf("its process %d was killed meanwhile, and instance %d does not come back: it is %s",
		back.Was, back.Instance, r.Rows(r.App)[back.Instance].State))
}

func oldGone(r *check.Run, seen string) *check.Finding {
	return &check.Finding{
		ID:       "OLD-GONE",
		Expected: "the old version to keep serving while the source does not compile, even after a crash",
		Seen:     fmt.Sprintf("%s.\nThe compiler said: %s", seen, check.Notes[notes](r).compiler),
		Where:    check.Where(r.App, "script"),
		Try:      "Let the runner build the program, because it keeps what it has built: script: './services/hello-world'. `go run` compiles at every start.",
	}
}
