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

// This file owns the promise about a saved source that compiles: it must be taken
// over, and no request may be lost meanwhile.

// fewRequests is how many requests must be answered before and after each change.
const fewRequests = 10

// listener follows the app's answers. One that is neither the old greeting nor the
// new one is wrong.
type listener struct {
	r        *check.Run
	old, new string

	mu             sync.Mutex
	newRun, oldRun int // answers in a row with the new greeting, and with the old one
}

func (l *listener) right(a check.Answer) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	isNew, isOld := l.r.Says(a, l.new), l.r.Says(a, l.old)
	if l.newRun++; !isNew {
		l.newRun = 0
	}
	if l.oldRun++; !isOld {
		l.oldRun = 0
	}
	return isNew || isOld
}

// onlyNew and onlyOld say whether every instance must have given that greeting:
// the runner shares requests out in rotation.
func (l *listener) onlyNew() bool { return l.all(&l.newRun) }
func (l *listener) onlyOld() bool { return l.all(&l.oldRun) }

func (l *listener) all(run *int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return *run > 2*len(l.r.Rows(l.r.App))
}

// takenOver saves a source, and checks that the new version soon serves.
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
		Seen:     fmt.Sprintf("%d of %d failed; the first: %s", tally.Failed, tally.Asked, tally.First),
		Where:    check.Where(r.App, "exec_mode"),
		Try:      "Watch the instances while you save: go run ./runner run. Each new one must serve before an old one goes.",
	}
}

// pause is how long nobody listened in fork mode: the new process needs the port
// that the old one has. In cluster mode the runner holds the port, so there is no
// pause. after is how many events came before the change.
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
	seen := fmt.Sprintf("the old process was stopped, then the new one was started, and for %s nobody listened on the port", console.Duration(gap))
	if tally.Failed > 0 {
		seen += fmt.Sprintf("; %d of %d requests failed", tally.Failed, tally.Asked)
	}
	return &check.Finding{
		ID:       "GAP",
		Expected: "the new version to serve before the old one goes",
		Seen:     seen + ".\nIn fork mode the process itself has the port, so two of them cannot run side by side, not even for a moment",
		Where:    check.Where(r.App, "exec_mode"),
		Try:      "Use exec_mode: 'cluster', with instances: 2: the runner then has the port, and switches requests from the old version to the new one.",
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

// awaitNoticed waits for the first sign that the runner, or a script that watches
// by itself, has noticed the change.
func awaitNoticed(ctx context.Context, r *check.Run, seen int, heard *listener) *check.Finding {
	file := check.Notes[notes](r).file
	limit := patience.Noticed
	switch {
	case !r.App.Watch && r.App.Program.Kind == processfile.GoPackage:
		limit.Time = 0 // no need to wait: the runner watches nothing, and the service does not watch itself
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

// awaitNew waits until every instance serves the new version.
func awaitNew(ctx context.Context, r *check.Run, seen int, before []supervise.Status, heard *listener) *check.Finding {
	bounded, cancel := r.Box.Clock().Within(ctx, patience.TakenOver)
	defer cancel()
	for {
		fresh := allFresh(r, before)
		r.AwaitAsked(bounded, 2*len(before)+2) // by then each instance that is fresh now has answered
		if finding := byItself(r); finding != nil {
			return finding // this comes first: these processes are fresh for another reason
		}
		switch {
		case heard.onlyNew() && (fresh || !r.App.Watch):
			return nil
		case ctx.Err() != nil:
			return check.Internal(ctx.Err())
		case fresh && heard.onlyOld():
			return notRebuilt(r)
		case check.IsLate(failed(r, seen)):
			return check.Internal(errors.New(failed(r, seen))) // it had minutes: the machine is too busy
		case failed(r, seen) != "":
			return notTaken(r, failed(r, seen))
		case bounded.Err() != nil:
			return check.Internal(fmt.Errorf("%s after the change was noticed, the old version still answers, and nothing says why", console.Duration(r.Box.Clock().Of(patience.TakenOver))))
		}
	}
}

// allFresh says whether every instance serves with another process than before.
func allFresh(r *check.Run, before []supervise.Status) bool {
	rows := r.Rows(r.App)
	for i, row := range rows {
		if row.State != supervise.Online || i < len(before) && row.Generation == before[i].Generation && row.Pid == before[i].Pid {
			return false
		}
	}
	return true
}

// failed is why the runner could not apply a change; "" while it still may.
func failed(r *check.Run, seen int) string {
	for _, e := range r.EventsOf(r.App)[seen:] {
		if e.Kind == supervise.BuildFailed || e.Kind == supervise.ChangeFailed {
			return e.Detail
		}
	}
	return ""
}

// byItself is about an app that is replaced though nobody has saved anything: it
// writes a file itself, in a folder that is watched.
func byItself(r *check.Run) *check.Finding {
	main := path.Base(check.Notes[notes](r).file)
	for _, e := range r.EventsOf(r.App) {
		if e.Kind != supervise.Changing || e.Why != "watch" || e.Detail == main {
			continue
		}
		others := strings.ReplaceAll(strings.ReplaceAll(e.Detail, main+", ", ""), ", "+main, "")
		return &check.Finding{
			ID:       "RESTARTS-ITSELF",
			Expected: "the app to be replaced when its source is saved, and at no other time",
			Seen:     fmt.Sprintf("it was replaced because of %s, which nobody has saved: the app writes that file itself, and the runner watches it", others),
			Where:    check.Where(r.App, "watch"),
			Try:      fmt.Sprintf("Exclude it: ignore_watch: ['%s']. Or watch the source alone: watch: ['services/hello-world'].", others),
		}
	}
	return nil
}
