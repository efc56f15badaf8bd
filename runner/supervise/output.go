package supervise

import (
	"bufio"
	"errors"
	"io"
	"math"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// maxPiece is how much of a line is kept in one piece. A longer line is handed
// on in several, each marked as continued but the last.
const maxPiece = 64 << 10

// Once the process and its group are gone, the readers go on as long as there
// is something to read: what lies in a pipe is soon read, but on a busy machine
// not at once. Only a process that escaped the group can still hold a pipe; for
// its sake there is an end to the waiting (drainTime without a word) and to the
// reading (drainBytes, more than a pipe can hold).
const (
	drainTime  = 500 * time.Millisecond
	drainBytes = 1 << 20
)

// capture is the output of one process: a pipe for each stream, read until
// its end.
type capture struct {
	stdout, stderr *os.File // the child's ends
	readers        []*os.File
	done           chan struct{} // closed when every reader has ended
	handed         atomic.Int64  // bytes that were handed on so far
}

// newCapture opens the pipes.
func newCapture() (*capture, error) {
	c := &capture{done: make(chan struct{})}
	outR, outW, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	errR, errW, err := os.Pipe()
	if err != nil {
		_ = outR.Close()
		_ = outW.Close()
		return nil, err
	}
	c.stdout, c.stderr, c.readers = outW, errW, []*os.File{outR, errR}
	return c, nil
}

// begin starts reading. emit is called from two goroutines.
func (c *capture) begin(emit func(Line)) {
	var both sync.WaitGroup
	for i, r := range c.readers {
		both.Go(func() {
			readLines(r, func(text string, continued bool) {
				emit(Line{Stderr: i == 1, Text: text, Continued: continued})
				c.handed.Add(int64(len(text)) + 1)
			})
		})
	}
	go func() {
		both.Wait()
		close(c.done)
	}()
}

// closeChildEnds gives up this process's copies of the write ends, so that the
// readers see the end when the last child does.
func (c *capture) closeChildEnds() {
	_ = c.stdout.Close()
	_ = c.stderr.Close()
}

// readLines calls emit for each line of r. The last one counts even without a
// line end: it is where a crashing program says why.
func readLines(r io.Reader, emit func(text string, continued bool)) {
	b := bufio.NewReaderSize(r, maxPiece)
	inside := false // what was emitted last goes on
	for {
		piece, err := b.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			emit(string(withoutReturn(b, piece)), true)
			inside = true
			continue
		}
		if err == nil || len(piece) > 0 || inside {
			emit(trimLineEnd(piece), false)
			inside = false
		}
		if err != nil {
			return
		}
	}
}

// withoutReturn leaves a carriage return at a piece's end for the next piece:
// it may be half of a line end.
func withoutReturn(b *bufio.Reader, piece []byte) []byte {
	if n := len(piece) - 1; piece[n] == '\r' && b.UnreadByte() == nil {
		return piece[:n]
	}
	return piece
}

func trimLineEnd(line []byte) string {
	n := len(line)
	if n > 0 && line[n-1] == '\n' {
		n--
	}
	if n > 0 && line[n-1] == '\r' {
		n--
	}
	return string(line[:n])
}

// drain waits for the readers, as far as their bounds go, and closes the pipes.
// A reader may still have lines in its buffer then, and is waited for again.
func (c *capture) drain() {
	c.wait(drainBytes)
	c.close()
	c.wait(math.MaxInt64)
}

// wait returns when the readers have ended, when nothing came for drainTime, or
// after that many more bytes.
func (c *capture) wait(bytes int64) {
	began := c.handed.Load()
	for last := int64(-1); last != c.handed.Load() && last-began < bytes; {
		last = c.handed.Load()
		select {
		case <-c.done:
			return
		case <-time.After(drainTime):
		}
	}
}

func (c *capture) close() {
	for _, r := range c.readers {
		_ = r.Close()
	}
}
