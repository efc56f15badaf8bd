package logs

import (
	"bytes"
	"slices"
	"time"

	"workshop.example/processes/runner/apps/supervise"
)

// The last lines of an app are kept in memory, within two bounds. What a chunk
// costs beside its text counts too, so that a hundred apps that print short
// lines stay small.
const (
	memoryLines = 1000
	memoryBytes = 128 << 10
	chunkCost   = 128
)

// chunk is what came in one batch: whole lines, or pieces of a long one. Its
// data is never changed, and shared by memory and followers.
type chunk struct {
	at     time.Time
	sink   *sink
	stream int64
	stderr bool
	data   []byte
	// unfinished: it will come again, with the rest of its line.
	unfinished bool
	file       *file // nil: it stands in none
	place      int64 // where in the file data begins

	dropped int64 // a marker for a follower: so many lines are missing here; all else is zero
}

// records calls yield for each line, until that returns false.
func (c *chunk) records(yield func(Record) bool) bool {
	if c.dropped > 0 {
		return yield(Record{Dropped: int(c.dropped)})
	}
	for text, continued := range supervise.Lines(c.data) {
		r := Record{
			At: c.at, App: c.sink.memory.app, Instance: c.sink.instance, Stderr: c.stderr,
			Text: string(text), Continued: continued,
		}
		if !yield(r) {
			return false
		}
	}
	return true
}

// memory is the last lines of one app, and its sinks. All of it is guarded by
// Store.mu.
type memory struct {
	app    string
	sinks  map[int]*sink // by instance
	chunks []chunk       // oldest first
	bytes  int           // of text, and chunkCost for each chunk
	lines  int
}

// sink is the one of an instance; a new one writes no files yet.
func (m *memory) sink(s *Store, instance int) *sink {
	k := m.sinks[instance]
	if k == nil {
		k = &sink{store: s, memory: m, instance: instance}
		m.sinks[instance] = k
	}
	return k
}

// ordered are the sinks by instance.
func (m *memory) ordered() []*sink {
	var all []*sink
	for _, k := range m.sinks {
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b *sink) int { return a.instance - b.instance })
	return all
}

// put adds a chunk. What came of its first line before, unfinished, is in it
// and is taken out.
func (m *memory) put(c chunk) {
	for i := len(m.chunks) - 1; i >= 0; i-- {
		if old := &m.chunks[i]; old.stream == c.stream {
			if old.unfinished {
				m.account(old, -1)
				m.chunks = slices.Delete(m.chunks, i, i+1)
			}
			break
		}
	}
	m.chunks = append(m.chunks, c)
	m.account(&c, 1)
	m.evict()
}

func (m *memory) account(c *chunk, sign int) {
	m.bytes += sign * (len(c.data) + chunkCost)
	m.lines += sign * int(countLines(c.data))
}

// evict drops the oldest lines until the bounds hold.
func (m *memory) evict() {
	gone := 0
	for m.bytes > memoryBytes || m.lines > memoryLines {
		c := &m.chunks[gone]
		n := upTo(c.data, m.bytes-memoryBytes, m.lines-memoryLines)
		m.account(c, -1)
		c.data, c.place = c.data[n:], c.place+int64(n)
		if len(c.data) == 0 {
			gone++
			continue
		}
		m.account(c, 1)
	}
	clear(m.chunks[:gone]) // or their text would stay as long as the slice's room
	m.chunks = m.chunks[gone:]
}

// upTo is how much of data must go to be rid of so many bytes and lines: whole
// lines, or all of it.
func upTo(data []byte, bytesOver, linesOver int) (n int) {
	for ; n < len(data) && (n < bytesOver || linesOver > 0); linesOver-- {
		end := bytes.IndexByte(data[n:], '\n') + 1
		if end == 0 {
			return len(data)
		}
		n += end
	}
	return n
}

// last are the newest lines that a filter wants, n at most, and how many are
// missing to n.
func (m *memory) last(filter Filter, n int) (chunks []chunk, missing int) {
	for i := len(m.chunks) - 1; i >= 0 && n > 0; i-- {
		c := m.chunks[i]
		if !filter.wants(m.app, c.stderr) {
			continue
		}
		from := lastLines(c.data, n, len(c.data))
		c.data = c.data[from:]
		n -= int(countLines(c.data))
		chunks = append(chunks, c)
	}
	return chunks, n
}

// beginning is where memory begins in a file: all that stands before it there
// is older.
func (m *memory) beginning(f *file) int64 {
	for i := range m.chunks {
		if m.chunks[i].file == f {
			return m.chunks[i].place
		}
	}
	return f.told
}

// lastLines is where the last n lines of data begin, or fewer when they are
// more than so many bytes. Of a last line that is longer, it is the end.
func lastLines(data []byte, n, bytesAtMost int) (from int) {
	if over := len(data) - bytesAtMost; over > 0 {
		from = over + bytes.IndexByte(data[over-1:], '\n')
		if from < over || from == len(data) {
			from = over
		}
	}
	// Forwards, although it is the end that counts: Go looks forwards much faster.
	for skip := int(countLines(data[from:])) - n; skip > 0; skip-- {
		from += bytes.IndexByte(data[from:], '\n') + 1
	}
	return from
}
