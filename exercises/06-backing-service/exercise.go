// Package backingservice is exercise 6: a Redis, attached by its URL, which may
// go, come back, and be another one.
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

// Exercise is what the checker is given of this folder.
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
		Text: "world-cup-fixtures runs, and its Redis is ended. What becomes of world-cup-fixtures?",
		Answers: []string{
			"It crashes, and the runner starts it again and again",
			"It lives on and answers 503, until its Redis is back",
			"It goes on serving the matches that it has read before",
			"It waits with every answer until its Redis is back",
		},
		Right:   1,
		Because: "At its start it could not do without, so it failed. Running, it can say what is missing and wait: whoever asks learns at once that it is not their fault, and the moment Redis is back, so is the service.",
	},
}

func hasBoth(_ context.Context, r *check.Run) *check.Finding {
	if finding := r.NeedHelloWorld(check.DoFirst(1)); finding != nil {
		return finding
	}
	return r.NeedFixtures(check.DoFirst(3))
}

// helloComesOnline starts everything, with each REDIS_URL led to a Redis that
// the check can take away.
func helloComesOnline(ctx context.Context, r *check.Run) *check.Finding {
	if _, finding := r.AttachRedis(ctx); finding != nil {
		return finding
	}
	if finding := r.ComesOnline(ctx, r.App); finding != nil {
		return r.RefinedByRedis(r.App, finding)
	}
	return r.IsTheKitsHelloWorld(ctx)
}

// fixturesComesOnline also checks that it did so with the Redis of the sandbox
// and no other: only that one can be taken away.
func fixturesComesOnline(ctx context.Context, r *check.Run) *check.Finding {
	if finding := r.OtherComesOnline(ctx, r.Fixtures); finding != nil {
		return r.RefinedByRedis(r.Fixtures, finding)
	}
	if r.Box.Redis().Met() > 0 {
		check.Notes[notes](r).impostor = r.NotFixtures(ctx)
		r.KeepAsking(ctx) // hello-world, from now on
		return nil
	}
	seen := "nobody came to that Redis"
	if place := r.RedisPlace(r.Fixtures); place != "" {
		seen = fmt.Sprintf("it went to %s instead", place)
	}
	return r.OtherRedis(r.Fixtures, seen)
}

// notes carries what one promise finds out to the later ones.
type notes struct {
	// impostor says which other program runs there, "" when none does. It is
	// reported last: what such a program does wrong says more to whoever has put
	// it there.
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
		Try:      "A greeting needs no Redis: take out of its script what ends it when Redis does, as in script: './services/hello-world'.",
	}
}

func proved(r *check.Run) string {
	return fmt.Sprintf("%s lost its Redis twice and lived on, found it again by itself, empty as it was, and went over to another one by a changed URL alone; "+
		"hello-world answered all %d requests meanwhile. A backing service is a resource that is attached, and can be exchanged.", r.Fixtures.Name, r.StopAsking().Asked)
}

// fixturesScript is what the file says when nothing stands before the service.
const fixturesScript = "script: './services/" + sandbox.Fixtures + "'"
