// Package stateless is exercise 7: what is counted must survive the process
// that counted it.
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
		{Name: "visits are counted in Redis: every instance tells the same number", Check: countsTogether},
		{Name: "each instance is killed and replaced: not one visit is lost", Check: killEach},
		{Name: "all are stopped and started anew: the number is still the same", Check: restartAll},
	},
	Proved: proved,
	Question: &check.Question{
		Text: "Seven visits are counted by two instances behind one port. Which number does each of the two tell then?",
		Answers: []string{
			"Both tell 7",
			"Each tells how many it has counted itself",
			"Both tell a number below 7: some were counted by neither",
		},
		Right:   0,
		Because: "With a REDIS_URL the number lies outside of the processes, in one place, and each asks there. Without one, each process has a number of its own, which nobody else knows and which ends with it.",
		Seen:    seenNumbers,
	},
}

// severalOnline starts hello-world, with its REDIS_URL led to a Redis of the
// sandbox's, which is empty. The other apps stay at home: whoever comes to that
// Redis is then hello-world.
func severalOnline(ctx context.Context, r *check.Run) *check.Finding {
	if finding := r.NeedHelloWorld(check.DoFirst(1)); finding != nil {
		return finding
	}
	if _, finding := r.AttachRedis(ctx); finding != nil {
		return finding
	}
	if finding := r.Start(ctx, others(r)...); finding != nil {
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
			Seen:     fmt.Sprintf("%s has %d: %s", r.App.Name, len(rows), "of one process, nobody can say whether it keeps what others need"),
			Where:    check.Where(r.App, "instances"),
			Try:      "Let two of them run: instances: 2 in its block.",
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

func others(r *check.Run) []string {
	var names []string
	for i := range r.File.Apps {
		if name := r.File.Apps[i].Name; name != r.App.Name {
			names = append(names, name)
		}
	}
	return names
}

// seenNumbers asks the instances what they know: in memory, each its own.
func seenNumbers(r *check.Run) int {
	if r.App == nil || r.Box.Ecosystem() == nil {
		return -1
	}
	tallies, err := ask(context.Background(), r)
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
	tallies, err := ask(context.Background(), r)
	if err != nil || len(tallies) == 0 {
		return "Not one visit was lost."
	}
	return fmt.Sprintf("%d visits were counted by %d instances; each of these was killed and replaced, then all were started anew, and every one tells %d. "+
		"What matters lies outside of the processes, so any of them may go at any time.", tallies[0].Visits, len(tallies), tallies[0].Visits)
}
