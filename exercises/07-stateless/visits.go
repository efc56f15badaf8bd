package stateless

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/apps/supervise"
)

// This file owns what the instances know: how visits are counted, and what each
// instance reports when it is asked on its own port.

// tally is what one instance reports.
type tally struct {
	Visits int
	KeptIn string `json:"kept_in"` // "memory" or "redis"

	instance int
}

// post counts one visit, through the shared port.
func post(ctx context.Context, r *check.Run) check.Answer {
	return r.Send(ctx, check.Request{Method: http.MethodPost, Path: "/visits"})
}

// isCounted: the answer says that the visit was counted.
func isCounted(r *check.Run, a check.Answer) bool {
	return a.Err == nil && a.Status == http.StatusOK && a.Run == r.Box.Run
}

// askAll asks every instance for its number, on its own port: behind the shared
// one, any instance may answer.
func askAll(ctx context.Context, r *check.Run) ([]tally, error) {
	var all []tally
	for _, row := range r.Rows(r.App) {
		one, err := askOne(ctx, r, row)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// fewTries is how many errors are accepted: on a busy machine Redis may be slow
// once or twice, and a service that waits for it answers 503.
const fewTries = 20

func askOne(ctx context.Context, r *check.Run, row supervise.Status) (tally, error) {
	var answer check.Answer
	for range fewTries {
		answer = r.AskPort(ctx, row.Port, "/visits")
		one := tally{instance: row.Instance}
		if isCounted(r, answer) && json.Unmarshal([]byte(answer.Body), &one) == nil {
			return one, nil
		}
	}
	return tally{}, errors.New(answer.String())
}

func same(tallies []tally) bool {
	for _, t := range tallies {
		if t.Visits != tallies[0].Visits {
			return false
		}
	}
	return true
}

func inMemory(tallies []tally) []tally {
	var found []tally
	for _, t := range tallies {
		if t.KeptIn != "redis" {
			found = append(found, t)
		}
	}
	return found
}

// numbers lists what the instances report: the whole trap in one line.
func numbers(tallies []tally) string {
	var parts []string
	for _, t := range tallies {
		parts = append(parts, fmt.Sprintf("instance %d reports %d (kept in %s)", t.instance, t.Visits, t.KeptIn))
	}
	return strings.Join(parts, ", ")
}

func countsTogether(ctx context.Context, r *check.Run) *check.Finding {
	visits := 3*len(r.Rows(r.App)) + 1 // so that they cannot be shared out evenly
	r.Mark("%d visits", visits)
	unsure := 0 // visits without an answer, which may have been counted
	for counted := 0; counted < visits; {
		answer := post(ctx, r)
		switch {
		case isCounted(r, answer):
			counted++
		case unsure == fewTries:
			return notCounted(r, answer.String())
		default:
			unsure++
		}
	}
	tallies, err := askAll(ctx, r)
	switch {
	case err != nil:
		return notCounted(r, err.Error())
	case len(inMemory(tallies)) > 0:
		return keptInMemory(r, visits, tallies)
	case r.Box.Redis().Met() == 0:
		return r.OtherRedis(r.App, "the visits are kept in a Redis, but nothing connected to the one that REDIS_URL names")
	case !same(tallies) || tallies[0].Visits < visits || tallies[0].Visits > visits+unsure:
		return differ(r, fmt.Sprintf("%d visits came, and %s", visits, numbers(tallies)))
	}
	return countedInRedis(ctx, r, tallies[0].Visits)
}

// shift is how far the number in Redis is moved for a moment, to see whether the
// instances report that number or one of their own.
const shift = 1000

// countedInRedis looks into Redis itself: an instance may say that it keeps the
// number there, and keep it elsewhere.
func countedInRedis(ctx context.Context, r *check.Run, reported int) *check.Finding {
	held, err := r.Visits(ctx, 0)
	if err != nil {
		return check.Internal(fmt.Errorf("look into the Redis: %w", err))
	}
	if held != reported {
		return elsewhere(r, fmt.Sprintf("the instances report %d visits, but the Redis that REDIS_URL names holds %d", reported, held))
	}
	if _, err = r.Visits(ctx, shift); err != nil {
		return check.Internal(fmt.Errorf("count in the Redis: %w", err))
	}
	tallies, err := askAll(ctx, r)
	if _, back := r.Visits(ctx, -shift); back != nil {
		return check.Internal(fmt.Errorf("count back in the Redis: %w", back))
	}
	switch {
	case err != nil:
		return notCounted(r, err.Error())
	case !same(tallies) || tallies[0].Visits != held+shift:
		return elsewhere(r, fmt.Sprintf("the number in the Redis was raised to %d, and %s", held+shift, numbers(tallies)))
	}
	return nil
}

// elsewhere is about a number that all instances share, but not in Redis.
func elsewhere(r *check.Run, seen string) *check.Finding {
	return &check.Finding{
		ID:       "NOT-IN-REDIS",
		Expected: "the visits to be counted in the Redis that REDIS_URL names",
		Seen:     seen + ".\nA file is shared only by the instances on this machine, and is lost with it",
		Where:    check.Where(r.App, "script"),
		Try:      "Let the kit's unchanged service count: script: './services/hello-world'. If you have changed it: git checkout services/.",
	}
}

// keptInMemory springs the trap: it shows the learner their own numbers.
func keptInMemory(r *check.Run, visits int, tallies []tally) *check.Finding {
	seen := fmt.Sprintf("%d visits came, and %s.", visits, numbers(tallies))
	if r.App.Env["REDIS_URL"] == "" {
		finding := r.NoRedisURL(r.App, seen)
		finding.ID = "IN-MEMORY"
		finding.Expected = fmt.Sprintf("every instance to report the same number: %d", visits)
		finding.Try = "Give the instances one place for their count: REDIS_URL: 'redis://localhost:6379' in the env of " + r.App.Name + "."
		return finding
	}
	return &check.Finding{
		ID:       "IN-MEMORY",
		Expected: fmt.Sprintf("every instance to report the same number, %d, kept in Redis", visits),
		Seen:     seen + "\nThe file gives " + r.App.Name + " a REDIS_URL, but it did not reach every process.",
		Where:    check.Where(r.App, "script"),
		Try:      "Remove from the script what changes or unsets REDIS_URL: all instances must be alike.",
	}
}

func differ(r *check.Run, seen string) *check.Finding {
	return &check.Finding{
		ID:       "DIFFERENT-NUMBERS",
		Expected: "every instance to report the same number: that of all visits",
		Seen:     seen,
		Where:    check.Where(r.App, "env.REDIS_URL"),
		Try:      "Give all instances the same REDIS_URL: one Redis, and one database in it.",
	}
}

// notCounted is about a visit that was answered with an error.
func notCounted(r *check.Run, seen string) *check.Finding {
	switch {
	case strings.Contains(seen, "no database of that number"):
		return check.NoDatabase(r.App, seen)
	case r.Box.Redis().Met() == 0 && strings.Contains(seen, "the Redis at"):
		return r.OtherRedis(r.App, seen)
	}
	return &check.Finding{
		ID:       "NOT-COUNTED",
		Expected: "every visit to be counted: POST /visits answers 200",
		Seen:     seen,
		Where:    check.Where(r.App, "env.REDIS_URL"),
		Try:      "The answer says what is wrong. Try it yourself: go run ./runner run, and curl -X POST localhost:3000/visits.",
	}
}
