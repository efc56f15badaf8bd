package console_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/screen/console"
)

func TestHarmlessShowsWhatWouldSpeakToTheTerminal(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"plain, ünïcode, 日本語 and a\ttab", "plain, ünïcode, 日本語 and a\ttab"},
		{"\x1b[2Jgone", "�[2Jgone"},
		{"over\rwritten", "over�written"},
		{"two\nlines", "two�lines"},
		{"DEL \x7f, CSI \u009b", "DEL �, CSI �"},
		{"a raw \x9b byte", "a raw � byte"},
		{"\x00", "�"},
		{"turned \u202eround\u202c, \u2066isolated\u2069, a \u200fmark", "turned �round�, �isolated�, a �mark"},
		{"שלום, سلام, 👩‍💻 and na\u0308ive", "שלום, سلام, 👩‍💻 and na\u0308ive"},
	} {
		assert.Equal(t, c.want, console.Harmless(c.in), "%q", c.in)
	}
}

func FuzzHarmlessLeavesNothingThatControls(f *testing.F) {
	f.Add("\x1b[31mred\x1b[0m")
	f.Add("\xff\x9b\u0085")
	f.Fuzz(func(t *testing.T, text string) {
		got := console.Harmless(text)
		for _, r := range got {
			if r != '\t' && (r < ' ' || r >= 0x7f && r < 0xa0) || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("%q became %q", text, got)
			}
		}
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) != utf8.RuneCountInString(text) {
			t.Fatalf("%q became %q", text, got)
		}
		if console.Harmless(got) != got {
			t.Fatalf("%q is changed again", got)
		}
	})
}

func TestDurationsAsAPersonSaysThem(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                         "0 ms",
		8 * time.Millisecond:      "8 ms",
		999 * time.Millisecond:    "999 ms",
		time.Second:               "1 s",
		1640 * time.Millisecond:   "1.6 s",
		10 * time.Second:          "10 s",
		30040 * time.Millisecond:  "30 s",
		59900 * time.Millisecond:  "59.9 s",
		59960 * time.Millisecond:  "1 min 0 s",
		time.Minute:               "1 min 0 s",
		125 * time.Second:         "2 min 5 s",
		119600 * time.Millisecond: "2 min 0 s",
		90 * time.Minute:          "90 min 0 s",
	} {
		assert.Equal(t, want, console.Duration(d))
	}
}

func TestColourIsShownOnlyWhereItIsWanted(t *testing.T) {
	plain, coloured := &console.Streams{}, &console.Streams{Colour: true}
	assert.Equal(t, "word", plain.Paint(console.Red, "word"))
	assert.Equal(t, "\x1b[31mword\x1b[0m", coloured.Paint(console.Red, "word"))
	assert.Empty(t, coloured.Paint(console.Red, ""))
}

func TestColourCanBeAskedForWithoutATerminal(t *testing.T) {
	for _, c := range []struct {
		force, no, columns string
		colour             bool
		width              int
	}{
		{"", "", "100", false, 0},
		{"0", "", "100", false, 0},
		{"1", "", "100", true, 100},
		{"1", "", "many", true, 0},
		{"1", "", "-3", true, 0},
		{"1", "1", "", false, 0},
	} {
		t.Setenv("CLICOLOR_FORCE", c.force)
		t.Setenv("NO_COLOR", c.no)
		t.Setenv("COLUMNS", c.columns)
		s := console.System()
		if s.OutTerminal {
			t.Skip("standard output is a terminal")
		}
		assert.Equal(t, c.colour, s.Colour, "%+v", c)
		assert.Equal(t, c.width, s.Width, "%+v", c)
	}
}

func TestNeighboursHaveDifferentStyles(t *testing.T) {
	for n := range 12 {
		assert.NotEqual(t, console.StyleOf(n), console.StyleOf(n+1))
	}
}

func TestDataAndMessagesGoDifferentWays(t *testing.T) {
	var out, errs bytes.Buffer
	s := &console.Streams{Out: &out, Err: &errs}
	s.Printf("%d rows", 3)
	s.Say("%d apps", 2)
	assert.Equal(t, "3 rows", out.String())
	assert.Equal(t, "2 apps\n", errs.String())
}

// full is a file on a disk that has no room, or whose reader has left.
type full struct{ err error }

func (f full) Write([]byte) (int, error) {
	return 0, &fs.PathError{Op: "write", Path: "/dev/stdout", Err: f.err}
}

func TestDataThatIsLostIsSaidOnceAndNoSuccess(t *testing.T) {
	var errs bytes.Buffer
	s := &console.Streams{Out: full{syscall.ENOSPC}, Err: &errs}
	assert.Equal(t, 0, s.ExitCode(0), "nothing is lost yet")
	s.Printf("a row\n")
	fmt.Fprintln(s.Data(), "and one of a library's")
	assert.Equal(t, "standard output cannot be written: "+syscall.ENOSPC.Error()+"\n", errs.String())
	assert.Equal(t, 1, s.ExitCode(0))
	assert.Equal(t, 130, s.ExitCode(130), "what went wrong besides is told")
}

func TestReaderWhoLeavesHasReadEnough(t *testing.T) {
	var errs bytes.Buffer
	s := &console.Streams{Out: full{syscall.EPIPE}, Err: &errs}
	s.Printf("a row\n")
	assert.Empty(t, errs.String())
	assert.Equal(t, 0, s.ExitCode(0))
}

func TestMessagesThatAreLostAreNoFailure(t *testing.T) {
	var out bytes.Buffer
	s := &console.Streams{Out: &out, Err: full{syscall.ENOSPC}}
	s.Say("hello")
	s.Printf("a row")
	assert.Equal(t, 0, s.ExitCode(0))
	assert.Equal(t, "a row", out.String())
}

func TestLinesOfSeveralGoroutinesDoNotMix(t *testing.T) {
	var errs bytes.Buffer
	s := &console.Streams{Err: &errs}
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for range 50 {
				s.Say("%s", strings.Repeat(fmt.Sprint(n), 40))
			}
		})
	}
	all.Wait()
	lines := strings.Split(strings.TrimSpace(errs.String()), "\n")
	assert.Len(t, lines, 400)
	for _, line := range lines {
		assert.Equal(t, strings.Repeat(line[:1], 40), line)
	}
}
