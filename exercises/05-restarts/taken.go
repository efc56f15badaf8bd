package restarts

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
)

// This file owns a saved source that compiles: it must be taken over, and no
// request may be lost meanwhile.

// fewRequests is how many are seen before and after each change.
const fewRequests = 10

// listener hears what the app says. Answers that are neither the old greeting
// nor the new one are wrong.
type listener struct {
	r        *check.Run
	old, new string

	mu             sync.Mutex
	news, memories int // answers in a row with the new greeting, and with the old one
}

func (l *listener) right(a check.Answer) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	isNew, isOld := l.r.Says(a, l.new), l.r.Says(a, l.old)
	if l.news++; !isNew {
		l.news = 0
	}
	if l.memories++; !isOld {
		l.memories = 0
	}
	return isNew || isOld
}

// onlyNew and onlyOld say whether every instance must have answered so: the
// runner shares requests out in rotation.
func (l *listener) onlyNew() bool { return l.all(&l.news) }
func (l *listener) onlyOld() bool { return l.all(&l.memories) }

func (l *listener) all(run *int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return *run > 2*len(l.r.Rows(l.r.App))
}

// takenOver saves a source, and checks that it is what serves soon after.
func takenOver(ctx context.Context, r *check.Run, text, old, new string) *check.Finding {
	n := check.Notes[notes](r)
	heard := &listener{r: r, old: old, new: new}
	before, seen := r.Rows(r.App), len(r.EventsOf(r.App))
	r.KeepAsking(ctx, check.Request{Right: heard.right})
	r.AwaitAsked(ctx, fewRequests)
	if finding := r.Save(n.file, text); finding != nil {
		return finding
	}
	if finding := awaitNoticed(ctx, r, seen, heard); finding != nil {
		return finding
	}
	if finding := awaitNew(ctx, r, seen, before, heard); finding != nil {
		return finding
	}
	r.AwaitAsked(ctx, fewRequests)
	return complete(r, seen, "while it was replaced by a new version")
}

// complete ends the requests, and checks that none was lost.
func complete(r *check.Run, seen int, when string) *check.Finding {
	tally := r.StopAsking()
	check.Notes[notes](r).requests += tally.Asked
	if finding := byItself(r); finding != nil {
		return finding
	}
	if gap := pause(r, seen); gap > 0 {
		return paused(r, gap, tally)
	}
	if tally.Failed == 0 {
		return nil
	}
	return &check.Finding{
		ID:       "GAP",
		Expected: "every request to be answered " + when,
		Seen:     fmt.Sprintf("%d of %d were not; the first: %s", tally.Failed, tally.Asked, tally.First),
		Where:    check.Where(r.App, "exec_mode"),
		Try:      "Watch the instances while you save: go run ./runner run. Is each new one serving before an old one goes?",
	}
}

// pause is how long nobody listened in fork mode after so many events: the new
// process needs the port that the old one has. What the runner has in cluster
// mode, where it holds the port itself, is no pause.
func pause(r *check.Run, after int) time.Duration {
	if r.App.ExecMode != processfile.Fork {
		return 0
	}
	var left time.Time
	for _, e := range r.EventsOf(r.App)[after:] {
		switch {
		case e.Kind == supervise.StopAsked && left.IsZero():
			left = e.At
		case e.Kind == supervise.Ready && !left.IsZero():
			return e.At.Sub(left)
		}
	}
	return 0
}

func paused(r *check.Run, gap time.Duration, tally check.Tally) *check.Finding {
	seen := fmt.Sprintf("the old process was stopped, the new one started after that, and for %s nobody listened on the port", console.Duration(gap))
	if tally.Failed > 0 {
		seen += fmt.Sprintf("; %d of %d requests failed", tally.Failed, tally.Asked)
	}
	return &check.Finding{
		ID:       "GAP",
		Expected: "the new version to serve before the old one goes",
		Seen:     seen + ".\nIn fork mode a process has the port itself, so there cannot be two of them for a moment",
		Where:    check.Where(r.App, "exec_mode"),
		Try:      "Use exec_mode: 'cluster', with instances: 2: the runner has the port, and hands it from one version to the next.",
	}
}

// noticed says whether the runner has done anything about a change.
func noticed(r *check.Run, seen int) bool {
	return slices.ContainsFunc(r.EventsOf(r.App)[seen:], func(e supervise.Event) bool {
		switch e.Kind {
		case supervise.Building, supervise.BuildFailed, supervise.Changing, supervise.ChangeFailed, supervise.StopAsked, supervise.Started:
			return true
		}
		return false
	})
}

// awaitNoticed waits for the first sign that somebody has seen the change: the
// runner, or a script that watches by itself.
func awaitNoticed(ctx context.Context, r *check.Run, seen int, heard *listener) *check.Finding {
	file := check.Notes[notes](r).file
	limit := patience.Noticed
	switch {
	case !r.App.Watch && r.App.Program.Kind == processfile.GoPackage:
		limit.Time = 0 // nobody will: the runner watches nothing, and the service does not watch itself
	case r.App.Watch && !r.Box.Watches(r.App, file):
		limit = patience.Hoped
	case r.App.Watch:
		limit = patience.TakenOver // the runner will
	}
	bounded, cancel := r.Box.Clock().Within(ctx, limit)
	defer cancel()
	for !noticed(r, seen) && !heard.onlyNew() {
		r.AwaitAsked(bounded, 1)
		if ctx.Err() != nil {
			return check.Internal(ctx.Err())
		}
		if bounded.Err() != nil {
			return notNoticed(r, file)
		}
	}
	return nil
}

// awaitNew waits until the new version is what serves.
func awaitNew(ctx context.Context, r *check.Run, seen int, before []supervise.Status, heard *listener) *check.Finding {
	bounded, cancel := r.Box.Clock().Within(ctx, patience.TakenOver)
	defer cancel()
	for {
		fresh := allFresh(r, before)
		r.AwaitAsked(bounded, 2*len(before)+2) // of what is fresh now, every instance has answered then
		if finding := byItself(r); finding != nil {
			return finding // before all else: these processes are fresh for another reason
		}
		switch {
		case heard.onlyNew() && (fresh || !r.App.Watch):
			return nil
		case ctx.Err() != nil:
			return check.Internal(ctx.Err())
		case fresh && heard.onlyOld():
			return notRebuilt(r)
		case check.IsLate(failed(r, seen)):
			return check.Internal(errors.New(failed(r, seen))) // a check gives it minutes
		case failed(r, seen) != "":
			return notTaken(r, failed(r, seen))
		case bounded.Err() != nil:
			return check.Internal(fmt.Errorf("%s after the change was noticed, the old version still answers, and nobody has said why", console.Duration(r.Box.Clock().Of(patience.TakenOver))))
		}
	}
}

// allFresh says whether every instance is another process than before, and
// serves.
func allFresh(r *check.Run, before []supervise.Status) bool {
	rows := r.Rows(r.App)
	for i, row := range rows {
		if row.State != supervise.Online || i < len(before) && row.Generation == before[i].Generation && row.Pid == before[i].Pid {
			return false
		}
	}
	return true
}

// failed is why the runner could not take a change over; "" when it could, or
// may yet.
func failed(r *check.Run, seen int) string {
	for _, e := range r.EventsOf(r.App)[seen:] {
		if e.Kind == supervise.BuildFailed || e.Kind == supervise.ChangeFailed {
			return e.Detail
		}
	}
	return ""
}

// byItself is about an app that is replaced though nobody has saved anything: by
// a file that it writes itself, where it is watched.
func byItself(r *check.Run) *check.Finding {
	main := path.Base(check.Notes[notes](r).file)
	for _, e := range r.EventsOf(r.App) {
		if e.Kind != supervise.Changing || e.Why != "watch" || e.Detail == main {
			continue
		}
		others := strings.ReplaceAll(strings.ReplaceAll(e.Detail, main+", ", ""), ", "+main, "")
		return &check.Finding{
			ID:       "RESTARTS-ITSELF",
			Expected: "the app to be replaced when somebody saves its source, and at no other time",
			Seen:     fmt.Sprintf("it was replaced because of %s, which nobody has saved: it writes that itself, and is watched for it", others),
			Where:    check.Where(r.App, "watch"),
			Try:      fmt.Sprintf("Leave it out: ignore_watch: ['%s']. Or watch the source alone: watch: ['services/hello-world'].", others),
		}
	}
	return nil
}
