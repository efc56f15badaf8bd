package monit

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"workshop.example/processes/runner/control"
)

// This file has what the tests share: a source that is made of fields, and a
// scene that has one of everything.

// fake is a Source. Its methods answer with what stands in it.
type fake struct {
	mu      sync.Mutex
	status  control.Status
	failure error // of Status
	records []control.LogRecord
	asked   int
	did     []string      // "reload hello-world"
	refused error         // of Do and Scale
	held    chan struct{} // Do waits for its end, if there is one
	do      func()        // is called by Do
}

func (f *fake) Status(context.Context) (control.Status, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked++
	return f.status, f.failure
}

func (f *fake) Logs(ctx context.Context, _ control.LogQuery, each func(control.LogRecord) error) error {
	for _, r := range f.records {
		if err := each(r); err != nil {
			return err
		}
	}
	<-ctx.Done()
	return nil
}

func (f *fake) Do(ctx context.Context, verb control.Verb, target string) ([]control.Outcome, error) {
	if f.held != nil {
		<-f.held
	}
	if f.do != nil {
		f.do()
	}
	return nil, f.note(fmt.Sprint(verb, " ", target))
}

func (f *fake) Scale(_ context.Context, name string, to control.Scale) (control.Scaled, error) {
	return control.Scaled{App: name, From: 3, To: 3 + to.By}, f.note(fmt.Sprintf("scale %s %+d", name, to.By))
}

func (f *fake) note(what string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.did = append(f.did, what)
	return f.refused
}

func (f *fake) done() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string{}, f.did...)
}

func ptr[T any](v T) *T { return &v }

// ecosystem: an app of three instances, one that has given up, and one that
// waits, with a name of wide letters.
func ecosystem() control.Status {
	return control.Status{
		Rows: []control.Row{
			{ID: 0, Name: "hello-world", Mode: "cluster", Instance: 0, Pid: 4100, Port: 3000, UptimeMS: 754_000, Status: online, CPUPercent: 12.34, MemoryBytes: 11 * megabyte},
			{ID: 1, Name: "hello-world", Mode: "cluster", Instance: 1, Pid: 4101, Port: 3000, UptimeMS: 9_000, Restarts: 2, Status: online, CPUPercent: 3.2, MemoryBytes: 12 * megabyte},
			{ID: 2, Name: "hello-world", Mode: "cluster", Instance: 2, Pid: 4102, Port: 3000, UptimeMS: 1_000, Status: launching, MemoryBytes: 4 * megabyte},
			{ID: 3, Name: "world-cup-fixtures", Mode: "fork", Port: 3001, Restarts: 16, Status: errored, ExitCode: ptr(78)},
			{ID: 4, Name: "日本語", Mode: "fork", Restarts: 1, Status: waiting},
		},
		Troubles: []control.Trouble{{App: "world-cup-fixtures", Instance: -1, Words: "it ended 16 times\nin a row", Whole: true}},
	}
}

// scene is a dashboard that has been on for a minute and a half.
func scene(width, height int) *model {
	m := newModel(context.Background(), &fake{}, Options{Project: filepath.Join("home", "workshop")})
	for n := range 90 {
		status := ecosystem()
		status.Rows[0].CPUPercent = 40 + 35*math.Sin(float64(n)/9)
		status.Rows[0].MemoryBytes += int64(n) * megabyte / 4
		m.Update(statusMsg{status: status})
	}
	m.Update(logsMsg{
		{App: "hello-world", Instance: 0, Stream: control.StreamOut, Text: "listening on http://localhost:3000"},
		{App: "hello-world", Instance: 1, Stream: control.StreamOut, Text: "日本語のログ 🎉 and\ta tab"},
		{App: "hello-world", Instance: 1, Stream: control.StreamErr, Text: "\x1b[31mred\x1b[0m \x1b]0;a title\x07 \x1b[2J\x1b[H"},
		{App: "hello-world", Instance: 2, Stream: control.StreamRunner, Text: "started, pid 4102"},
		{App: "world-cup-fixtures", Instance: 0, Stream: control.StreamErr, Text: "REDIS_URL=redis://user:sesame@localhost:6379 cannot be reached"},
		{App: "hello-world", Instance: 0, Stream: control.StreamOut, Text: strings.Repeat("a long line ", 30)},
	})
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return m
}

// press sends keys, a word each, and runs what they begin.
func press(t *testing.T, m *model, keys string) {
	t.Helper()
	for name := range strings.FieldsSeq(keys) {
		_, cmd := m.Update(keyOf(t, name))
		settle(m, cmd)
	}
}

// settle runs a command and hands its message to the model, commands that
// would go on for ever aside.
func settle(m *model, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if msg, ok := cmd().(doneMsg); ok {
		m.Update(msg)
	}
}

func keyOf(t *testing.T, name string) tea.KeyPressMsg {
	t.Helper()
	special := map[string]rune{
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "tab": tea.KeyTab, "enter": tea.KeyEnter,
		"esc": tea.KeyEscape, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "end": tea.KeyEnd, "home": tea.KeyHome, "backspace": tea.KeyBackspace,
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// plainScreen is what can be read, a line each, without colours.
func plainScreen(m *model) []string {
	out := m.screen()
	for i := range out {
		out[i] = ansi.Strip(out[i])
	}
	return out
}

func text(m *model) string { return strings.Join(plainScreen(m), "\n") }
