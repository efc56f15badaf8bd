package check

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"workshop.example/processes/checker/patience"
)

// Answer is what came back from a request.
type Answer struct {
	Status   int
	Body     string // the first 4 KiB
	Run      string // X-Workshop-Run
	Instance string // X-Instance
	Pid      int    // as hello-world says in JSON; 0 when it did not
	Header   http.Header
	Took     time.Duration
	Err      error // no answer at all
}

// String says what came back, in a line.
func (a Answer) String() string {
	if a.Err != nil {
		return "no answer: " + a.Err.Error()
	}
	body := []rune(strings.Join(strings.Fields(a.Body), " "))
	if len(body) > 200 {
		body = append(body[:200], '…')
	}
	return fmt.Sprintf("status %d, “%s”", a.Status, string(body))
}

// Traffic sends a request every few milliseconds, one at a time, until it is
// stopped. It is how a check sees a gap in service.
type Traffic struct {
	cancel context.CancelFunc
	done   chan struct{}

	mu    sync.Mutex
	tally Tally
	grown chan struct{} // closed, and replaced, at each answer
}

// Tally is what a Traffic counted.
type Tally struct {
	Asked  int
	Failed int
	First  Answer  // the first failed one
	Of     Request // what it had asked for
	Pids   map[int]int
	Ended  time.Time
}

// StartTraffic begins to send requests, in turn; without any, GET / to App.
func (r *Run) StartTraffic(ctx context.Context, requests ...Request) *Traffic {
	ctx, cancel := context.WithCancel(ctx)
	if len(requests) == 0 {
		requests = []Request{{Path: "/"}}
	}
	t := &Traffic{cancel: cancel, done: make(chan struct{}), grown: make(chan struct{}), tally: Tally{Pids: map[int]int{}}}
	go t.send(ctx, r, requests)
	return t
}

func (t *Traffic) send(ctx context.Context, r *Run, requests []Request) {
	defer close(t.done)
	tick := time.NewTicker(patience.Pace.Time)
	defer tick.Stop()
	for n := 0; ; n++ {
		q := requests[n%len(requests)]
		answer, right := r.send(ctx, q)
		if ctx.Err() != nil {
			return // cut off by ourselves
		}
		t.count(q, answer, right)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (t *Traffic) count(q Request, a Answer, right bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tally.Asked++
	if !right {
		if t.tally.Failed == 0 {
			t.tally.First, t.tally.Of = a, q
		}
		t.tally.Failed++
	}
	t.tally.Pids[a.Pid]++
	close(t.grown)
	t.grown = make(chan struct{})
}

// Await waits until n more requests were answered, or ctx ends.
func (t *Traffic) Await(ctx context.Context, n int) {
	t.mu.Lock()
	goal := t.tally.Asked + n
	t.mu.Unlock()
	for {
		t.mu.Lock()
		asked, grown := t.tally.Asked, t.grown
		t.mu.Unlock()
		if asked >= goal {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-t.done:
			return
		case <-grown:
		}
	}
}

// Stop ends the traffic and says what it counted.
func (t *Traffic) Stop() Tally {
	t.cancel()
	<-t.done
	if t.tally.Ended.IsZero() {
		t.tally.Ended = time.Now()
	}
	return t.tally
}

// Identity says why an answer is not the kit's own service speaking, "" when
// it is: the run tag must come back, which only a process of this run knows.
func (r *Run) Identity(a Answer, service string) string {
	switch {
	case a.Run == r.Box.Run:
		return ""
	case a.Run == "":
		return fmt.Sprintf("it answered %s, but without the header X-Workshop-Run, which the kit's %s sends", a, service)
	}
	return fmt.Sprintf("it answered %s, with the header X-Workshop-Run of another run: somebody else's %s", a, service)
}

// KeepAsking sends requests as StartTraffic does from now on, until StopAsking
// or the end of the check.
func (r *Run) KeepAsking(ctx context.Context, requests ...Request) {
	r.asking = r.StartTraffic(ctx, requests...)
}

// AwaitAsked waits until n more requests of KeepAsking were answered.
func (r *Run) AwaitAsked(ctx context.Context, n int) { r.asking.Await(ctx, n) }

// StopAsking ends what KeepAsking began and says what it counted; again, when
// it is called again.
func (r *Run) StopAsking() Tally {
	if r.asking == nil {
		return Tally{}
	}
	return r.asking.Stop()
}
