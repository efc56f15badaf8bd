// Package console is where everything that a person reads is printed: colour,
// width, prefixes, and the rules below. The runner and the checker share it.
//
// Data goes to standard output, messages to standard error. Messages are
// sentences. Colour is for a terminal without NO_COLOR (no-color.org), or for
// whoever asks for it with CLICOLOR_FORCE (bixense.com/clicolors), and no
// meaning hangs on it alone. What a program printed is made harmless before it
// reaches a terminal.
package console

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/term"

	"workshop.example/processes/runner/system/redact"
)

// Streams are where to print, and what the other side can show.
type Streams struct {
	Out io.Writer
	Err io.Writer
	In  io.Reader // nil: nobody answers

	InTerminal  bool // In is a terminal
	OutTerminal bool // Out is a terminal
	ErrTerminal bool
	Colour      bool // both are terminals: a message and a line of data may share a style
	Width       int  // columns; 0: unknown, do not wrap

	mu   sync.Mutex
	lost bool // data that could not be written; guarded by mu
}

// System is the process's own streams.
func System() *Streams {
	s := &Streams{Out: os.Stdout, Err: os.Stderr, In: os.Stdin}
	s.InTerminal = term.IsTerminal(int(os.Stdin.Fd()))
	s.OutTerminal = term.IsTerminal(int(os.Stdout.Fd()))
	s.ErrTerminal = term.IsTerminal(int(os.Stderr.Fd()))
	s.Colour = s.OutTerminal && s.ErrTerminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		s.Width = w
	}
	s.force()
	return s
}

// force is for those who want a terminal's output elsewhere: in a picture, in
// the log of a build. COLUMNS then says how wide it is.
func (s *Streams) force() {
	if force := os.Getenv("CLICOLOR_FORCE"); force == "" || force == "0" {
		return
	}
	s.Colour = os.Getenv("NO_COLOR") == ""
	if width, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && s.Width == 0 && width > 0 {
		s.Width = width
	}
}

// Printf prints data. When it cannot be written, on a full disk say, that is
// said once, and ExitCode is no success; a command need not look after it.
func (s *Streams) Printf(format string, args ...any) { s.print(fmt.Sprintf(format, args...)) }

// Data is Printf for whoever writes by themselves, such as a library. A Write
// never fails.
func (s *Streams) Data() io.Writer { return data{s} }

type data struct{ streams *Streams }

func (d data) Write(text []byte) (int, error) {
	d.streams.print(string(text))
	return len(text), nil
}

func (s *Streams) print(text string) {
	err := s.write(s.Out, text)
	// A reader that has left, as in `| head`, has read enough.
	if err == nil || errors.Is(err, syscall.EPIPE) || !s.isFirstLoss() {
		return
	}
	var why *fs.PathError
	if errors.As(err, &why) {
		err = why.Err
	}
	s.Say("standard output cannot be written: %s", err)
}

func (s *Streams) isFirstLoss() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := !s.lost
	s.lost = true
	return first
}

// ExitCode is the exit code of a command that would end with code: a success
// whose data did not reach standard output is a failure, 1.
func (s *Streams) ExitCode(code int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lost && code == 0 {
		return 1
	}
	return code
}

// Say prints a message, a line.
func (s *Streams) Say(format string, args ...any) {
	_ = s.write(s.Err, fmt.Sprintf(format, args...)+"\n") // there is nowhere left to say it
}

// write keeps what different goroutines print from mixing within a line. It is
// the one place that everything passes, so here the passwords of URLs are
// masked, whoever let them into a text: a program that prints its own REDIS_URL
// included.
func (s *Streams) write(w io.Writer, text string) error {
	if strings.Contains(text, ":/") { // a look that is much cheaper than the search
		text = redact.Redact(text)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := io.WriteString(w, text)
	return err
}

// Style is a way to print a word.
type Style string

const (
	Bold   Style = "1"
	Dim    Style = "2"
	Red    Style = "31"
	Green  Style = "32"
	Yellow Style = "33"
	Blue   Style = "34"
	Purple Style = "35"
	Cyan   Style = "36"

	// Heading is for the titles of a table.
	Heading Style = "1;36"
)

// Paint gives text a style where colours are shown. Pad before painting: the
// codes count as characters.
func (s *Streams) Paint(style Style, text string) string {
	if !s.Colour || text == "" || style == "" {
		return text
	}
	return "\x1b[" + string(style) + "m" + text + "\x1b[0m"
}

// instanceStyles tell apps apart in a stream of logs.
var instanceStyles = []Style{Cyan, Green, Yellow, Purple, Blue}

// StyleOf is the style of the n-th of several things that must be told apart.
func StyleOf(n int) Style { return instanceStyles[n%len(instanceStyles)] }

// Harmless is a line that can be shown on a terminal, whoever wrote it: see
// redact.Harmless.
func Harmless(text string) string { return redact.Harmless(text) }
