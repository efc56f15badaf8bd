package sandbox

import (
	"slices"
	"time"

	"workshop.example/processes/runner/apps/supervise"
)

// keptLines is how many lines of each app are remembered.
const keptLines = 400

func (b *Box) observe(e supervise.Event) {
	b.mu.Lock()
	if e.Kind == supervise.Printed {
		kept := append(b.lines[e.App], e)
		if len(kept) > keptLines {
			kept = slices.Clone(kept[len(kept)-keptLines/2:])
		}
		b.lines[e.App] = kept
	} else {
		b.events = append(b.events, e)
	}
	b.mu.Unlock()
	if b.cfg.Observe != nil {
		e.Line.Text = b.Words(e.Line.Text)
		b.cfg.Observe(e)
	}
}

// Note writes down what happened to a container, as if it were an instance of
// an app: a timeline is drawn from it.
func (b *Box) Note(e supervise.Event) {
	if e.At.IsZero() {
		e.At = time.Now()
	}
	b.observe(e)
}

// Events is what happened so far, without what was printed.
func (b *Box) Events() []supervise.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.events)
}

// Began is when the apps were started: the zero of every timeline.
func (b *Box) Began() time.Time { return b.began }

// LastWords are the last lines, at most n, that one generation of an instance
// printed; of the whole app for an instance below 0.
func (b *Box) LastWords(app string, instance, generation, n int) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var words []string
	for _, e := range b.lines[app] {
		if instance < 0 || e.Instance == instance && e.Generation == generation {
			words = append(words, e.Line.Text)
		}
	}
	return words[max(0, len(words)-n):]
}
