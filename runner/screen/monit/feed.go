package monit

import (
	"context"
	"sync"
	"time"

	"workshop.example/processes/runner/control"
)

const (
	batchEvery  = time.Second / redraws
	feedHolds   = keptOfAll // records; older ones would be pushed out of the ring at once
	earlierKept = 100       // lines of before, asked for with the stream
)

// feed gathers records between two redraws, so that a flood of lines costs as
// many redraws as a trickle. It holds a bounded number: of a flood the
// youngest, and the count of the others.
type feed struct {
	wake chan struct{} // holds a value while something is pending

	mu      sync.Mutex
	pending []control.LogRecord
	dropped int
	newest  time.Time // time of the youngest record ever
}

func newFeed() *feed { return &feed{wake: make(chan struct{}, 1)} }

// reader is where a stream puts its records. A stream that is opened anew
// begins with old lines, and those that were seen before are left out.
func (f *feed) reader(again bool) func(control.LogRecord) error {
	f.mu.Lock()
	seen := f.newest
	f.mu.Unlock()
	return func(r control.LogRecord) error {
		if !again || r.At.After(seen) {
			f.put(r)
		}
		return nil
	}
}

func (f *feed) put(r control.LogRecord) {
	f.mu.Lock()
	if len(f.pending) == feedHolds {
		kept := copy(f.pending, f.pending[feedHolds/2:])
		f.pending = f.pending[:kept]
		f.dropped += feedHolds - kept
	}
	f.pending = append(f.pending, r)
	if r.At.After(f.newest) {
		f.newest = r.At
	}
	f.mu.Unlock()
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// take waits for records and returns them all; none when ctx has ended.
func (f *feed) take(ctx context.Context) []control.LogRecord {
	select {
	case <-ctx.Done():
		return nil
	case <-f.wake:
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	batch := f.pending
	if f.dropped > 0 {
		batch = append([]control.LogRecord{{Instance: whole, Stream: fromRunner, Dropped: f.dropped}}, batch...)
	}
	f.pending, f.dropped = nil, 0
	return batch
}

// after waits, unless ctx ends first.
func after(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
