package isolated

import (
	"bytes"
	"io"
	"os"
	"time"

	"workshop.example/processes/checker/patience"
)

// This file owns reading what a child writes, so much of it and no more.

// gathering keeps the beginning of what is written to a pipe and swallows the
// rest, so that the writer never blocks.
type gathering struct {
	in   *os.File // for the child
	out  *os.File
	text chan []byte
}

// newGathering keeps up to most bytes, and one more by which to see that there
// were more. Each line of them is told as it comes, if anybody wants to know.
func newGathering(most int64, tell func(line []byte)) (*gathering, error) {
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	g := &gathering{in: in, out: out, text: make(chan []byte, 1)}
	go func() {
		kept := io.LimitReader(out, most+1)
		if tell != nil {
			kept = io.TeeReader(kept, &lines{tell: tell})
		}
		text, _ := io.ReadAll(kept)
		_, _ = io.Copy(io.Discard, out)
		g.text <- text
	}()
	return g, nil
}

// end is called once the child is gone, and says what it wrote.
func (g *gathering) end() []byte {
	_ = g.in.Close()
	// Somebody who inherited the pipe may keep it open for ever.
	_ = g.out.SetReadDeadline(time.Now().Add(patience.LastWords.Time))
	text := <-g.text
	_ = g.out.Close()
	return text
}

// lines cuts what is written to it into lines.
type lines struct {
	tell func(line []byte)
	open []byte // of the line that has not ended yet
}

func (l *lines) Write(text []byte) (int, error) {
	l.open = append(l.open, text...)
	for {
		line, rest, whole := bytes.Cut(l.open, []byte("\n"))
		if !whole {
			return len(text), nil
		}
		l.tell(line)
		l.open = rest
	}
}
