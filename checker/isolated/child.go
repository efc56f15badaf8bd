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

// Serve lets this program be the child. find looks an exercise up by its number,
// and returns nil when there is none; parts start containers, nil in a program
// that is built without them. Call it once, before selfexec.Play.
func Serve(find func(number int) *check.Exercise, parts docker.Parts) {
	selfexec.Register(part, func([]string) int { return play(find, parts) })
}

// play is the child's main function: a request on standard input, the result in
// the last line of standard output.
func play(find func(number int) *check.Exercise, parts docker.Parts) int {
	limit()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	defer platform.Farewell()
	var q request
	if err := json.NewDecoder(os.Stdin).Decode(&q); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	e := find(q.Exercise)
	if e == nil {
		fmt.Fprintf(os.Stderr, "there is no exercise %d\n", q.Exercise)
		return 1
	}
	said := &replies{out: json.NewEncoder(os.Stdout)}
	clock := patience.Start()
	defer clock.Stop()
	alive, end := context.WithCancel(ctx)
	defer end()
	go said.alive(alive, clock)
	cfg := sandbox.Config{Clock: clock, Kit: q.Kit, File: q.File, Shown: q.Shown, Without: q.Without, Parts: parts}
	r, err := check.Do(ctx, e, cfg, q.Timeout, said.onStep(q.Steps))
	r.Timeline = nil
	if !q.Steps {
		r.Record = nil // it may hold a thousand requests, and nobody reads them
	}
	if err == nil {
		err = said.say(message{Result: &r})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// replies is what the child says, a line at a time.
type replies struct {
	mu  sync.Mutex
	out *json.Encoder
}

func (s *replies) say(m message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Encode(m)
}

// alive reports, about once a second, how much of its time the check has had.
func (s *replies) alive(ctx context.Context, clock *patience.Clock) {
	for tick := time.Tick(patience.Alive.Time); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			_ = s.say(message{Counted: clock.Counted()})
		}
	}
}

// onStep reports how far the check is; nil when that is not wanted.
func (s *replies) onStep(wanted bool) func(string, *check.Step) {
	if !wanted {
		return nil
	}
	return func(name string, done *check.Step) {
		m := message{Step: done}
		if done == nil {
			m.Doing = name
		}
		_ = s.say(m) // if nobody reads it, nobody will read the result either
	}
}
