package daemon

import (
	"context"
	"slices"
	"time"

	"workshop.example/processes/runner/apps/logs"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/control"
)

// journal is what the apps print and what happens to them, as one story.
type journal struct {
	store  *logs.Store
	events hub
}

func newJournal(store *logs.Store) *journal { return &journal{store: store} }

func (j *journal) observe(e supervise.Event) {
	if e.Kind != supervise.Printed {
		j.events.publish(eventOf(e))
	}
}

// Read is [Logs]. What happens to instances is told in the stream, unless one
// of the programs' two streams alone is wanted.
func (j *journal) Read(ctx context.Context, apps []string, q control.LogQuery, each func(control.LogRecord) error) error {
	filter := logs.Filter{Apps: apps, Out: q.Out, Err: q.Err}
	if !q.Follow {
		for _, r := range j.store.Last(filter, q.Lines) {
			if err := each(record(r)); err != nil {
				return err
			}
		}
		return nil
	}
	events, leave := j.events.listen()
	defer leave()
	if q.Out != q.Err {
		events = nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lines := make(chan control.LogRecord)
	go func() {
		defer close(lines)
		for r := range j.store.Follow(filter, q.Lines).Records(ctx) {
			select {
			case lines <- record(r):
			case <-ctx.Done():
				return
			}
		}
	}()
	return merge(lines, events, wanted(apps), each)
}

// lastWordsFirst is how long something that happened waits for lines that were
// printed before it: they come another way.
const lastWordsFirst = 20 * time.Millisecond

// merge hands over both in the order of their times, until there are no more
// lines.
func merge(lines <-chan control.LogRecord, events <-chan control.Event, wanted func(string) bool, each func(control.LogRecord) error) error {
	var waiting []control.LogRecord
	var due <-chan time.Time // nil: nothing waits
	for {
		var now []control.LogRecord
		select {
		case line, more := <-lines:
			if !more {
				return eachOf(waiting, each)
			}
			n := before(waiting, line.At)
			now, waiting = append(slices.Clone(waiting[:n]), line), waiting[n:]
		case e := <-events:
			if e.Words != "" && wanted(e.App) {
				waiting = append(waiting, control.LogRecord{At: e.At, App: e.App, Instance: e.Instance, Stream: control.StreamRunner, Text: e.Words})
			}
		case <-due:
			now, waiting, due = waiting, nil, nil
		}
		if len(waiting) > 0 && due == nil {
			due = time.After(lastWordsFirst)
		}
		if err := eachOf(now, each); err != nil {
			return err
		}
	}
}

// before is how many of the waiting happened before a line was printed.
func before(waiting []control.LogRecord, line time.Time) int {
	n := 0
	for n < len(waiting) && waiting[n].At.Before(line) {
		n++
	}
	return n
}

func eachOf(records []control.LogRecord, each func(control.LogRecord) error) error {
	for _, r := range records {
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}

// wanted says whether an app is among those of a query.
func wanted(apps []string) func(string) bool {
	if len(apps) == 0 {
		return func(string) bool { return true }
	}
	names := map[string]bool{}
	for _, a := range apps {
		names[a] = true
	}
	return func(app string) bool { return names[app] }
}

func record(r logs.Record) control.LogRecord {
	stream := control.StreamOut
	if r.Stderr {
		stream = control.StreamErr
	}
	return control.LogRecord{
		At: r.At, App: r.App, Instance: r.Instance, Stream: stream, Text: r.Text, Continued: r.Continued, Dropped: r.Dropped,
	}
}
