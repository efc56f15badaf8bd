package monit

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/control"
)

var update = flag.Bool("update", false, "write the golden files anew; look at them afterwards")

func TestScreensLookAsTheyDid(t *testing.T) {
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 32}, {60, 20}} {
		for name, prepare := range situations(t) {
			t.Run(fmt.Sprintf("%s at %dx%d", name, size.w, size.h), func(t *testing.T) {
				m := scene(size.w, size.h)
				prepare(m)
				golden(t, fmt.Sprintf("%s-%dx%d.txt", name, size.w, size.h), text(m)+"\n")
			})
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, strings.ReplaceAll(string(want), "\r\n", "\n"), got)
}

// situations that a window can be in, each made from the scene.
func situations(t *testing.T) map[string]func(*model) {
	return map[string]func(*model){
		"app":      func(*model) {},
		"instance": func(m *model) { press(t, m, "down down") },
		"trouble":  func(m *model) { press(t, m, "down down down down a w") },
		"help":     func(m *model) { press(t, m, "?") },
		"gone":     func(m *model) { m.Update(statusMsg{err: control.ErrGone}) },
		"question": func(m *model) { press(t, m, "s") },
		"filter":   func(m *model) { press(t, m, "a / l o n g") },
	}
}

// Whatever is shown, on whatever window: so many lines, each so wide.
func TestEveryScreenFillsItsWindowExactly(t *testing.T) {
	all := situations(t)
	all["empty"] = func(m *model) { m.Update(statusMsg{}) }
	all["long error"] = func(m *model) { m.note = note{text: strings.Repeat("a sentence that goes on ", 30), bad: true} }
	all["scrolled back"] = func(m *model) { press(t, m, "tab g") }
	for name, prepare := range all {
		for _, method := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
			for _, w := range []int{leastWidth, 41, 59, sideBySide - 1, sideBySide, 80, 99, 205} {
				for _, h := range []int{leastHeight, 15, detailsFrom - 1, detailsFrom, 24, 33, 60} {
					m := scene(w, h)
					m.pen.method = method
					prepare(m)
					lines := m.screen()
					require.Len(t, lines, h, "%s at %dx%d", name, w, h)
					for _, line := range lines {
						require.Equal(t, w, method.StringWidth(line), "%s at %dx%d: %q", name, w, h, ansi.Strip(line))
					}
				}
			}
		}
	}
}

func TestAWindowThatIsTooSmallSaysSo(t *testing.T) {
	for _, size := range []struct{ w, h int }{{39, 30}, {100, 11}, {10, 3}, {1, 1}} {
		m := scene(size.w, size.h)
		lines := plainScreen(m)
		assert.LessOrEqual(t, len(lines), size.h)
		for _, line := range lines {
			assert.LessOrEqual(t, ansi.StringWidth(line), size.w)
		}
	}
	assert.Contains(t, text(scene(39, 30)), "39×30 is too small")
	m := scene(10, 3)
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	assert.Contains(t, text(m), "hello-world", "it is shown once there is room")
}

func TestNothingOfAProgramReachesTheTerminal(t *testing.T) {
	m := scene(120, 32)
	press(t, m, "a")
	raw := strings.Join(m.screen(), "\n")
	for _, evil := range []string{"\x1b]", "\x1b[2J", "\x1b[H", "\x07", "\t"} {
		assert.NotContains(t, raw, evil)
	}
	assert.NotContains(t, raw, "sesame", "the password of a URL")
	assert.Contains(t, raw, "redis://user:***@localhost:6379")
}

func TestWithoutColourThereIsNone(t *testing.T) {
	m := scene(80, 24)
	for _, code := range []string{"[3", "[4", "[9", "38;", ";3"} {
		assert.NotContains(t, strings.Join(m.screen(), ""), "\x1b"+code)
	}
	coloured := newModel(context.Background(), &fake{}, Options{Colour: true})
	for _, msg := range []tea.Msg{statusMsg{status: ecosystem()}, tea.WindowSizeMsg{Width: 80, Height: 24}} {
		coloured.Update(msg)
	}
	sixteen := strings.Join(coloured.screen(), "")
	assert.Contains(t, sixteen, "\x1b[32m", "the terminal's own green, while its ground is unknown")
	coloured.Update(tea.BackgroundColorMsg{Color: black{}})
	assert.NotContains(t, strings.Join(coloured.screen(), ""), "\x1b[32m")
}

type black struct{}

func (black) RGBA() (r, g, b, a uint32) { return 0, 0, 0, 0xffff }

func TestAHundredInstancesScrollWithTheSelection(t *testing.T) {
	m := scene(80, 24)
	var rows []control.Row
	for n := range 100 {
		rows = append(rows, control.Row{ID: n, Name: "many", Instance: n, Status: online})
	}
	m.Update(statusMsg{status: control.Status{Rows: rows}})
	assert.Contains(t, text(m), "Apps 1/101")
	press(t, m, "G")
	assert.Contains(t, text(m), "Apps 101/101")
	assert.Contains(t, text(m), "▸●   99")
	press(t, m, "g")
	assert.Contains(t, text(m), "▸● many ×100")
}

func TestADaemonThatHasGoneAndComesBack(t *testing.T) {
	m := scene(80, 24)
	m.Update(statusMsg{err: context.DeadlineExceeded})
	assert.Contains(t, text(m), "the daemon does not answer")
	assert.Contains(t, text(m), "2 of 5 online", "it may be alive")
	m.Update(statusMsg{err: &control.Failure{Message: "it is ending"}})
	assert.Contains(t, text(m), "it is ending; what stands here is old")
	m.Update(statusMsg{err: errors.New("connection refused")})
	assert.Contains(t, text(m), "the daemon has gone; nothing runs any more. q quits")
	assert.Contains(t, text(m), "0 of 5 online")
	press(t, m, "r")
	assert.Contains(t, text(m), "there is no daemon that could do it")
	m.Update(statusMsg{status: ecosystem()})
	assert.NotContains(t, text(m), "has gone")
	assert.Contains(t, text(m), "the daemon answers again")
	assert.Contains(t, text(m), "2 of 5 online")
}
