package apart

import (
	"io"
	"os"
	"time"
)

// This file owns reading what a child writes, so much of it and no more.

// lastWords is how long a pipe is read on after the child is gone: somebody
// who inherited it may keep it open for ever.
const lastWords = time.Second

// gathering keeps the beginning of what is written to a pipe and swallows the
// rest, so that the writer never blocks.
type gathering struct {
	in   *os.File // for the child
	out  *os.File
	text chan []byte
}

// newGathering keeps up to most bytes, and one more by which to see that there
// were more.
func newGathering(most int64) (*gathering, error) {
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	g := &gathering{in: in, out: out, text: make(chan []byte, 1)}
	go func() {
		text, _ := io.ReadAll(io.LimitReader(out, most+1))
		_, _ = io.Copy(io.Discard, out)
		g.text <- text
	}()
	return g, nil
}

// end is called once the child is gone, and says what it wrote.
func (g *gathering) end() []byte {
	_ = g.in.Close()
	_ = g.out.SetReadDeadline(time.Now().Add(lastWords))
	text := <-g.text
	_ = g.out.Close()
	return text
}
