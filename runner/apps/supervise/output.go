package supervise

import (
	"math"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Once the process and its group are gone, the readers go on as long as there
// is something to read: what lies in a pipe is soon read, but on a busy machine
// not at once. Only a process that escaped the group can still hold a pipe; for
// its sake there is an end to the waiting (drainTime without a word) and to the
// reading (drainBytes, more than two pipes and their buffers hold; a wide pipe
// adds its size). diskTime is for a reader whose sink writes to a disk that
// hangs.
const (
	drainTime  = 500 * time.Millisecond
	drainBytes = 1 << 20
	diskTime   = 5 * time.Second
)

// mostWide is how many pipes are wide at a time. Linux counts the sizes of a
// user's pipes together, and beyond 64 MiB all of his new ones, those of his
// shell too, get a page or two.
const mostWide = 24

var widePipes atomic.Int32

// capture is the output of one process: a pipe for each stream, read until
// its end.
type capture struct {
	stdout, stderr *os.File // the child's ends
	readers        []*os.File
	done           chan struct{} // closed when every reader has ended
	handed         atomic.Int64  // bytes that were handed on so far
	busy           atomic.Int32  // readers whose sinks are at work
	widened        atomic.Int32  // pipes that were to be widened
	wide           atomic.Int64  // bytes that those may hold
}

// streams numbers the pipes of this process, for Batch.Stream.
var streams atomic.Int64

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

// begin starts reading. What is read goes to the sinks in batches; when there
// is none (nil counts as none), to emit line by line. Both are called from two
// goroutines.
func (c *capture) begin(emit func(Line), sinks ...Sink) {
	var to []Sink
	for _, s := range sinks {
		if s != nil {
			to = append(to, s)
		}
	}
	if len(to) == 0 {
		to = []Sink{EachLine(emit)}
	}
	var both sync.WaitGroup
	for i, file := range c.readers {
		r := newReader(file, func(b Batch) { c.hand(to, b) })
		r.stream, r.stderr = streams.Add(1), i == 1
		r.quiet, r.widen = file.SetReadDeadline, func() { c.widen(file) }
		both.Go(r.run)
	}
	go func() {
		both.Wait()
		widePipes.Add(-c.widened.Load())
		close(c.done)
	}()
}

// widen lets a program that prints much print further ahead of its reader.
func (c *capture) widen(pipe *os.File) {
	c.widened.Add(1)
	if widePipes.Add(1) <= mostWide {
		c.wide.Add(widenPipe(pipe))
	}
}

func (c *capture) hand(to []Sink, b Batch) {
	c.busy.Add(1)
	defer c.busy.Add(-1)
	for _, s := range to {
		s.Write(b)
	}
	c.handed.Add(int64(len(b.Data)))
}

// closeChildEnds gives up this process's copies of the write ends, so that the
// readers see the end when the last child does.
func (c *capture) closeChildEnds() {
	_ = c.stdout.Close()
	_ = c.stderr.Close()
}

// drain waits for the readers, as far as their bounds go, and closes the pipes.
// A reader may still have lines in its buffer then, and is waited for again.
func (c *capture) drain() {
	c.wait(drainBytes + c.wide.Load())
	c.close()
	c.wait(math.MaxInt64)
}

// wait returns when the readers have ended, when nothing came for drainTime, or
// after that many more bytes. A sink at work is waited for, but not for ever.
func (c *capture) wait(bytes int64) {
	began, atWork := c.handed.Load(), time.Duration(0)
	for last := int64(-1); c.handed.Load()-began < bytes; {
		now := c.handed.Load()
		if now != last {
			atWork = 0
		} else if atWork += drainTime; c.busy.Load() == 0 || atWork >= diskTime {
			return
		}
		last = now
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
