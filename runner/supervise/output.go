package supervise

import (
	"bufio"
	"errors"
	"io"
	"os"
	"time"
)

// maxPiece is how much of a line is kept in one piece. A longer line is handed
// on in several, each marked as continued but the last.
const maxPiece = 64 << 10

// drainTime is how long the readers may go on once the process and its group
// are gone. Only a process that escaped the group can still hold the pipe.
const drainTime = 500 * time.Millisecond

// capture is the output of one process: a pipe for each stream, read until
// its end.
type capture struct {
	stdout, stderr *os.File // the child's ends
	readers        []*os.File
	done           chan struct{} // one value for each reader that ended
}

// newCapture opens the pipes and starts reading. emit is called from two
// goroutines.
func newCapture(emit func(Line)) (*capture, error) {
	c := &capture{done: make(chan struct{}, 2)}
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
	go c.read(outR, false, emit)
	go c.read(errR, true, emit)
	return c, nil
}

// closeChildEnds gives up this process's copies of the write ends, so that the
// readers see the end when the last child does.
func (c *capture) closeChildEnds() {
	_ = c.stdout.Close()
	_ = c.stderr.Close()
}

func (c *capture) read(r *os.File, stderr bool, emit func(Line)) {
	defer func() { c.done <- struct{}{} }()
	readLines(r, func(text string, continued bool) {
		emit(Line{Stderr: stderr, Text: text, Continued: continued})
	})
}

// readLines calls emit for each line of r. The last one counts even without a
// line end: it is where a crashing program says why.
func readLines(r io.Reader, emit func(text string, continued bool)) {
	b := bufio.NewReaderSize(r, maxPiece)
	for {
		piece, err := b.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			emit(string(piece), true)
			continue
		}
		if err == nil || len(piece) > 0 {
			emit(trimLineEnd(piece), false)
		}
		if err != nil {
			return
		}
	}
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

// drain waits for the readers, for a short time only, then closes the pipes.
func (c *capture) drain() {
	limit := time.NewTimer(drainTime)
	defer limit.Stop()
	for range c.readers {
		select {
		case <-c.done:
		case <-limit.C:
			c.close()
			return
		}
	}
	c.close()
}

func (c *capture) close() {
	for _, r := range c.readers {
		_ = r.Close()
	}
}
