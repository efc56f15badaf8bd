package supervise

import (
	"bytes"
	"iter"
	"time"
	"unicode/utf8"
)

// maxPiece is how much of a line is kept in one piece. A longer line is handed
// on in several, each marked as continued but the last.
const maxPiece = 64 << 10

// Sink takes what a program prints. Write is called from two goroutines, one
// for each stream, in the order in which the program printed. The program is
// held up once Write has not come back for as long as it takes to fill a pipe;
// so a sink may write to a disk, but must not wait for a person.
type Sink interface {
	Write(Batch)
}

// Batch is some of what a program printed on one stream: whole lines with
// their line ends, as they came. A million lines are a few thousand batches,
// and who does not look into them pays nothing for a line.
type Batch struct {
	At     time.Time
	Stream int64 // of which pipe it is: unique in this process, never 0
	Stderr bool

	// Data is only valid during Write. A last line that the program did not
	// end gets its line end here.
	Data []byte

	// Inside: Data begins in the middle of a line, where the batch before it
	// (of the same Stream) ended.
	Inside bool
	// Continued: the last line has no end yet, because it is longer than the
	// runner keeps in one piece. It goes on in the next batch.
	Continued bool
	// Unfinished: Data is the beginning of a line that the program has not
	// ended for a while, a prompt or a progress bar. It is only to be shown;
	// it comes once more, with its rest.
	Unfinished bool
	// Seen is how much at the beginning of Data has come before, in an
	// unfinished batch.
	Seen int
}

// Lines are the lines of a batch's data without their line ends, in pieces
// where they are very long. continued says that a piece goes on in the next
// one, or in the next batch.
func Lines(data []byte) iter.Seq2[[]byte, bool] {
	return func(yield func(line []byte, continued bool) bool) {
		for len(data) > 0 {
			line, rest, continued := cutLine(data)
			if !yield(line, continued) {
				return
			}
			data = rest
		}
	}
}

func cutLine(data []byte) (line, rest []byte, continued bool) {
	window := data[:min(len(data), maxPiece)]
	end := bytes.IndexByte(window, '\n')
	switch {
	case end >= 0:
		return bytes.TrimSuffix(data[:end], []byte("\r")), data[end+1:], false
	case len(window) == maxPiece:
		n := whole(window)
		return data[:n], data[n:], true
	}
	return data, nil, true
}

// whole is how much of a piece can be handed on without what may be half of
// something: a carriage return of a line end, a character of a text.
func whole(piece []byte) int {
	n := len(piece)
	if n > 0 && piece[n-1] == '\r' {
		return n - 1
	}
	for i := n - 1; i >= max(0, n-utf8.UTFMax); i-- {
		if utf8.RuneStart(piece[i]) {
			if !utf8.FullRune(piece[i:]) {
				return i
			}
			break
		}
	}
	return n
}

// EachLine is a sink for those who want every line by itself, once it is
// whole.
func EachLine(emit func(Line)) Sink { return eachLine(emit) }

type eachLine func(Line)

func (emit eachLine) Write(b Batch) {
	if b.Unfinished {
		return
	}
	for text, continued := range Lines(b.Data) {
		emit(Line{Stderr: b.Stderr, Text: string(text), Continued: continued})
	}
}
