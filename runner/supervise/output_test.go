package supervise

import (
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/launch"
)

type piece struct {
	text      string
	continued bool
}

func piecesOf(input string) []piece {
	var all []piece
	// One byte at a time: a line must not depend on how it arrives.
	readLines(iotest.OneByteReader(strings.NewReader(input)), func(text string, continued bool) {
		all = append(all, piece{text, continued})
	})
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
		{"as long as fits", full[1:] + "\nb\n", []piece{{full[1:], false}, {"b", false}}},
		{"one byte too long", full + "\nb\n", []piece{{full, true}, {"", false}, {"b", false}}},
		{"very long", full + full + "yz\n", []piece{{full, true}, {full, true}, {"yz", false}}},
		{"long and last", full, []piece{{full, true}, {"", false}}},
		{"a line end that falls on the border", full[1:] + "\r\nb\n", []piece{{full[1:], true}, {"", false}, {"b", false}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			// Not assert.Equal, whose difference of such lines is unreadable.
			assert.True(t, assert.ObjectsAreEqual(c.want, piecesOf(c.input)), "pieces of %d bytes", len(c.input))
		})
	}
}

func FuzzPiecesMakeTheLinesAgain(f *testing.F) {
	f.Add("a\nb\r\n\nc", 1)
	f.Add("x\r\n", maxPiece-1)
	f.Add("\r", maxPiece)
	f.Add("\n", maxPiece+1)
	f.Fuzz(func(t *testing.T, input string, padding int) {
		input = strings.Repeat("p", max(0, min(padding, 3*maxPiece))) + input
		var got []string
		line := ""
		for _, p := range piecesOf(input) {
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
