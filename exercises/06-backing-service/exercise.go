// Package backingservice is exercise 6: a Redis that is attached by its URL, and
// may go, come back, or be exchanged for another one.
package backingservice

import (
	"context"
	"embed"
	"fmt"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/sandbox"
)

//go:embed hints.md
var files embed.FS

// Exercise is what the checker knows of this folder.
var Exercise = check.Exercise{
	Number: 6,
	Name:   "backing-service",
	Title:  "Attach a Redis by its URL, and take it away",
	Files:  files,
	Promises: []check.Promise{
		check.FileIsRight(),
		{Name: "the file has both apps, hello-world and world-cup-fixtures", Check: hasBoth},
		{Name: "hello-world comes online", Check: helloComesOnline},
		{Name: "world-cup-fixtures finds its Redis by REDIS_URL, and comes online", Check: fixturesComesOnline},
		{Name: "it serves all 64 matches", Check: servesMatches},
		{Name: "its Redis is gone: it answers 503, is not ready, and lives on", Check: redisGone},
		{Name: "its Redis is back, even empty: it serves again by itself", Check: redisBack},
		{Name: "hello-world served all along, undisturbed", Check: helloServedAllAlong},
		{Name: "another Redis takes its place by a changed URL alone", Check: anotherRedis},
	},
	Proved: proved,
	Question: &check.Question{
		Text: "world-cup-fixtures is running, and its Redis is stopped. What happens to world-cup-fixtures?",
		Answers: []string{
			"It crashes, and the runner starts it again and again",
			"It lives on and answers 503, until its Redis is back",
			"It keeps serving the matches that it has read before",
			"It delays every answer until its Redis is back",
		},
		Right:   1,
		Because: "At its start it needs Redis, so without one it fails. Once it runs, it can say what is missing and wait: its clients learn at once that they did nothing wrong, and the moment Redis is back, so is the service.",
	},
}

func hasBoth(_ context.Context, r *check.Run) *check.Finding {
	if finding := r.NeedHelloWorld(check.DoFirst(1)); finding != nil {
		return finding
	}
	return r.NeedFixtures(check.DoFirst(3))
}

// helloComesOnline starts everything. Each REDIS_URL leads to a Redis that the
// check can take away.
func helloComesOnline(ctx context.Context, r *check.Run) *check.Finding {
	if _, finding := r.AttachRedis(ctx); finding != nil {
		return finding
	}
	if finding := r.ComesOnline(ctx, r.App); finding != nil {
		return r.RefinedByRedis(r.App, finding)
	}
	return r.IsTheKitsHelloWorld(ctx)
}

// fixturesComesOnline also checks that the app uses the sandbox's Redis and no
// other: the check can take only that one away.
func fixturesComesOnline(ctx context.Context, r *check.Run) *check.Finding {
	if finding := r.OtherComesOnline(ctx, r.Fixtures); finding != nil {
		return r.RefinedByRedis(r.Fixtures, finding)
	}
	if r.Box.Redis().Met() > 0 {
		check.Notes[notes](r).impostor = r.NotFixtures(ctx)
		r.KeepAsking(ctx) // from now on, hello-world is asked all the time
		return nil
	}
	seen := "no app connected to that Redis"
	if place := r.RedisPlace(r.Fixtures); place != "" {
		seen = fmt.Sprintf("it went to %s instead", place)
	}
	return r.OtherRedis(r.Fixtures, seen)
}

// notes carries what one promise finds out to the later ones.
type notes struct {
	// impostor says which other program runs in place of world-cup-fixtures; ""
	// when none does. It is reported last: what such a program does wrong teaches
	// more than that it is another one.
	impostor string
}

func helloServedAllAlong(_ context.Context, r *check.Run) *check.Finding {
	tally := r.StopAsking()
	end, ended := r.Ended(r.App)
	if tally.Failed == 0 && !ended {
		return nil
	}
	seen := fmt.Sprintf("%d of %d requests failed", tally.Failed, tally.Asked)
	if tally.Failed > 0 {
		seen += "; the first: " + tally.First.String()
	}
	if ended {
		seen += fmt.Sprintf("\ninstance %d ended: %s", end.Instance, end.Exit)
	}
	return &check.Finding{
		ID:       "HELLO-DISTURBED",
		Expected: "hello-world to answer every request while the Redis of another app goes and comes back",
		Seen:     seen,
		Where:    check.Where(r.App, "script"),
		Try:      "A greeting needs no Redis: remove from its script what ends it together with Redis, as in script: './services/hello-world'.",
	}
}

func proved(r *check.Run) string {
	return fmt.Sprintf("%s lost its Redis twice and lived on. It found it again by itself, even empty, and moved to another one by a changed URL alone; "+
		"hello-world answered all %d requests meanwhile. A backing service is an attached resource, and can be exchanged.", r.Fixtures.Name, r.StopAsking().Asked)
}

// fixturesScript is what the file says when nothing stands in front of the service.
const fixturesScript = "script: './services/" + sandbox.Fixtures + "'"
