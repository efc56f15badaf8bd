package supervise

import (
	"bufio"
	"context"
	"os"
	"strings"
	"sync/atomic"
)

// readyChannel is how a process with wait_ready says that it is ready: PM2's
// process.send('ready'), which Node writes as a line of JSON to a socket that
// the process was born with. A program in another language writes the line
// "ready" to the same file.
type readyChannel struct {
	ours  *os.File
	ready chan struct{} // closed when it was said
	done  atomic.Bool
}

// newReadyChannel returns the channel and the process's end of it.
func newReadyChannel() (*readyChannel, *os.File, error) {
	ours, theirs, err := socketPair()
	if err != nil {
		return nil, nil, err
	}
	c := &readyChannel{ours: ours, ready: make(chan struct{})}
	go c.read()
	return c, theirs, nil
}

// read goes on after the word: whatever else the process sends must not fill
// the socket, or the process would wait for a reader.
func (c *readyChannel) read() {
	lines := bufio.NewReaderSize(c.ours, 4096)
	for {
		line, err := lines.ReadSlice('\n')
		if word := strings.Trim(strings.TrimSpace(string(line)), `"`); word == "ready" && !c.done.Swap(true) {
			close(c.ready)
		}
		if err != nil && err != bufio.ErrBufferFull {
			return
		}
	}
}

// wait says whether the process said so before ctx ended.
func (c *readyChannel) wait(ctx context.Context) bool {
	select {
	case <-c.ready:
		return true
	case <-ctx.Done():
		return false
	}
}

func (c *readyChannel) said() bool { return c.done.Load() }

func (c *readyChannel) close() { _ = c.ours.Close() }
