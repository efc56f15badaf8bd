package logs

import (
	"bytes"
	"context"
	"iter"
	"slices"
	"time"
)

// Record is one line that an app printed, or a piece of one.
type Record struct {
	At       time.Time // zero for a line that was read from a file: it is older than the store
	App      string
	Instance int // UnknownInstance where several write the file that it was read from
	Stderr   bool
	Text     string // without its line end, with the time that `time` or `log_date_format` put before it
	// Continued: the line goes on in the next record of the same instance and
	// stream. It is very long, or the program has not ended it yet.
	Continued bool
	// Dropped is 0 but in a record of its own, which has nothing else: so many
	// lines are missing here, because the follower was too slow.
	Dropped int
}

// UnknownInstance stands for the instance of a line that one of several wrote.
const UnknownInstance = -1

// Filter says which lines somebody wants.
type Filter struct {
	Apps     []string // none: all
	Out, Err bool     // neither: both
}

func (f Filter) wants(app string, stderr bool) bool {
	if len(f.Apps) > 0 && !slices.Contains(f.Apps, app) {
		return false
	}
	return f.Out == f.Err || f.Err == stderr
}

// queueBytes is how much waits for a follower before lines are dropped.
const queueBytes = 1 << 20

// Follower is somebody who reads along.
type Follower struct {
	store   *Store
	filter  Filter
	backlog []Record
	wake    chan struct{} // holds one: there is something to look at

	// Guarded by Store.mu.
	queue []chunk
	bytes int
}

// Follow begins with the last n lines of each app that the filter wants (apps
// that print little are not hidden by one that prints much), merged by their
// times, and goes on with what is printed from now on: nothing between is
// missing or comes twice. Lines that memory no longer has come first, from the
// files, without times: up to n of each file. It includes apps that are added
// later.
//
// Either all of Records is taken, or Close must be called.
func (s *Store) Follow(filter Filter, n int) *Follower {
	f := &Follower{store: s, filter: filter, wake: make(chan struct{}, 1)}
	f.backlog = s.past(filter, n, func() { s.followers[f] = true })
	return f
}

// Last are the lines that Follow would begin with.
func (s *Store) Last(filter Filter, n int) []Record { return s.past(filter, n, func() {}) }

// Records are the lines, until ctx ends or the store is closed. It may be
// ranged over once; afterwards the follower is closed.
func (f *Follower) Records(ctx context.Context) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		defer f.Close()
		for _, r := range f.backlog {
			if ctx.Err() != nil || !yield(r) {
				return
			}
		}
		f.backlog = nil
		for ctx.Err() == nil {
			queue, ended := f.take()
			for i := range queue {
				if ctx.Err() != nil || !queue[i].records(yield) {
					return
				}
			}
			if len(queue) > 0 {
				continue
			}
			if ended {
				return
			}
			select {
			case <-ctx.Done():
			case <-f.wake:
			}
		}
	}
}

// Close ends the follower.
func (f *Follower) Close() {
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	delete(f.store.followers, f)
	f.wakeUp()
}

func (f *Follower) wakeUp() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// take empties the queue. ended: nothing more will come.
func (f *Follower) take() (queue []chunk, ended bool) {
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	queue, f.queue, f.bytes = f.queue, nil, 0
	return queue, f.store.closed || !f.store.followers[f]
}

// offer adds a chunk to the queue or, when that is full, to the marker at its
// end. The caller holds Store.mu.
func (f *Follower) offer(c chunk) {
	defer f.wakeUp()
	if size := len(c.data) + chunkCost; f.bytes == 0 || f.bytes+size <= queueBytes {
		f.queue = append(f.queue, c)
		f.bytes += size
		return
	}
	lines := countLines(c.data)
	if last := &f.queue[len(f.queue)-1]; last.dropped > 0 {
		last.dropped += lines
		return
	}
	f.queue = append(f.queue, chunk{dropped: lines})
}

// tell hands a chunk, whose data belongs to the caller, to memory and to
// followers. seen is how much of it they have seen unfinished.
func (s *Store) tell(c chunk, seen int) {
	kept := lastLines(c.data, memoryLines, memoryBytes-chunkCost)
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.file != nil {
		c.file.told = c.place + int64(len(c.data))
	}
	needed := kept
	if len(s.followers) > 0 {
		needed = min(kept, seen)
	}
	c.data = bytes.Clone(c.data[needed:])
	for f := range s.followers {
		live := c
		live.data = c.data[seen-needed:]
		if len(live.data) > 0 && f.filter.wants(c.sink.memory.app, c.stderr) {
			f.offer(live)
		}
	}
	c.data, c.place = c.data[kept-needed:], c.place+int64(kept)
	c.sink.memory.put(c)
}
