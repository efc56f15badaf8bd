package backingservice

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/supervise"
)

// This file owns the promises for the time while Redis is away, and for when it
// returns.

// rounds is how often every instance is asked while its Redis is away: the first
// answer alone does not show that the next ones are right.
const rounds = 5

// fewRequests is how many requests hello-world must answer meanwhile.
const fewRequests = 10

func redisGone(ctx context.Context, r *check.Run) *check.Finding {
	r.Mark("Redis is gone")
	r.Box.Redis().Vanish()
	for range rounds {
		if finding := livesWithout(ctx, r); finding != nil {
			return finding
		}
	}
	r.AwaitAsked(ctx, fewRequests)
	return ended(ctx, r, check.Answer{})
}

// livesWithout sends every instance the three requests that tell a healthy one
// from a dead one, and from one that only pretends.
func livesWithout(ctx context.Context, r *check.Run) *check.Finding {
	for _, row := range r.Rows(r.Fixtures) {
		for _, ask := range []struct {
			path  string
			right func(*check.Run, check.Answer) bool
			wrong func(*check.Run, check.Answer) *check.Finding
		}{
			{"/fixtures", isUnavailable, not503},
			{"/readyz", isUnavailable, stillReady},
			{"/healthz", isHealthy, notHealthy},
		} {
			answer := r.Send(ctx, asking(r, row, ask.path, ask.right))
			if ask.right(r, answer) {
				continue
			}
			if finding := ended(ctx, r, answer); finding != nil {
				return finding
			}
			return ask.wrong(r, answer)
		}
	}
	return nil
}

// isUnavailable: 503 in a form that programs can read, with the time after which
// to ask again.
func isUnavailable(r *check.Run, a check.Answer) bool {
	return a.Err == nil && a.Status == http.StatusServiceUnavailable && a.Run == r.Box.Run &&
		strings.HasPrefix(a.Header.Get("Content-Type"), "application/problem+json") && a.Header.Get("Retry-After") != ""
}

func isHealthy(r *check.Run, a check.Answer) bool {
	return a.Err == nil && a.Status == http.StatusOK && a.Run == r.Box.Run
}

func not503(r *check.Run, a check.Answer) *check.Finding {
	finding := &check.Finding{
		ID:       "NOT-503",
		Expected: "GET /fixtures to answer 503 while Redis is away, as application/problem+json and with Retry-After",
		Seen:     a.String(),
		Where:    check.Where(r.Fixtures, "script"),
		Try:      "Let the kit's service answer by itself: " + fixturesScript + ".",
	}
	if a.Status == http.StatusOK {
		finding.Seen += "\nThat is what something remembers, and nobody can know whether it is still true."
	}
	return finding
}

func stillReady(r *check.Run, a check.Answer) *check.Finding {
	return &check.Finding{
		ID:       "STILL-READY",
		Expected: "GET /readyz to answer 503 while Redis is away: a load balancer uses it to decide where to send requests",
		Seen:     a.String(),
		Where:    check.Where(r.Fixtures, "script"),
		Try:      "Let the kit's service answer by itself: " + fixturesScript + ".",
	}
}

func notHealthy(r *check.Run, a check.Answer) *check.Finding {
	return &check.Finding{
		ID:       "NOT-ALIVE",
		Expected: "GET /healthz to answer 200 while Redis is away: the process itself is well, and to restart it would help nobody",
		Seen:     a.String(),
		Where:    check.Where(r.Fixtures, "script"),
		Try:      "Let the kit's service answer by itself: " + fixturesScript + ".",
	}
}

// ended is the finding that a process of world-cup-fixtures has ended since it
// came online, or nil when all of them run. a is the last answer: if there was
// none, a process may have ended, and the runner may be about to report it.
func ended(ctx context.Context, r *check.Run, a check.Answer) *check.Finding {
	if a.Err != nil {
		bounded, cancel := r.Box.Clock().Within(ctx, patience.EndTold)
		defer cancel()
		r.Await(bounded, func() bool { _, found := r.Ended(r.Fixtures); return found })
	}
	end, found := r.Ended(r.Fixtures)
	if !found {
		return nil
	}
	return &check.Finding{
		ID:       "ENDED",
		Expected: r.Fixtures.Name + " to live on when its Redis goes, and to wait for it",
		Seen:     fmt.Sprintf("its process (pid %d) ended: %s", end.Pid, end.Exit) + r.LastWords(r.Fixtures, end.Instance, end.Generation),
		Where:    check.Where(r.Fixtures, "script"),
		Try:      "Remove from the script what ends the service, and run the service itself: " + fixturesScript + ".",
	}
}

// enough is how many answers show that an instance will not serve: about three
// seconds of them, and the service looks for its Redis at each.
const enough = 600

// redisBack brings Redis back twice: first as it was, then, after a second outage,
// empty, like a Redis that crashed and had saved nothing.
func redisBack(ctx context.Context, r *check.Run) *check.Finding {
	if finding := returns(ctx, r, "Redis is back"); finding != nil {
		return finding
	}
	r.Mark("Redis is gone")
	r.Box.Redis().Vanish()
	if finding := livesWithout(ctx, r); finding != nil {
		return finding
	}
	if err := r.Box.Redis().Empty(ctx); err != nil {
		return check.Internal(fmt.Errorf("empty the Redis: %w", err))
	}
	if finding := returns(ctx, r, "Redis is back, and empty"); finding != nil {
		if finding.ID == "NOT-BACK" {
			finding.ID = "NOT-SEEDED"
			finding.Expected = "the matches to be there again after Redis came back empty"
		}
		return finding
	}
	return ended(ctx, r, check.Answer{})
}

func returns(ctx context.Context, r *check.Run, mark string) *check.Finding {
	r.Mark("%s", mark)
	if err := r.Box.Redis().Return(); err != nil {
		return check.Internal(fmt.Errorf("open the Redis again: %w", err))
	}
	for _, row := range r.Rows(r.Fixtures) {
		answer, asked := patiently(ctx, r, row)
		if flawOf(r, answer) == "" {
			continue
		}
		if finding := ended(ctx, r, answer); finding != nil {
			return finding
		}
		return &check.Finding{
			ID:       "NOT-BACK",
			Expected: "the matches to be served again once Redis is back, without a restart",
			Seen:     fmt.Sprintf("%d requests after its return, still: %s", asked, flawOf(r, answer)),
			Where:    check.Where(r.Fixtures, "script"),
			Try:      "Let the kit's service answer by itself; it looks for its Redis at every request: " + fixturesScript + ".",
		}
	}
	return nil
}

// patiently asks one instance for the matches until it serves them. A 503 asks for
// patience, so it is asked again, up to the number enough; any other answer is
// final. It returns the last answer, and how many there were.
func patiently(ctx context.Context, r *check.Run, row supervise.Status) (last check.Answer, asked int) {
	tick := time.NewTicker(patience.Pace.Time)
	defer tick.Stop()
	for asked = 1; ; asked++ {
		last = r.Send(ctx, asking(r, row, "/fixtures", hasAllMatches))
		if last.Status != http.StatusServiceUnavailable || asked == enough {
			return last, asked
		}
		select {
		case <-ctx.Done():
			return last, asked
		case <-tick.C:
		}
	}
}
