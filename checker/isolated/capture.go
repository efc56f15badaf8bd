package isolated

import (
	"bytes"
	"io"
	"os"
	"time"

	"workshop.example/processes/checker/patience"
)

// This file owns reading the beginning of what a child writes.

// capture keeps the beginning of what is written to a pipe and swallows the
// rest, so that the writer never blocks.
type capture struct {
	in   *os.File // for the child
	out  *os.File
	text chan []byte
}

// newCapture keeps up to most bytes, and one more as a sign that there were
// more. onLine, which may be nil, gets each line of them as it comes.
func newCapture(most int64, onLine func(line []byte)) (*capture, error) {
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	g := &capture{in: in, out: out, text: make(chan []byte, 1)}
	go func() {
		kept := io.LimitReader(out, most+1)
		if onLine != nil {
			kept = io.TeeReader(kept, &lines{onLine: onLine})
		}
		text, _ := io.ReadAll(kept)
		_, _ = io.Copy(io.Discard, out)
		g.text <- text
	}()
	return g, nil
}

// end returns what the child wrote. Call it when the child has ended.
func (g *capture) end() []byte {
	_ = g.in.Close()
	// A program that inherited the pipe may keep it open for ever.
	_ = g.out.SetReadDeadline(time.Now().Add(patience.LastWords.Time))
	text := <-g.text
	_ = g.out.Close()
	return text
}

// lines cuts what is written to it into lines.
type lines struct {
	onLine func(line []byte)
	open   []byte // of the line that has not ended yet
}

func (l *lines) Write(text []byte) (int, error) {
	l.open = append(l.open, text...)
	for {
		line, rest, ended := bytes.Cut(l.open, []byte("\n"))
		if !ended {
			return len(text), nil
		}
		l.onLine(line)
		l.open = rest
	}
}
