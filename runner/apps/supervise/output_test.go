package supervise

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/launch"
	"workshop.example/processes/tests/platformtest"
)

type piece struct {
	text      string
	continued bool
}

// piecesOf reads input through a reader and cuts the batches into lines.
func piecesOf(from io.Reader) []piece {
	var all []piece
	newReader(from, func(b Batch) {
		for text, continued := range Lines(b.Data) {
			all = append(all, piece{string(text), continued})
		}
	}).run()
	return all
}

func TestLinesAreReadWholeOrInPieces(t *testing.T) {
	full := strings.Repeat("x", maxPiece)
	for _, c := range []struct {
		name, input string
		want        []piece
	}{
		{"nothing", "", nil},
		{"a line", "a\n", []piece{{"a", false}}},
		{"an empty line", "\n", []piece{{"", false}}},
		{"the last one without a line end", "a\nlast words", []piece{{"a", false}, {"last words", false}}},
		{"line ends of Windows", "a\r\nb\r\n", []piece{{"a", false}, {"b", false}}},
		{"a return within a line stays", "10%\r20%\n", []piece{{"10%\r20%", false}}},
		{"binary", "\x00\xff\n\x80", []piece{{"\x00\xff", false}, {"\x80", false}}},
		{"as long as fits", full[1:] + "\nb\n", []piece{{full[1:], false}, {"b", false}}},
		{"one byte too long", full + "\nb\n", []piece{{full, true}, {"", false}, {"b", false}}},
		{"very long", full + full + "yz\n", []piece{{full, true}, {full, true}, {"yz", false}}},
		{"long and last", full, []piece{{full, true}, {"", false}}},
		{"a line end that falls on the border", full[1:] + "\r\nb\n", []piece{{full[1:], true}, {"", false}, {"b", false}}},
		{"a character that falls on the border", full[1:] + "é\n", []piece{{full[1:], true}, {"é", false}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			// A line must not depend on how it arrives.
			for how, from := range map[string]io.Reader{
				"at once": strings.NewReader(c.input), "byte by byte": iotest.OneByteReader(strings.NewReader(c.input)),
			} {
				// Not assert.Equal, whose difference of such lines is unreadable.
				assert.True(t, assert.ObjectsAreEqual(c.want, piecesOf(from)), "pieces of %d bytes, %s", len(c.input), how)
			}
		})
	}
}

func FuzzPiecesMakeTheLinesAgain(f *testing.F) {
	f.Add("a\nb\r\n\nc", 1)
	f.Add("x\r\n", maxPiece-1)
	f.Add("\r", maxPiece)
	f.Add("\n", maxPiece+1)
	f.Add("€\r\r\n", maxPiece-2)
	f.Fuzz(func(t *testing.T, input string, padding int) {
		input = strings.Repeat("p", max(0, min(padding, 3*maxPiece))) + input
		all := piecesOf(strings.NewReader(input))
		if !assert.ObjectsAreEqual(all, piecesOf(iotest.HalfReader(strings.NewReader(input)))) {
			t.Fatal("the pieces depend on how the bytes arrive")
		}
		var got []string
		line := ""
		for _, p := range all {
			if len(p.text) > maxPiece {
				t.Fatalf("a piece of %d bytes", len(p.text))
			}
			if line += p.text; !p.continued {
				got, line = append(got, line), ""
			}
		}
		if line != "" {
			t.Fatal("the last piece promises another one")
		}
		var want []string
		for l := range strings.Lines(input) {
			want = append(want, strings.TrimSuffix(strings.TrimSuffix(l, "\n"), "\r"))
		}
		if !assert.ObjectsAreEqual(want, got) {
			t.Fatalf("%d lines became %d", len(want), len(got))
		}
	})
}

func TestABatchIsWhatTheProgramPrintedByteForByte(t *testing.T) {
	input := strings.Repeat("a\x00b\r\n\xff\n", 100_000) + strings.Repeat("z", 3*maxPiece) + "\n"
	var got bytes.Buffer
	batches := 0
	newReader(strings.NewReader(input), func(b Batch) { got.Write(b.Data); batches++ }).run()
	assert.True(t, got.String() == input, "%d bytes instead of %d", got.Len(), len(input))
	assert.Less(t, batches, 100, "batches of 200001 lines")
}

// pauses is a pipe from a program that stops in the middle of lines: each text
// arrives at once, and after each the deadline passes.
type pauses struct {
	texts []string
	timed bool
	quiet bool // the text before has been read
}

func (p *pauses) deadline(at time.Time) error {
	p.timed = !at.IsZero()
	return nil
}

func (p *pauses) Read(b []byte) (int, error) {
	if p.quiet && p.timed {
		p.quiet = false
		return 0, os.ErrDeadlineExceeded
	}
	if len(p.texts) == 0 {
		return 0, io.EOF
	}
	text := p.texts[0]
	p.texts, p.quiet = p.texts[1:], true
	return copy(b, text), nil
}

func TestTheBeginningOfALineIsShownWhenTheProgramPauses(t *testing.T) {
	for _, c := range []struct {
		name  string
		texts []string
		want  []string // unfinished ones in brackets; | is how far it was seen
	}{
		{"a prompt", []string{"Name? ", "\n"}, []string{"[|Name? ]", "Name? |\n"}},
		{"a progress bar", []string{"10%", "\r20%", "\n"}, []string{"[|10%]", "[10%|\r20%]", "10%\r20%|\n"}},
		{"a return may be half of a line end", []string{"10%\r", "\n"}, []string{"[|10%]", "10%|\r\n"}},
		{"half a character is not shown", []string{"\xe2\x82", "\xac\n"}, []string{"|€\n"}},
		{"last words", []string{"a\nb"}, []string{"|a\n", "[|b]", "b|\n"}},
		{"whole lines have nothing to show", []string{"a\n", "b\n"}, []string{"|a\n", "|b\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			from := &pauses{texts: c.texts}
			r := newReader(from, func(b Batch) {
				text := string(b.Data[:b.Seen]) + "|" + string(b.Data[b.Seen:])
				if b.Unfinished {
					text = "[" + text + "]"
				}
				got = append(got, text)
			})
			r.quiet = from.deadline
			r.run()
			assert.Equal(t, c.want, got)
		})
	}
}

func TestAPipeWithoutDeadlinesIsReadAllTheSame(t *testing.T) {
	var got []string
	r := newReader(iotest.OneByteReader(strings.NewReader("a\nb")), func(b Batch) { got = append(got, string(b.Data)) })
	r.quiet = func(time.Time) error { return errors.ErrUnsupported }
	r.run()
	assert.Equal(t, []string{"a\n", "b\n"}, got)
}

// blocking is a sink that does not come back before it is let go.
type blocking struct{ entered, letGo chan struct{} }

func (b blocking) Write(Batch) {
	b.entered <- struct{}{}
	<-b.letGo
}

func TestTheExitWaitsForASinkThatIsStillWriting(t *testing.T) {
	t.Parallel()
	c, err := newCapture()
	require.NoError(t, err)
	sink := blocking{make(chan struct{}), make(chan struct{})}
	c.begin(nil, nil, sink)
	_, err = c.stdout.WriteString("last words")
	require.NoError(t, err)
	c.closeChildEnds()
	<-sink.entered
	go func() {
		<-time.After(drainTime * 5 / 2) // longer than two silent pipes are waited for
		close(sink.letGo)
	}()
	c.drain()
	select {
	case <-c.done:
	default:
		assert.Fail(t, "drained before the sink had the last words")
	}
}

func TestAPipeThatSomebodyHoldsInSilenceDoesNotHoldUpTheExit(t *testing.T) {
	t.Parallel()
	platformtest.Soon(t, diskTime, func() { // only a sink at work is waited for that long
		c, err := newCapture()
		require.NoError(t, err)
		c.begin(func(Line) {})
		c.drain()
		<-c.done
		c.closeChildEnds()
	})
}

func TestALongLineInOneBatchIsCutBetweenCharacters(t *testing.T) {
	full := strings.Repeat("x", maxPiece)
	var got []piece
	for text, continued := range Lines([]byte(full[1:] + "é\n" + full[1:] + "\r\n")) {
		got = append(got, piece{string(text), continued})
	}
	want := []piece{{full[1:], true}, {"é", false}, {full[1:], true}, {"", false}}
	assert.True(t, assert.ObjectsAreEqual(want, got), "%d pieces", len(got))
}

// A process's exit cannot be late by itself, since the next generation waits
// for it; the guard is for timers and whatever else the future brings.
func TestAMessageOfAnEarlierGenerationIsDropped(t *testing.T) {
	in := New(Config{
		Observe: func(Event) {},
		Prepare: func() (launch.Command, error) { return launch.Command{}, assert.AnError },
	})
	defer in.End(t.Context())
	in.Start() // fails, and so does the next one: two generations
	in.Start()
	reached := []string{}
	in.post(1, func() { reached = append(reached, "of the first") })
	in.post(2, func() { reached = append(reached, "of the second") })
	done := make(chan struct{})
	in.post(0, func() { close(done) })
	<-done
	assert.Equal(t, []string{"of the second"}, reached)
}
