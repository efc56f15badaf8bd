package backingservice

import (
	"context"
	"fmt"

	"workshop.example/processes/checker/check"
)

// anotherRedis changes the value of REDIS_URL and nothing else, and lets the
// runner apply that. Then the first Redis is taken away: an app that still needs
// it fails now.
func anotherRedis(ctx context.Context, r *check.Run) *check.Finding {
	first := r.Box.Redis()
	second, finding := r.AnotherRedis(ctx)
	if finding != nil {
		return finding
	}
	if _, finding := r.Apply(ctx, r.File.Apps, "REDIS_URL leads to another Redis"); finding != nil {
		return finding
	}
	if finding := r.OtherComesOnline(ctx, r.Fixtures); finding != nil {
		return notMoved(r, finding.Seen)
	}
	r.Mark("the first Redis is gone for good")
	first.Vanish()
	for _, row := range r.Rows(r.Fixtures) {
		answer, _ := patiently(ctx, r, row)
		if flaw := flawOf(r, answer); flaw != "" {
			return notMoved(r, "with the first Redis away: "+flaw)
		}
	}
	if second.Met() == 0 {
		return notMoved(r, "no app connected to the other Redis")
	}
	words := check.Notes[notes](r).impostor
	if words == "" {
		words = r.NotFixtures(ctx)
	}
	return r.Impostor(words)
}

func notMoved(r *check.Run, seen string) *check.Finding {
	return &check.Finding{
		ID:       "SAME-REDIS",
		Expected: fmt.Sprintf("%s to serve from another Redis once its REDIS_URL names that one: the same program, one value changed", r.Fixtures.Name),
		Seen:     seen,
		Where:    check.Where(r.Fixtures, "script"),
		Try:      "Remove from the script what remembers or replaces REDIS_URL: every start must read it from the environment.",
	}
}
