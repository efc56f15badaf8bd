package watch

import (
	"strconv"
	"time"

	"github.com/fsnotify/fsnotify"
)

// WithAdd has a function asked before each folder is watched: its error stands
// for the system's.
func WithAdd(o Options, add func(dir string) error) Options {
	o.testOnlyAdd = add
	return o
}

// Overflow tells the watcher what fsnotify does when the system lost events.
func (w *Watcher) Overflow() { w.folders.notify.Errors <- fsnotify.ErrEventOverflow }

// Deafen has the system tell nothing of a folder, as if its events were lost.
func (w *Watcher) Deafen(dir string) {
	if err := w.folders.notify.Remove(dir); err != nil {
		panic(err)
	}
}

// Held is how many folders are watched or polled.
func (w *Watcher) Held() int {
	w.folders.mu.Lock()
	defer w.folders.mu.Unlock()
	return len(w.folders.held)
}

// Rules answers what counts in a set.
func Rules(set Set) func(path string) bool { return newRules(set).counts }

// Debounce is the unexported one.
type Debounce struct{ debounce }

func NewDebounce(quiet, longest time.Duration) *Debounce {
	return &Debounce{debounce{quiet: quiet, longest: longest}}
}

func (d *Debounce) Hint(first, last time.Time)        { d.hint(first, last) }
func (d *Debounce) Due() (at time.Time, waiting bool) { return d.due() }
func (d *Debounce) Reset()                            { d.reset() }

// FillQueue puts so many events into a new queue and says whether what is
// taken from it then is an overflow.
func FillQueue(n int) (events int, overflow bool) {
	q := newQueue()
	for i := range n {
		q.put(event{strconv.Itoa(i), named})
		q.put(event{"app.log", written})
	}
	taken, overflow, _ := q.take()
	return len(taken), overflow
}
