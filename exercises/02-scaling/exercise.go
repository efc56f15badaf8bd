// Package scaling is exercise 2: several instances behind one port.
package scaling

import (
	"context"
	"embed"
	"fmt"
	"slices"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

//go:embed hints.md
var files embed.FS

// Exercise is what the checker knows of this folder.
var Exercise = check.Exercise{
	Number: 2,
	Name:   "scaling",
	Title:  "Scale the service to several processes behind one port",
	Files:  files,
	Promises: []check.Promise{
		check.FileIsRight(),
		{Name: "hello-world comes online, every instance of it", Check: comesOnline},
		{Name: "at least two instances run, each a process of its own", Check: atLeastTwo},
		{Name: "they are reached through one port", Check: onePort},
		{Name: "requests reach every instance", Check: everyInstanceAnswers},
		{Name: "one is killed: no request is lost, and it is replaced", Check: killOne},
		{Name: "one more, and one less, while it runs: no request is lost", Check: scaleUpAndDown},
	},
	Proved: proved,
	Question: &check.Question{
		Text: "Several instances of one service in cluster mode, and one PORT in the file. Who answers the requests?",
		Answers: []string{
			"One instance: it has the port, and the others fail",
			"One instance, until it is gone; then the next",
			"All of them: they share the requests",
		},
		Right:   2,
		Because: "Only one process can listen on a port. In cluster mode that is the runner: it gives each instance its own port and shares the requests out. In fork mode it is the first instance, and the others find the port taken.",
		Seen:    whoAnswered,
	},
}

// whoAnswered is the answer to the question that a run has shown, or -1.
func whoAnswered(r *check.Run) int {
	if r.App == nil || r.Box.Ecosystem() == nil {
		return -1
	}
	rows := r.Rows(r.App)
	waiting := slices.ContainsFunc(rows, func(s supervise.Status) bool { return s.State != supervise.Online })
	if len(rows) > 1 && !waiting && r.App.ExecMode == processfile.Cluster {
		return 2
	}
	return -1
}

func comesOnline(ctx context.Context, r *check.Run) *check.Finding {
	if finding := r.NeedHelloWorld(check.DoFirst(1)); finding != nil {
		return finding
	}
	return r.ComesOnline(ctx, r.App)
}

func atLeastTwo(_ context.Context, r *check.Run) *check.Finding {
	rows := r.Rows(r.App)
	if len(rows) >= 2 {
		return nil // the promise is kept: each instance is online, so it has a process that listens
	}
	seen := fmt.Sprintf("%d instance of %s is running, pid %d", len(rows), r.App.Name, rows[0].Pid)
	if _, given := r.App.At["instances"]; given {
		seen += "; instances comes to 1 here"
	}
	return &check.Finding{
		ID:       "ONE-INSTANCE",
		Expected: "at least two instances of " + r.App.Name,
		Seen:     seen,
		Where:    check.Where(r.App, "instances"),
		Try:      "Write how many you want: instances: 2 in the app's block.",
	}
}

func onePort(_ context.Context, r *check.Run) *check.Finding {
	if r.App.ExecMode == processfile.Cluster {
		return nil // the promise is kept: in cluster mode the runner itself listens on the one port
	}
	rows := r.Rows(r.App)
	return &check.Finding{
		ID:       "MANY-PORTS",
		Expected: fmt.Sprintf("%d instances behind one port", len(rows)),
		Seen: fmt.Sprintf("each listens on a port of its own, from port %d to port %d; a client would have to know every one of them",
			rows[0].Port, rows[len(rows)-1].Port),
		Where: check.Where(r.App, "exec_mode"),
		Try:   "Use exec_mode: 'cluster': the runner listens on PORT and shares the requests out.",
	}
}

// everyInstanceAnswers asks until each instance has answered, and each must be
// the kit's own service. The runner shares requests out evenly, so that takes
// about one request for each; the limit is far above that.
func everyInstanceAnswers(ctx context.Context, r *check.Run) *check.Finding {
	if finding := r.IsTheKitsHelloWorld(ctx); finding != nil {
		return finding
	}
	rows := r.Rows(r.App)
	limit := 50 * len(rows)
	answered := map[int]int{}
	for range limit {
		answer := r.Ask(ctx, "/")
		if words := r.Identity(answer, "hello-world"); words != "" {
			return &check.Finding{
				ID:       "REQUEST-LOST",
				Expected: "an instance of hello-world to answer every request",
				Seen:     words,
				Where:    check.Where(r.App, ""),
				Try:      "Watch the instances while you send requests: go run ./runner run.",
			}
		}
		answered[answer.Pid]++
		if len(answered) == len(rows) {
			return nil
		}
	}
	return &check.Finding{
		ID:       "NOT-SHARED",
		Expected: fmt.Sprintf("requests to reach all %d instances", len(rows)),
		Seen:     fmt.Sprintf("%d requests were answered by %d of them", limit, len(answered)),
		Where:    check.Where(r.App, "exec_mode"),
		Try:      "Use exec_mode: 'cluster' with env.PORT: the runner then shares the requests out.",
	}
}

// fewRequests is how many requests must be answered before and after each change.
const fewRequests = 10

func killOne(ctx context.Context, r *check.Run) *check.Finding {
	traffic := r.StartTraffic(ctx)
	traffic.Await(ctx, fewRequests)
	back, isBack, trouble := r.KillAndAwaitBack(ctx)
	traffic.Await(ctx, fewRequests)
	tally := traffic.Stop()
	switch {
	case trouble != nil:
		return trouble
	case !isBack:
		return r.NotBack(back)
	}
	return lost(r, tally, "GAP", "while one of the instances was killed and replaced")
}

// lost is the finding that requests were lost, or nil.
func lost(r *check.Run, tally check.Tally, id, when string) *check.Finding {
	if tally.Failed == 0 {
		return nil
	}
	return &check.Finding{
		ID:       id,
		Expected: "every request to be answered " + when,
		Seen:     fmt.Sprintf("%d of %d failed; the first: %s", tally.Failed, tally.Asked, tally.First),
		Where:    check.Where(r.App, "instances"),
		Try:      "Check that all instances really serve. Watch them: go run ./runner run.",
	}
}

func scaleUpAndDown(ctx context.Context, r *check.Run) *check.Finding {
	n := len(r.Rows(r.App))
	traffic := r.StartTraffic(ctx)
	for _, wanted := range []int{n + 1, n} {
		if finding := scaleTo(ctx, r, n, wanted); finding != nil {
			traffic.Stop()
			return finding
		}
		traffic.Await(ctx, fewRequests)
	}
	return lost(r, traffic.Stop(), "SCALE-GAP", "while an instance was added and removed")
}

// scaleTo changes the number of instances and checks that each of them is
// online afterwards. One that fails loses no request, but it is missing.
func scaleTo(ctx context.Context, r *check.Run, n, wanted int) *check.Finding {
	scaling, stop := context.WithCancel(ctx)
	defer stop()
	scaled := make(chan error, 1)
	go func() { scaled <- r.Box.Ecosystem().Scale(scaling, r.App.Name, wanted) }()
	row, trouble := awaitScaled(ctx, r, wanted)
	if trouble != nil {
		return trouble
	}
	seen := ""
	if row != nil {
		seen = fmt.Sprintf("instance %d %s", row.Instance, fate(r, *row))
	} else if err := <-scaled; err != nil && !check.IsLate(err.Error()) {
		seen = err.Error()
	}
	if seen == "" {
		return nil
	}
	return &check.Finding{
		ID:       "NOT-SCALED",
		Expected: fmt.Sprintf("%s to go from %d to %d instances while it runs, and each of them to come online", r.App.Name, n, wanted),
		Seen:     seen,
		Where:    check.Where(r.App, "script"),
		Try:      "All instances must be alike: whatever its number, each must start and listen on the PORT that it is given. Watch them: go run ./runner run.",
	}
}

// awaitScaled waits until the wanted number of instances is online. When one
// ends or comes to rest before that, it returns that one.
func awaitScaled(ctx context.Context, r *check.Run, wanted int) (failing *supervise.Status, trouble *check.Finding) {
	waiting := func() []supervise.Status {
		return slices.DeleteFunc(r.Rows(r.App), func(s supervise.Status) bool { return s.State == supervise.Online })
	}
	hasEnded := func(s supervise.Status) bool { return s.LastExit != nil && s.State != supervise.Stopping }
	_, trouble = r.AwaitOrRest(ctx, patience.Back, waiting, func() bool {
		rows := waiting()
		return len(rows) == 0 && len(r.Rows(r.App)) == wanted || slices.ContainsFunc(rows, hasEnded)
	})
	rows := waiting()
	switch {
	case trouble != nil && !slices.ContainsFunc(rows, hasEnded):
		return nil, trouble
	case len(rows) > 0:
		return &rows[0], nil
	}
	return nil, nil
}

// fate says how an instance that is not online has ended, or else its state.
func fate(r *check.Run, row supervise.Status) string {
	if crash := r.LastCrash(r.App, row.Instance); crash != nil {
		return fmt.Sprintf("ended: %s", crash.Exit) + r.LastWords(r.App, row.Instance, crash.Generation)
	}
	return fmt.Sprintf("is %s", row.State) + r.LastWords(r.App, row.Instance, row.Generation)
}

func proved(r *check.Run) string {
	return fmt.Sprintf("%d processes served behind one port. One was killed and replaced, one was added and removed, and no client noticed.", len(r.Rows(r.App)))
}
