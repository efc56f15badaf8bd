// Package restarts is exercise 5: a process that crashes, and a source that
// changes.
package restarts

import (
	"context"
	"embed"
	"fmt"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/screen/console"
)

//go:embed hints.md
var files embed.FS

// Exercise is what the checker knows of this folder.
var Exercise = check.Exercise{
	Number: 5,
	Name:   "restarts",
	Title:  "Survive a crash, and take over what you save",
	Files:  files,
	Promises: []check.Promise{
		check.FileIsRight(),
		{Name: "hello-world comes online", Check: comesOnline},
		{Name: "a process is killed: it is back by itself, under a new pid", Check: killed},
		{Name: "the source is saved: built, taken over, and no request lost", Check: saved},
		{Name: "the source is broken: the old version serves on until it is mended", Check: broken},
	},
	Proved: proved,
	Question: &check.Question{
		Text: "hello-world runs, with watch: true. You save a main.go in which a bracket is missing. Who answers on its port?",
		Answers: []string{
			"Nobody, until it compiles again",
			"The version from before, as if nothing had happened",
			"The compiler: its message is what the browser shows",
			"The version from before, and after its first crash nobody",
		},
		Right:   1,
		Because: "The new program is built first, and the old one is replaced only if that succeeds. The old program is still there, so it survives a crash too.",
	},
}

// notes carries what one promise finds out to the later ones.
type notes struct {
	file     string // the main file of hello-world, in the copy
	original string // its text
	usual    string // the greeting of the unchanged program
	back     check.Return
	tookOver time.Duration // from the save until every instance was the new version
	replaced int           // how many instances were replaced
	compiler string        // the compiler's message about the broken source
	requests int           // how many were answered during all this
}

func comesOnline(ctx context.Context, r *check.Run) *check.Finding {
	r.Box.Watch()
	return r.HelloWorldAlone(ctx, check.DoFirst(1))
}

func killed(ctx context.Context, r *check.Run) *check.Finding {
	back, ok, trouble := r.KillAndAwaitBack(ctx)
	if trouble != nil {
		return trouble
	}
	if !ok {
		return r.NotBack(back)
	}
	check.Notes[notes](r).back = back
	if finding := tooLate(r); finding != nil {
		return finding
	}
	return r.IsTheKitsHelloWorld(ctx)
}

// tooLate is about a delay that is far too long. A check shortens every delay, so
// it reads this one from the file instead of waiting for it.
func tooLate(r *check.Run) *check.Finding {
	for _, d := range []struct {
		field string
		delay time.Duration
	}{{"restart_delay", r.App.RestartDelay}, {"exp_backoff_restart_delay", r.App.ExpBackoffRestartDelay}, {"watch_delay", r.App.WatchDelay}} {
		if field, delay := d.field, d.delay; delay > patience.DelayMost.Time {
			return &check.Finding{
				ID:       "TOO-LATE",
				Expected: "a process to be back within a moment",
				Seen:     fmt.Sprintf("%s is %s: for that long nobody would answer, or the old version would. (A check shortens delays to 100 ms, so it did not wait.)", field, console.Duration(delay)),
				Where:    check.Where(r.App, field),
				Try:      fmt.Sprintf("Remove %s, or make it shorter: it is in milliseconds.", field),
			}
		}
	}
	return nil
}

func saved(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	if finding := readMain(ctx, r); finding != nil {
		return finding
	}
	if finding := byItself(r); finding != nil {
		return finding
	}
	text, err := edited(n.original)
	if err != nil {
		return check.Internal(err)
	}
	begun := time.Now()
	n.replaced = len(r.Rows(r.App))
	finding := takenOver(ctx, r, text, n.usual, newGreeting(r))
	n.tookOver = time.Since(begun)
	return finding
}

// readMain reads the source that the check will edit.
func readMain(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	n.usual = r.Ask(ctx, "/").Greeting()
	n.file = r.Box.MainFile(r.App)
	text, err := r.Box.ReadSource(n.file)
	if err != nil {
		return check.Internal(fmt.Errorf("read the source that %s is built from: %w", r.App.Name, err))
	}
	n.original = text
	return nil
}

func proved(r *check.Run) string {
	n := check.Notes[notes](r)
	return fmt.Sprintf("A process was killed, and was back after %s as pid %d. A saved source was built, and %s replaced, within %s. "+
		"When the source was broken, the compiler said “%s” and the old version kept serving, even after another kill. Not one of %d requests was lost. "+
		"(All this was done to a copy: your sources are as they were.)",
		console.Duration(n.back.After), n.back.Is, processes(n.replaced), console.Duration(n.tookOver), n.compiler, n.requests)
}

func processes(n int) string {
	if n == 1 {
		return "one process was"
	}
	return fmt.Sprintf("%d processes were", n)
}
