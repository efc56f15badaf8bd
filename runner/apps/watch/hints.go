package watch

import (
	"sync"
	"time"
)

// maxHints bounds what waits for a subscription whose callback takes long. More
// means: look at everything.
const maxHints = 4096

// hints are the events at which a subscription is to look. Whoever adds one
// never waits.
type hints struct {
	ready chan struct{} // has a value when there are hints

	mu sync.Mutex
	batch
}

type batch struct {
	paths       map[string]bool // whether more than the content of a file may be new
	all         bool
	first, last time.Time // when the first and the last came
}

func newHints() *hints { return &hints{ready: make(chan struct{}, 1)} }

func (h *hints) add(e event, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.note(now)
	if h.all {
		return
	}
	if len(h.paths) == maxHints {
		h.all, h.paths = true, nil
		return
	}
	if h.paths == nil {
		h.paths = map[string]bool{}
	}
	h.paths[e.path] = h.paths[e.path] || e.what != written
}

func (h *hints) everything(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.note(now)
	h.all, h.paths = true, nil
}

func (h *hints) note(now time.Time) {
	if h.first.IsZero() {
		h.first = now
	}
	h.last = now
	h.wake()
}

func (h *hints) wake() {
	select {
	case h.ready <- struct{}{}:
	default:
	}
}

func (h *hints) take() batch {
	h.mu.Lock()
	defer h.mu.Unlock()
	taken := h.batch
	h.batch = batch{}
	return taken
}
