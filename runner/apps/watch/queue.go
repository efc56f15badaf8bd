package watch

import (
	"errors"
	"sync"

	"github.com/fsnotify/fsnotify"
)

// event is a hint that something happened at a path.
type event struct {
	path string
	what happening
}

type happening int

const (
	written happening = iota // to the content of a file
	named                    // the path came, went, or is another file or folder now
	mixed                    // something came into the folder at the path, or went from it
)

// maxQueued bounds what waits to be dispatched. More is treated as the
// system's own overflow is: everything is compared anew.
const maxQueued = 16 << 10

// queue holds events between those who see them, who must not wait, and the
// one goroutine that dispatches them. Their order is kept.
type queue struct {
	mu       sync.Mutex
	events   []event
	written  map[string]bool // of them, those that were only written: a log has one, not thousands
	overflow bool
	closed   bool
	ready    chan struct{} // has a value when there is something to take
}

func newQueue() *queue {
	return &queue{written: map[string]bool{}, ready: make(chan struct{}, 1)}
}

func (q *queue) put(e event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.overflow || e.what == written && q.written[e.path]:
		return
	case len(q.events) == maxQueued:
		q.lost()
		return
	case e.what == written:
		q.written[e.path] = true
	}
	q.events = append(q.events, e)
	q.wake()
}

// overflowed notes that events were lost.
func (q *queue) overflowed() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.lost()
}

func (q *queue) lost() {
	q.events, q.overflow = nil, true
	q.wake()
}

func (q *queue) wake() {
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// take waits for events. It is not open any more after close.
func (q *queue) take() (events []event, overflow, open bool) {
	<-q.ready
	q.mu.Lock()
	defer q.mu.Unlock()
	events, overflow = q.events, q.overflow
	q.events, q.overflow = nil, false
	clear(q.written)
	return events, overflow, !q.closed
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.wake()
}

// fill moves what fsnotify tells into the queue until it is closed. A change
// of a file's mode or time alone is left out.
func (q *queue) fill(notify *fsnotify.Watcher, said *limits) {
	for events, errs := notify.Events, notify.Errors; events != nil || errs != nil; {
		select {
		case e, ok := <-events:
			if !ok {
				events = nil
			} else if e.Has(fsnotify.Create | fsnotify.Remove | fsnotify.Rename) {
				q.put(event{e.Name, named})
			} else if e.Has(fsnotify.Write) {
				q.put(event{e.Name, written})
			}
		case err, ok := <-errs:
			if !ok {
				errs = nil
				continue
			}
			// Whatever the trouble is, something may have been missed.
			if errors.Is(err, fsnotify.ErrEventOverflow) {
				said.overflow()
			}
			q.overflowed()
		}
	}
}
