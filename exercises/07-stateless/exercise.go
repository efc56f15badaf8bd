// Package stateless is exercise 7: a count must survive the process that made
// it.
package stateless

import (
	"context"
	"embed"
	"fmt"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/processfile"
)

//go:embed hints.md
var files embed.FS

// Exercise is what the checker knows of this folder.
var Exercise = check.Exercise{
	Number: 7,
	Name:   "stateless",
	Title:  "Keep state out of the processes",
	Files:  files,
	Promises: []check.Promise{
		check.FileIsRight(),
		{Name: "hello-world comes online, as several instances behind one port", Check: severalOnline},
		{Name: "visits are counted in Redis: every instance reports the same number", Check: countsTogether},
		{Name: "each instance is killed and replaced: not one visit is lost", Check: killEach},
		{Name: "all are stopped and started again: the number is still the same", Check: restartAll},
	},
	Proved: proved,
	Question: &check.Question{
		Text: "Two instances behind one port count seven visits. Which number does each of them report?",
		Answers: []string{
			"Both report 7",
			"Each reports how many it has counted itself",
			"Both report less than 7: some visits were counted by neither",
		},
		Right:   0,
		Because: "With a REDIS_URL the number is kept outside of the processes, in one place, and each instance asks there. Without one, each process has its own number, which no other process knows and which ends with it.",
		Seen:    seenNumbers,
	},
}

// severalOnline starts hello-world; its REDIS_URL leads to an empty Redis of the
// sandbox. The other apps are not started, so only hello-world can connect to that
// Redis.
func severalOnline(ctx context.Context, r *check.Run) *check.Finding {
	if finding := r.NeedHelloWorld(check.DoFirst(1)); finding != nil {
		return finding
	}
	if _, finding := r.AttachRedis(ctx); finding != nil {
		return finding
	}
	if finding := r.Start(ctx, r.OthersThan(r.App)...); finding != nil {
		return finding
	}
	if finding := r.ComesOnline(ctx, r.App); finding != nil {
		return r.RefinedByRedis(r.App, finding)
	}
	if finding := r.IsTheKitsHelloWorld(ctx); finding != nil {
		return finding
	}
	rows := r.Rows(r.App)
	switch {
	case len(rows) < 2:
		return &check.Finding{
			ID:       "ONE-INSTANCE",
			Expected: "at least two instances of hello-world behind one port, as in exercise 2",
			Seen:     fmt.Sprintf("%s has %d: with one process, nobody can see whether it keeps what others need", r.App.Name, len(rows)),
			Where:    check.Where(r.App, "instances"),
			Try:      "Run two of them: instances: 2 in its block.",
		}
	case r.App.ExecMode != processfile.Cluster:
		return &check.Finding{
			ID:       "MANY-PORTS",
			Expected: fmt.Sprintf("%d instances behind one port, as in exercise 2", len(rows)),
			Seen:     fmt.Sprintf("each has a port of its own, from port %d to port %d", rows[0].Port, rows[len(rows)-1].Port),
			Where:    check.Where(r.App, "exec_mode"),
			Try:      "Use exec_mode: 'cluster': the runner listens on PORT and shares the visits out.",
		}
	}
	return nil
}

// seenNumbers is the answer to the question that the instances' numbers show.
func seenNumbers(r *check.Run) int {
	if r.App == nil || r.Box.Ecosystem() == nil {
		return -1
	}
	tallies, err := askAll(context.Background(), r)
	switch {
	case err != nil:
		return -1
	case len(inMemory(tallies)) == 0 && same(tallies):
		return 0
	case len(inMemory(tallies)) > 0:
		return 1
	}
	return -1
}

func proved(r *check.Run) string {
	tallies, err := askAll(context.Background(), r)
	if err != nil || len(tallies) == 0 {
		return "Not one visit was lost."
	}
	return fmt.Sprintf("%d instances counted %d visits. Each of them was killed and replaced, then all were restarted, and every one still reports %d. "+
		"What matters is kept outside of the processes, so any of them may go at any time.", len(tallies), tallies[0].Visits, tallies[0].Visits)
}
