// Package fixtures is exercise 3: a second app, whose backing service is
// missing.
package fixtures

import (
	"context"
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

//go:embed hints.md
var files embed.FS

// Exercise is what the checker knows of this folder.
var Exercise = check.Exercise{
	Number: 3,
	Name:   "world-cup-fixtures",
	Title:  "Add a second service, and see it fail: its Redis is not there",
	Files:  files,
	Promises: []check.Promise{
		check.FileIsRight(),
		{Name: "the file has both apps, hello-world and world-cup-fixtures", Check: hasBoth},
		{Name: "hello-world comes online", Check: helloComesOnline},
		{Name: "world-cup-fixtures starts, and ends because its Redis is not there", Check: failsForItsRedis},
		{Name: "it is started again and again, until it is errored", Check: becomesErrored},
		{Name: "hello-world served all along, undisturbed", Check: helloServedAllAlong},
	},
	Proved:   proved,
	Timeline: timeline,
	Question: &check.Question{
		Text: "You start both apps, and there is no Redis for world-cup-fixtures. What happens?",
		Answers: []string{
			"Nothing starts: one broken app stops the whole file",
			"It waits until a Redis turns up, while hello-world serves",
			"It exits once and stays down, while hello-world serves",
			"It is started again and again and then given up, while hello-world serves",
		},
		Right:   3,
		Because: "The next try may go better, so the runner starts the app again. After sixteen exits in a row, each within a second of its start, it gives up and calls the app errored. Another process is another process: hello-world does not notice.",
		Seen:    whatHappened,
	},
}

// whatHappened is the answer to the question that a run has shown, or -1.
func whatHappened(r *check.Run) int {
	if r.App == nil || r.Fixtures == nil || r.Box.Ecosystem() == nil {
		return -1
	}
	hello, failing := r.Rows(r.App), r.Rows(r.Fixtures)
	gaveUpAfter := check.Notes[notes](r).starts
	switch {
	case len(hello) == 0 || hello[0].State != supervise.Online:
	case gaveUpAfter > len(failing):
		return 3 // the start with a Redis, which comes later, does not count
	case len(failing) == 0 || failing[0].LastExit == nil:
	case failing[0].State == supervise.Errored && r.Starts(r.Fixtures) > len(failing):
		return 3
	case failing[0].State == supervise.Stopped, failing[0].State == supervise.Errored:
		return 2
	}
	return -1
}

func hasBoth(_ context.Context, r *check.Run) *check.Finding {
	if finding := r.NeedHelloWorld(addBlock(sandbox.HelloWorld, 3000)); finding != nil {
		return finding
	}
	return r.NeedFixtures(addBlock(sandbox.Fixtures, 3001))
}

func addBlock(service string, port int) string {
	return fmt.Sprintf("Add a block to apps, beside the other one: { script: './services/%s', env: { PORT: %d } }.", service, port)
}

// helloComesOnline starts hello-world first, so that it is asked all the time
// while the other app fails. Every REDIS_URL is pointed at a place where nothing
// listens: the learner's own Redis must not help.
func helloComesOnline(ctx context.Context, r *check.Run) *check.Finding {
	r.Box.RedisAway()
	if finding := r.Start(ctx, r.Fixtures.Name); finding != nil {
		return finding
	}
	if finding := r.ComesOnline(ctx, r.App); finding != nil {
		return finding
	}
	if finding := r.IsTheKitsHelloWorld(ctx); finding != nil {
		return finding
	}
	r.KeepAsking(ctx)
	return nil
}

func failsForItsRedis(ctx context.Context, r *check.Run) *check.Finding {
	r.Box.StartLater(ctx, r.Fixtures.Name)
	end, finding := r.FirstEnd(ctx, r.Fixtures)
	if finding != nil {
		return finding
	}
	if end.Kind == supervise.Ready {
		return stillRunning(ctx, r)
	}
	if finding := reasonOf(r, end); finding != nil {
		return finding
	}
	if isAnotherProgram(r, r.Fixtures) {
		return r.Impostor(fmt.Sprintf("%s ends with the service's words, but its program is another one: %s", r.Fixtures.Name, r.Fixtures.Script))
	}
	return nil
}

// isAnotherProgram says that a Go program was not built from the kit's folder
// of the service. Any program can print the right words and exit with the right
// code, and a process that is gone cannot be asked what it was built from. What a
// wrapper has run cannot be known here.
func isAnotherProgram(r *check.Run, app *processfile.App) bool {
	return app.Program.Kind == processfile.GoPackage && !r.Box.IsKits(app, sandbox.Fixtures)
}

// stillRunning is about an app that does not fail at all: it found a Redis
// that the file does not mention, or it is not world-cup-fixtures.
func stillRunning(ctx context.Context, r *check.Run) *check.Finding {
	if port := r.Box.PortOf(r.Fixtures); port != 0 {
		ready := r.AskPort(ctx, r.Box.Inside(port), "/readyz")
		if r.Identity(ready, sandbox.Fixtures) != "" {
			return r.Impostor(fmt.Sprintf("%s is online, and another program answers: %s", r.Fixtures.Name, ready))
		}
	}
	return &check.Finding{
		ID:       "STILL-RUNNING",
		Expected: r.Fixtures.Name + " to exit, because its Redis is not there",
		Seen:     "it stays online",
		Where:    check.Where(r.Fixtures, "script"),
		Try:      "Remove the address of a Redis from the script: this exercise shows what happens without one.",
	}
}

// The exit codes with which world-cup-fixtures says that it has no Redis
// (sysexits.h: EX_CONFIG and EX_UNAVAILABLE).
const (
	badConfig   = 78
	unavailable = 69
)

// reasonOf checks why the service ended. Another exit code, or other words with
// the same code, means that its backing service was not the reason.
func reasonOf(r *check.Run, end supervise.Event) *check.Finding {
	words := strings.Join(r.Box.LastWords(end.App, end.Instance, end.Generation, 20), "\n")
	code := exitCode(end, words)
	switch {
	case code == badConfig && strings.Contains(words, "REDIS_URL is not set"):
		return nil
	case code == unavailable && strings.Contains(words, "Redis"):
		return nil
	case code == badConfig && strings.Contains(words, "REDIS_URL"):
		return &check.Finding{
			ID:       "REDIS-URL",
			Expected: "a valid REDIS_URL, or none at all",
			Seen:     words,
			Where:    check.Where(r.Fixtures, "env.REDIS_URL"),
			Try:      "Write it like this: REDIS_URL: 'redis://localhost:6379'.",
		}
	}
	return otherReason(r.Diagnose(r.Fixtures, end))
}

// otherReason puts the diagnosis of an exit into this exercise's terms: the app
// was expected to exit, and it did, but not because its Redis is missing.
func otherReason(f *check.Finding) *check.Finding {
	if f.ID != "EXITS" {
		return f
	}
	f.ID = "OTHER-REASON"
	f.Expected = "it to exit because its Redis is not there"
	f.Seen = "it never came to look for its Redis: " + f.Seen
	f.Try = "Its last words say what is wrong. Fix that first: then only its Redis is missing."
	return f
}

var innerExit = regexp.MustCompile(`(?m)^exit status ([0-9]+)$`)

// exitCode is the service's exit code. "go run" turns every failure into 1, and
// prints the code of the program.
func exitCode(end supervise.Event, words string) int {
	if match := innerExit.FindStringSubmatch(words); match != nil && end.Exit.Code == 1 {
		code, _ := strconv.Atoi(match[1])
		return code
	}
	return end.Exit.Code
}

// mostStarts is how many starts of an instance show that the runner will not
// give up on it: three times what max_restarts allows here.
const mostStarts = 3 * 16

func becomesErrored(ctx context.Context, r *check.Run) *check.Finding {
	if finding := givenUp(ctx, r); finding != nil {
		return finding
	}
	check.Notes[notes](r).starts = r.Starts(r.Fixtures)
	return servesWithItsRedis(ctx, r)
}

func givenUp(ctx context.Context, r *check.Run) *check.Finding {
	bounded, cancel := r.Box.Clock().Within(ctx, patience.Errored)
	defer cancel()
	tooMany := mostStarts * len(r.Rows(r.Fixtures))
	r.Await(bounded, func() bool {
		return r.Starts(r.Fixtures) > tooMany || !slices.ContainsFunc(r.Rows(r.Fixtures), func(s supervise.Status) bool {
			return s.State != supervise.Errored && s.State != supervise.Stopped
		})
	})
	row, starts := r.Rows(r.Fixtures)[0], r.Starts(r.Fixtures)
	switch {
	case row.State == supervise.Stopped, row.State == supervise.Errored && starts < 2:
		return notRestarted(r)
	case row.State != supervise.Errored && starts <= tooMany:
		return check.Internal(fmt.Errorf("%s is still %s after %d starts: this machine is too busy to judge it", r.Fixtures.Name, row.State, starts))
	case row.State != supervise.Errored:
		return &check.Finding{
			ID:       "NOT-ERRORED",
			Expected: "the runner to give up after several quick exits, and to call the app errored",
			Seen:     fmt.Sprintf("after %d starts it is still %s", starts, row.State),
			Where:    check.Where(r.Fixtures, "min_uptime"),
			Try:      "Leave min_uptime and max_restarts at their defaults: the runner then gives up after 16 exits in a row, each within a second of its start.",
		}
	}
	return nil
}

// notRestarted names the field that keeps the runner from trying again.
func notRestarted(r *check.Run) *check.Finding {
	field, value := "max_restarts", strconv.Itoa(r.Fixtures.MaxRestarts)
	if !r.Fixtures.Autorestart {
		field, value = "autorestart", "false"
	} else if len(r.Fixtures.StopExitCodes) > 0 {
		field, value = "stop_exit_codes", fmt.Sprint(r.Fixtures.StopExitCodes)
	}
	return &check.Finding{
		ID:       "NOT-RESTARTED",
		Expected: r.Fixtures.Name + " to be started again after it exits",
		Seen:     fmt.Sprintf("it was started only once: %s is %s", field, value),
		Where:    check.Where(r.Fixtures, field),
		Try:      fmt.Sprintf("Remove %s from the file, and watch the runner try again.", field),
	}
}

func helloServedAllAlong(_ context.Context, r *check.Run) *check.Finding {
	tally := r.StopAsking()
	restarts := r.Starts(r.App) - len(r.Rows(r.App))
	if tally.Failed == 0 && restarts == 0 {
		return nil
	}
	return &check.Finding{
		ID:       "HELLO-DISTURBED",
		Expected: "hello-world to answer every request while the other app fails",
		Seen:     fmt.Sprintf("%d of %d requests failed, and it was restarted %d times; the first failure: %s", tally.Failed, tally.Asked, restarts, tally.First),
		Where:    check.Where(r.App, ""),
		Try:      "The two apps must not depend on one another: find out what they share.",
	}
}

func proved(r *check.Run) string {
	return fmt.Sprintf("%s was started %d times and failed each time, because its backing service is not there. The runner gave up on it and called it errored, "+
		"while hello-world answered all %d requests. One process's trouble is not another's. (With a Redis there, the same app served all %d matches: nothing else was missing.)",
		r.Fixtures.Name, check.Notes[notes](r).starts, r.StopAsking().Asked, check.AllMatches)
}
