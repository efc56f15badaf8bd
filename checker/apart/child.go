package apart

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/platform"
	"workshop.example/processes/runner/selfexec"
)

// This file is the child's side.

// Serve makes this program able to be the child. find is the exercise of a
// number, nil when there is none. It is called once, before selfexec.Play.
func Serve(find func(number int) *check.Exercise) {
	selfexec.Register(part, func([]string) int { return play(find) })
}

// play is the child's whole life: a question on standard input, one answer on
// standard output.
func play(find func(number int) *check.Exercise) int {
	limit()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	defer platform.Farewell()
	var q question
	if err := json.NewDecoder(os.Stdin).Decode(&q); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	e := find(q.Exercise)
	if e == nil {
		fmt.Fprintf(os.Stderr, "there is no exercise %d\n", q.Exercise)
		return 1
	}
	bounded, cancel := context.WithTimeoutCause(ctx, q.Timeout, fmt.Errorf("it took longer than %s", q.Timeout))
	defer cancel()
	r, err := check.Do(bounded, e, sandbox.Config{Kit: q.Kit, File: q.File, Shown: q.Shown, Without: q.Without}, nil)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(answer{r.Status, r.Config, r.Steps, r.Proved, r.Duration, r.Leftovers, r.Missing})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
