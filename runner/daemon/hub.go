package daemon

import (
	"sync"

	"workshop.example/processes/runner/control"
)

// hub hands what happens to everybody who listens. Nobody can hold it up: a
// listener that is too slow misses events, which for one that asks for the
// status at every event does no harm.
type hub struct {
	mu        sync.Mutex
	listeners map[chan control.Event]bool
}

// queued is how many events wait for one listener.
const queued = 256

func (h *hub) listen() (events <-chan control.Event, leave func()) {
	mine := make(chan control.Event, queued)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners == nil {
		h.listeners = map[chan control.Event]bool{}
	}
	h.listeners[mine] = true
	return mine, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.listeners, mine)
	}
}

func (h *hub) publish(e control.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for listener := range h.listeners {
		select {
		case listener <- e:
		default:
		}
	}
}
