package report_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/runner/screen/console"
)

var second = &check.Exercise{Number: 2, Name: "scaling", Title: "Scale it"}

func watching(width int, keys bool) (*report.Watching, *bytes.Buffer) {
	var out bytes.Buffer
	at := func() time.Time { return time.Date(2026, 1, 2, 14, 3, 22, 0, time.Local) }
	return &report.Watching{Streams: &console.Streams{Out: &out, Width: width}, Keys: keys, Now: at}, &out
}

func TestARoundSaysWhyItBegins(t *testing.T) {
	for want, files := range map[string][]string{
		"── 14:03:22 · exercise 2 ──":                        nil,
		"── 14:03:22 · services.config.js changed ──":        {"services.config.js"},
		"── 14:03:22 · a.js and b.js changed ──":             {"a.js", "b.js"},
		"── 14:03:22 · a.js and 300 other files changed ──":  append([]string{"a.js"}, make([]string, 300)...),
		"── 14:03:22 · \uFFFD[2J.js changed ──":              {"\x1b[2J.js"},
		"── 14:03:22 · a name of more than thirty letters ─": {"a name of more than thirty letters ─"},
	} {
		w, out := watching(40, true)
		w.Round(second, files)
		assert.Contains(t, out.String(), want)
	}
	w, out := watching(60, true)
	w.Round(second, nil)
	assert.Len(t, []rune(strings.TrimSpace(out.String())), 59, "a rule across the screen, but for its last column")
}

func TestTheLineOfKeysIsTheLastOneAndIsTakenAwayWhole(t *testing.T) {
	w, out := watching(80, true)
	w.ShowKeys()
	w.ShowKeys()
	assert.Equal(t, "Enter check again · h hint · l list · n next · r reset · q quit", out.String(), "once")
	out.Reset()
	w.HideKeys()
	w.HideKeys()
	assert.Equal(t, "\r\x1b[J", out.String(), "once")

	// It was broken into three lines by a screen that has become narrower.
	out.Reset()
	w.ShowKeys()
	w.Streams.Width = 30
	out.Reset()
	w.HideKeys()
	assert.Equal(t, "\r\x1b[2A\x1b[J", out.String())
	out.Reset()
	w.ShowKeys()
	assert.Equal(t, "Enter h l n r q", out.String())
}

func TestWithoutAKeyboardNoKeyIsSpokenOf(t *testing.T) {
	w, out := watching(0, false)
	w.Begin()
	w.Introduce(second)
	w.ShowKeys()
	w.HideKeys()
	assert.Equal(t, `Watching your process file, services/ and your other files: each save is checked. Ctrl-C ends it.

Exercise 2 · Scale it
Its page is docs/02-scaling.md. It is checked at your next save.
`, out.String())

	w, out = watching(0, true)
	w.Introduce(second)
	assert.Contains(t, out.String(), "at your next save, or when you press Enter.")
}

func TestACheckThatIsCalledOffTakesItsWaitingLineBack(t *testing.T) {
	var out bytes.Buffer
	p := &report.Report{Streams: &console.Streams{Out: &out}, Live: true}
	p.Step("hello-world comes online", nil)
	p.CallOff([]string{"services.config.js"})
	assert.True(t, strings.HasSuffix(out.String(), "\r\x1b[K  · called off: services.config.js changed meanwhile\n"), out.String())
	out.Reset()
	p.CallOff(nil)
	assert.Equal(t, "  · called off\n", out.String())
}
