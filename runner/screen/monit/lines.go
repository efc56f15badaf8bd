package monit

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/redact"
)

const (
	keptOfAll = 5000 // lines
	keptOfApp = 2000
	longest   = 2000 // bytes of a line; what goes on is cut
)

// fromRunner is the stream of what is not an app's own words.
const fromRunner = "runner"

// line is a line as it may be shown: whatever an app prints, it does nothing
// to the terminal.
type line struct {
	app      string
	instance int // whole: the app
	stream   string
	text     string
}

// lines are what was printed lately. Each app has a ring of its own, so that
// the flood of one does not wash away the last words of another.
type lines struct {
	all  *ring[*line]
	of   map[string]*ring[*line]
	open map[speaker]*line // lines of which the rest is still to come
}

type speaker struct {
	app      string
	instance int
	stream   string
}

func newLines() *lines {
	return &lines{all: newRing[*line](keptOfAll), of: map[string]*ring[*line]{}, open: map[speaker]*line{}}
}

func (l *lines) add(r control.LogRecord) {
	if r.Dropped > 0 {
		l.push(&line{r.App, r.Instance, fromRunner, fmt.Sprintf("… %d lines are missing here: they came faster than they could be read", r.Dropped)})
	}
	if r.Dropped > 0 && r.Text == "" {
		return
	}
	from, text := speaker{r.App, r.Instance, r.Stream}, clean(r.Text)
	if begun := l.open[from]; begun != nil {
		begun.text = shorten(begun.text + text)
	} else {
		fresh := &line{r.App, r.Instance, r.Stream, text}
		l.push(fresh)
		l.open[from] = fresh
	}
	if !r.Continued {
		delete(l.open, from)
	}
}

func (l *lines) push(one *line) {
	l.all.push(one)
	if one.app == "" {
		return
	}
	if l.of[one.app] == nil {
		l.of[one.app] = newRing[*line](keptOfApp)
	}
	l.of[one.app].push(one)
}

// forget drops the lines of apps that do not exist any more.
func (l *lines) forget(exists func(app string) bool) {
	for app := range l.of {
		if !exists(app) {
			delete(l.of, app)
		}
	}
	for from := range l.open {
		if !exists(from.app) {
			delete(l.open, from)
		}
	}
}

// colours of a program: "[31m" around a word would only be in the way of reading.
var colours = regexp.MustCompile("\x1b\\[[0-9;:]*m")

// clean makes a text fit to be a part of one line of a screen.
func clean(text string) string {
	text = shorten(text)
	if strings.Contains(text, ":/") {
		text = redact.Redact(text)
	}
	if plain(text) {
		return text
	}
	if strings.Contains(text, "\x1b[") {
		text = colours.ReplaceAllString(text, "")
	}
	return expand(console.Harmless(text))
}

// plain text, which is nearly all, needs no further look.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return true
}

// expand puts spaces for tabs, up to the next eighth character.
func expand(text string) string {
	if !strings.Contains(text, "\t") {
		return text
	}
	var b strings.Builder
	column := 0
	for _, r := range text {
		if r != '\t' {
			b.WriteRune(r)
			column++
			continue
		}
		n := 8 - column%8
		b.WriteString(strings.Repeat(" ", n))
		column += n
	}
	return b.String()
}

// shorten cuts between characters, and says so.
func shorten(text string) string {
	if len(text) <= longest {
		return text
	}
	cut := longest
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return strings.TrimSuffix(text[:cut], "…") + "…"
}
