//go:build unix

package session

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
)

// background is a command that runs on while the page goes on.
type background struct {
	name string
	cmd  *exec.Cmd
	// ended is closed when it is gone and all of its output was read.
	ended chan struct{}

	mu      sync.Mutex
	lines   []string      // printed, and not shown yet
	changed chan struct{} // closed and replaced at every line
}

// start must be called by the page's own goroutine, whose thread may have a
// network of its own (see isolate_linux.go).
func (s *Session) start(name, words string) (*background, error) {
	b := &background{name: name, cmd: s.command(words), ended: make(chan struct{}), changed: make(chan struct{})}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	b.cmd.Stdout, b.cmd.Stderr = write, write
	err = b.cmd.Start()
	_ = write.Close()
	if err != nil {
		_ = read.Close()
		return nil, err
	}
	go b.collect(read, s.dir, s.coloured)
	return b, nil
}

// collect hides where the copy is: a page says "…/path/to/my-app".
func (b *background) collect(from io.ReadCloser, dir string, coloured bool) {
	defer close(b.ended)
	defer from.Close()
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		line := lines.Text()
		if !coloured {
			line = strayEscapes.ReplaceAllString(line, "")
		}
		if passing.MatchString(line) {
			continue
		}
		b.mu.Lock()
		b.lines = append(b.lines, strings.ReplaceAll(line, dir, wildcard))
		close(b.changed)
		b.changed = make(chan struct{})
		b.mu.Unlock()
	}
	_ = b.cmd.Wait() // how it ended, its words say
}

// now are the lines that nobody has shown yet, and a channel that is closed
// when there are more.
func (b *background) now() ([]string, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.lines, b.changed
}

// drop forgets the first lines: they have been shown.
func (b *background) drop(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = b.lines[n:]
}

// await waits until judge is content with what was printed, and returns the
// lines that it was asked about last. It gives up when the command has ended.
func (b *background) await(ctx context.Context, judge func(lines []string) bool) ([]string, error) {
	for ended := false; ; {
		lines, changed := b.now()
		if judge(lines) {
			return lines, nil
		}
		if ended {
			return lines, errors.New("it has ended")
		}
		select {
		case <-changed:
		case <-b.ended:
			ended = true // look once more: its last lines may be new
		case <-ctx.Done():
			return lines, fmt.Errorf("it did not come: %w", ctx.Err())
		}
	}
}

// interrupt is Ctrl-C: for all that the terminal runs.
func (b *background) interrupt(ctx context.Context) error {
	_ = syscall.Kill(-b.cmd.Process.Pid, syscall.SIGINT)
	select {
	case <-b.ended:
		return nil
	case <-ctx.Done():
		_ = syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL)
		return fmt.Errorf("%q does not end on Ctrl-C", b.cmd.Args[len(b.cmd.Args)-1])
	}
}
