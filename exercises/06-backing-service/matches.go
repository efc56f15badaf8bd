package backingservice

import (
	"context"
	"fmt"
	"net/http"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/apps/supervise"
)

// This file owns requests to one instance of world-cup-fixtures. They go to its
// own port: behind a shared one, any instance may answer.

func servesMatches(ctx context.Context, r *check.Run) *check.Finding {
	for _, row := range r.Rows(r.Fixtures) {
		answer, _ := patiently(ctx, r, row)
		if finding := withoutMatches(ctx, r, answer); finding != nil {
			return finding
		}
	}
	words, finding := r.KeptElsewhere(ctx)
	if words == "" {
		return finding
	}
	return noMatches(r, words)
}

// asking is a request to one instance.
func asking(r *check.Run, row supervise.Status, path string, right func(*check.Run, check.Answer) bool) check.Request {
	return check.Request{App: r.Fixtures, Port: row.Port, Path: path,
		Right: func(a check.Answer) bool { return right(r, a) }}
}

func hasAllMatches(r *check.Run, a check.Answer) bool { return flawOf(r, a) == "" }

// flawOf says what is wrong with an answer that should have all the matches.
func flawOf(r *check.Run, a check.Answer) string {
	switch {
	case a.Err != nil || a.Status != http.StatusOK:
		return "GET /fixtures got " + a.String()
	case r.Identity(a, sandbox.Fixtures) != "":
		return "GET /fixtures: " + r.Identity(a, sandbox.Fixtures)
	case check.NotTheMatches(a) != "":
		return "GET /fixtures " + check.NotTheMatches(a)
	}
	return ""
}

// withoutMatches is the finding that they are not served; nil when they are.
func withoutMatches(ctx context.Context, r *check.Run, a check.Answer) *check.Finding {
	flaw := flawOf(r, a)
	if flaw == "" {
		return nil
	}
	if finding := ended(ctx, r, a); finding != nil {
		return finding
	}
	return noMatches(r, flaw)
}

func noMatches(r *check.Run, seen string) *check.Finding {
	return &check.Finding{
		ID:       "NO-MATCHES",
		Expected: fmt.Sprintf("%s to serve the %d matches of the World Cup of 2018, which it keeps in its Redis", r.Fixtures.Name, check.AllMatches),
		Seen:     seen,
		Where:    check.Where(r.Fixtures, "script"),
		Try:      "Start the kit's service: " + fixturesScript + ".",
	}
}
