package supervise

import (
	"bytes"
	"errors"
	"io"
	"os"
	"time"
)

// The reader's buffer is small for the many programs that print little, and
// grows when a read fills it.
const (
	firstBuffer = 4 << 10
	wideBuffer  = 64 << 10 // from here on the pipe is widened too
	lastBuffer  = 256 << 10
)

// quietTime is how long the beginning of a line waits for its rest before it
// is shown as it is.
const quietTime = 100 * time.Millisecond

// reader makes batches of what comes through one pipe.
type reader struct {
	from   io.Reader
	hand   func(Batch)
	stream int64
	stderr bool
	quiet  func(time.Time) error // sets the deadline of a read; nil: it has none
	widen  func()                // called once, when much was found waiting in the pipe

	buf    []byte
	n      int  // so much of buf is the beginning of a line
	inside bool // which itself goes on from an earlier batch
	seen   int  // so much of it was shown unfinished
	looked int  // so much of it was there at that time
	timed  bool // the next read has a deadline
}

func newReader(from io.Reader, hand func(Batch)) *reader {
	return &reader{from: from, hand: hand, buf: make([]byte, firstBuffer)}
}

// run reads until the end. The last line counts even without a line end: it is
// where a crashing program says why.
func (r *reader) run() {
	for {
		r.setDeadline()
		n, err := r.from.Read(r.buf[r.n:])
		r.took(n)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			r.showUnfinished()
			continue
		}
		if err != nil {
			r.last()
			return
		}
	}
}

// setDeadline gives the read an end when there is the beginning of a line that
// nobody has seen. A system whose pipes have no deadlines shows no such lines.
func (r *reader) setDeadline() {
	waiting := r.n > r.looked
	if r.quiet == nil || !waiting && !r.timed {
		return
	}
	deadline := time.Time{}
	if waiting {
		deadline = time.Now().Add(quietTime)
	}
	if r.quiet(deadline) != nil {
		r.quiet = nil
	}
	r.timed = waiting
}

// took hands on what became whole with the n bytes that were just read.
func (r *reader) took(n int) {
	before := r.n
	r.n += n
	filled := r.n == len(r.buf)
	if end := bytes.LastIndexByte(r.buf[before:r.n], '\n'); end >= 0 {
		r.handOn(before+end+1, false)
	}
	long := 0
	for r.n-long >= maxPiece {
		long += whole(r.buf[long : long+maxPiece])
	}
	if long > 0 {
		r.handOn(long, true)
	}
	if filled {
		r.grow()
	}
}

func (r *reader) handOn(n int, continued bool) {
	r.hand(Batch{
		At: time.Now(), Stream: r.stream, Stderr: r.stderr,
		Data: r.buf[:n], Inside: r.inside, Continued: continued, Seen: min(r.seen, n),
	})
	copy(r.buf, r.buf[n:r.n])
	r.n -= n
	r.inside, r.seen, r.looked = continued, 0, 0
}

func (r *reader) grow() {
	if len(r.buf) == lastBuffer {
		return
	}
	larger := make([]byte, 4*len(r.buf))
	copy(larger, r.buf[:r.n])
	r.buf = larger
	if len(r.buf) == wideBuffer && r.widen != nil {
		r.widen()
	}
}

func (r *reader) showUnfinished() {
	r.looked = r.n
	n := whole(r.buf[:r.n])
	if n <= r.seen {
		return
	}
	r.hand(Batch{
		At: time.Now(), Stream: r.stream, Stderr: r.stderr,
		Data: r.buf[:n], Inside: r.inside, Unfinished: true, Seen: r.seen,
	})
	r.seen = n
}

// last ends the line that the program did not end. There is room for that: a
// buffer that a read fills is emptied or grows.
func (r *reader) last() {
	if r.n > 0 || r.inside {
		r.buf[r.n] = '\n'
		r.n++
		r.handOn(r.n, false)
	}
}
