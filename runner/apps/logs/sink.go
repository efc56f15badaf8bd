package logs

import (
	"bytes"
	"sync"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

// sink takes what one instance prints.
type sink struct {
	store    *Store
	memory   *memory
	instance int

	// mu is held for reading while a file is written, so that no file is closed
	// under a write. Store.mu may be taken after it, not before.
	mu sync.RWMutex
	to *targets // nil: it was forgotten
}

// targets are the files of one instance, by its app's fields. A nil file is
// none.
type targets struct {
	out, err, both *file
	stamp          stamp
}

func (t *targets) files() []*file {
	var all []*file
	for _, f := range []*file{t.out, t.err, t.both} {
		if f != nil {
			all = append(all, f)
		}
	}
	return all
}

func (t *targets) own(stderr bool) *file {
	if stderr {
		return t.err
	}
	return t.out
}

// configure makes an app's fields hold from now on. The new files are acquired
// before the old ones are released: one that stays is not closed.
func (k *sink) configure(app *processfile.App) {
	p := pathsOf(app, k.instance, k.store.opts.Home)
	k.mu.Lock()
	defer k.mu.Unlock()
	old := k.to
	k.to = &targets{
		out: k.store.acquire(p.out, app.Name), err: k.store.acquire(p.err, app.Name), both: k.store.acquire(p.both, app.Name),
		stamp: stampOf(app),
	}
	k.release(old)
}

func (k *sink) release(t *targets) {
	if t == nil {
		return
	}
	for _, f := range t.files() {
		k.store.release(f)
	}
}

func (k *sink) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.release(k.to)
	k.to = nil
}

// current are the files of the moment; none when the sink was forgotten.
func (k *sink) current() *targets {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.to == nil {
		return &targets{}
	}
	return k.to
}

// Write implements supervise.Sink. What is unfinished goes to memory and
// followers only: in the file a line comes whole.
func (k *sink) Write(b supervise.Batch) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.to == nil {
		return
	}
	c := chunk{at: b.At, sink: k, stream: b.Stream, stderr: b.Stderr, unfinished: b.Unfinished, data: b.Data}
	seen := b.Seen
	if k.to.stamp != nil {
		buffer := buffers.Get().(*[]byte)
		defer buffers.Put(buffer)
		head := 0
		*buffer, head = k.to.stamp.lines((*buffer)[:0], b)
		c.data = *buffer
		if seen > 0 {
			seen += head
		}
	}
	if !b.Unfinished {
		c.file = k.to.own(b.Stderr)
		c.place = c.file.write(c.data, b.Stream, b.At)
		k.to.both.write(c.data, b.Stream, b.At)
	}
	k.store.tell(c, seen)
}

// buffers are for lines with their times, which a batch has no room for.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// lines appends a batch's lines, each with the time before it. head is the
// length of what stands before the first one: nothing when that began in an
// earlier batch.
func (s stamp) lines(to []byte, b supervise.Batch) (all []byte, head int) {
	var room [64]byte
	prefix := s.append(room[:0], b.At)
	if !b.Inside {
		head = len(prefix)
		to = append(to, prefix...)
	}
	for rest := b.Data; len(rest) > 0; {
		end := bytes.IndexByte(rest, '\n') + 1
		if end == 0 || end == len(rest) {
			return append(to, rest...), head
		}
		to = append(to, rest[:end]...)
		to = append(to, prefix...)
		rest = rest[end:]
	}
	return to, head
}
