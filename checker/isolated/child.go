package isolated

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
)

// This file is the child's side.

// Serve makes this program able to be the child. find is the exercise of a
// number, nil when there is none; parts start containers, nil in a program that
// has no libraries for it. It is called once, before selfexec.Play.
func Serve(find func(number int) *check.Exercise, parts docker.Parts) {
	selfexec.Register(part, func([]string) int { return play(find, parts) })
}

// play is the child's whole life: a question on standard input, an answer in
// the last line of standard output.
func play(find func(number int) *check.Exercise, parts docker.Parts) int {
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
	said := &saying{out: json.NewEncoder(os.Stdout)}
	clock := patience.Start()
	defer clock.Stop()
	alive, end := context.WithCancel(ctx)
	defer end()
	go said.alive(alive, clock)
	cfg := sandbox.Config{Clock: clock, Kit: q.Kit, File: q.File, Shown: q.Shown, Without: q.Without, Parts: parts}
	r, err := check.Do(ctx, e, cfg, q.Timeout, said.onStep(q.Tell))
	if !q.Tell {
		r.Record = nil // of a thousand requests, and nobody looks on
	}
	if err == nil {
		err = said.say(message{Answer: &answer{
			r.Status, r.Config, r.Steps, r.Proved, r.Duration, r.Leftovers, r.Changed, r.Missing, r.Record, r.Seen, r.Compiling,
		}})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// saying is what the child says, a line at a time.
type saying struct {
	mu  sync.Mutex
	out *json.Encoder
}

func (s *saying) say(m message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Encode(m)
}

// alive tells once in a while how much of its time the check has had.
func (s *saying) alive(ctx context.Context, clock *patience.Clock) {
	for tick := time.Tick(patience.Alive.Time); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			_ = s.say(message{Counted: clock.Counted()})
		}
	}
}

// onStep tells how the check goes on; nil when nobody wants to know.
func (s *saying) onStep(wanted bool) func(string, *check.Step) {
	if !wanted {
		return nil
	}
	return func(name string, done *check.Step) {
		m := message{Step: done}
		if done == nil {
			m.Doing = name
		}
		_ = s.say(m) // who does not listen any more will not hear the answer either
	}
}
