package monit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/control"
)

func acting(t *testing.T) (*model, *fake) {
	t.Helper()
	m, f := scene(80, 24), &fake{}
	m.source = f
	return m, f
}

func TestKeysAskForWhatTheySay(t *testing.T) {
	for _, c := range []struct{ keys, want, says string }{
		{"r", "restart hello-world", "restarting hello-world… done in "},
		{"l", "reload hello-world", "reloading hello-world… done in "},
		{"R", "reload hello-world", "reloading hello-world… done in "},
		{"S", "start hello-world", "starting hello-world… done in "},
		{"s y", "stop hello-world", "stopping hello-world… done in "},
		{"+", "scale hello-world +1", ": 3 → 4 instances"},
		{"=", "scale hello-world +1", ": 3 → 4 instances"},
		{"-", "scale hello-world -1", ": 3 → 2 instances"},
		{"down down r", "restart 1", "restarting instance 1 of hello-world… done in "},
		{"down down +", "scale hello-world +1", "scaling hello-world"},
		{"G up l", "reload world-cup-fixtures", "reloading world-cup-fixtures"},
	} {
		t.Run(c.keys, func(t *testing.T) {
			m, f := acting(t)
			press(t, m, c.keys)
			assert.Equal(t, []string{c.want}, f.done())
			assert.Contains(t, text(m), c.says)
		})
	}
}

func TestKeysThatMustNotDoAnything(t *testing.T) {
	for _, c := range []struct{ keys, says string }{
		{"s", "stop hello-world? y/n"},
		{"s n", "nothing was done"},
		{"s s", "nothing was done"},
		{"s esc", "nothing was done"},
		{"G -", "日本語 has one instance; s stops it"},
		{"/ r l s S", "filter: rlsS"},
		{"? r", "Apps"},
	} {
		t.Run(c.keys, func(t *testing.T) {
			m, f := acting(t)
			press(t, m, c.keys)
			assert.Empty(t, f.done())
			assert.Contains(t, text(m), c.says)
		})
	}
}

func TestAKeyPressedTwiceDoesNothingTwice(t *testing.T) {
	m, f := acting(t)
	_, first := m.Update(keyOf(t, "r"))
	require.NotNil(t, first)
	assert.Contains(t, text(m), "restarting hello-world…")
	_, second := m.Update(keyOf(t, "r"))
	assert.Nil(t, second)
	assert.Contains(t, text(m), "still restarting hello-world")
	_, other := m.Update(keyOf(t, "+"))
	assert.Nil(t, other, "one thing at a time for an app")
	press(t, m, "G up r")
	assert.Equal(t, []string{"restart world-cup-fixtures"}, f.done(), "another app does not wait")
	settle(m, first)
	press(t, m, "g r")
	assert.Equal(t, []string{"restart world-cup-fixtures", "restart hello-world", "restart hello-world"}, f.done())
}

func TestARefusalIsShownUntilAKeyIsPressed(t *testing.T) {
	m, f := acting(t)
	f.refused = &control.Failure{Message: "it is\nending", Hint: "wait"}
	press(t, m, "r")
	for range 20 {
		m.Update(statusMsg{status: ecosystem()})
	}
	assert.Contains(t, text(m), "✗ restarting hello-world failed: it is ending. Try: wait")
	press(t, m, "down")
	assert.NotContains(t, text(m), "failed")
}

func TestSuccessIsShownForAWhile(t *testing.T) {
	m, _ := acting(t)
	press(t, m, "r")
	m.Update(statusMsg{status: ecosystem()})
	assert.Contains(t, text(m), "done in")
	for range 10 {
		m.Update(statusMsg{status: ecosystem()})
	}
	assert.NotContains(t, text(m), "done in")
}

func TestWhatFailedForSomeIsAFailure(t *testing.T) {
	assert.NoError(t, failed([]control.Outcome{{App: "a"}, {App: "b"}}))
	err := failed([]control.Outcome{{App: "a", Error: "no"}, {App: "b"}, {App: "c", Error: "never"}})
	assert.EqualError(t, err, "no\nnever")
	assert.Equal(t, "no never", failure(err))
}

func TestTheLogsFollowTheSelection(t *testing.T) {
	m := scene(120, 32)
	assert.Contains(t, text(m), "Logs of hello-world")
	assert.NotContains(t, text(m), "REDIS_URL")
	press(t, m, "down down")
	assert.Contains(t, text(m), "Logs of instance 1 of hello-world")
	assert.NotContains(t, text(m), "listening")
	press(t, m, "a")
	assert.Contains(t, text(m), "Logs of all apps")
	assert.Contains(t, text(m), "0|hello-world │ listening")
	assert.Contains(t, text(m), "0|world-cup-fixtures ! REDIS_URL")
	press(t, m, "enter")
	assert.Contains(t, text(m), "Logs of instance 1 of hello-world")
	assert.Equal(t, logPane, m.focus)
}

func TestAFilterIsTypedKeptAndCleared(t *testing.T) {
	m := scene(120, 32)
	press(t, m, "a / L I S X backspace")
	assert.Contains(t, text(m), "filter: LIS")
	assert.Contains(t, text(m), "listening")
	assert.NotContains(t, text(m), "started, pid")
	m.Update(tea.PasteMsg{Content: "TEN\x1b\n"})
	press(t, m, "enter")
	assert.Contains(t, text(m), "with “LISTEN”")
	press(t, m, "down")
	assert.Equal(t, "LISTEN", m.filter, "keys are keys again")
	press(t, m, "esc")
	assert.Contains(t, text(m), "started, pid")
}

func flooded(t *testing.T, lines int) *model {
	t.Helper()
	m := scene(80, 24)
	for n := range lines {
		m.lines.add(control.LogRecord{App: "hello-world", Stream: control.StreamOut, Text: fmt.Sprintf("line %d.", n)})
	}
	return m
}

func TestScrollingBackStaysWhereItIs(t *testing.T) {
	m := flooded(t, 500)
	assert.Contains(t, text(m), "line 499.")
	press(t, m, "pgup")
	assert.NotContains(t, text(m), "line 490.")
	assert.Contains(t, text(m), "line 489.")
	assert.Contains(t, text(m), "10 newer · end: follow")
	m.lines.add(control.LogRecord{App: "hello-world", Stream: control.StreamOut, Text: "line 500."})
	assert.Contains(t, text(m), "line 489.")
	assert.Contains(t, text(m), "11 newer · end: follow")
	press(t, m, "tab up")
	assert.Contains(t, text(m), "12 newer · end: follow")
	press(t, m, "pgdown pgdown")
	assert.Contains(t, text(m), "line 500.")
	assert.Equal(t, following, m.end, "at the end it follows again")
	press(t, m, "g")
	assert.Contains(t, text(m), "listening on", "the very first line")
	press(t, m, "pgup up")
	assert.Contains(t, text(m), "line 0.")
	press(t, m, "G")
	assert.Equal(t, following, m.end)
	press(t, m, "pgup end")
	assert.Equal(t, following, m.end)
}

func TestASelectionThatGoesIsReplacedUntilItReturns(t *testing.T) {
	m := scene(80, 24)
	selected := func() key {
		it, ok := m.current()
		require.True(t, ok)
		return it.key()
	}
	press(t, m, "G")
	require.Equal(t, key{"日本語", whole}, selected())
	less := ecosystem()
	less.Rows = less.Rows[:4]
	m.Update(statusMsg{status: less})
	assert.Equal(t, key{"world-cup-fixtures", whole}, selected(), "its neighbour")
	m.Update(statusMsg{status: ecosystem()})
	assert.Equal(t, key{"日本語", whole}, selected())
	press(t, m, "g down down")
	require.Equal(t, key{"hello-world", 1}, selected())
	less.Rows = append(less.Rows[:1:1], less.Rows[3])
	m.Update(statusMsg{status: less})
	assert.Equal(t, key{"hello-world", whole}, selected(), "scaled to one, the app is the instance")
}

func TestWithoutAppsNoKeyFails(t *testing.T) {
	m := scene(80, 24)
	m.Update(statusMsg{})
	assert.Contains(t, text(m), "no apps yet")
	press(t, m, "r + s up down G g pgup enter tab a w")
	assert.Contains(t, text(m), "no apps yet")
}

func TestQuitting(t *testing.T) {
	for _, keys := range []string{"q", "ctrl+c", "s ctrl+c", "/ ctrl+c", "? ctrl+c"} {
		m := scene(80, 24)
		var cmd tea.Cmd
		for _, k := range strings.Fields(keys) {
			_, cmd = m.Update(keyOf(t, k))
		}
		require.NotNil(t, cmd, keys)
		assert.IsType(t, tea.QuitMsg{}, cmd(), keys)
	}
	m := scene(80, 24)
	paused := false
	m.pause = func() { paused = true }
	_, cmd := m.Update(keyOf(t, "ctrl+z"))
	cmd()
	assert.True(t, paused)
}

func TestEndingsThatWereAskedForAreNoErrors(t *testing.T) {
	over, end := context.WithCancel(context.Background())
	end()
	live := context.Background()
	assert.NoError(t, ending(live, nil))
	assert.NoError(t, ending(live, fmt.Errorf("x: %w", tea.ErrInterrupted)))
	assert.NoError(t, ending(over, tea.ErrProgramKilled))
	assert.ErrorIs(t, ending(live, fmt.Errorf("%w: %w", tea.ErrProgramKilled, tea.ErrProgramPanic)), errPanic)
	assert.ErrorContains(t, ending(live, errors.New("EIO")), "the terminal failed: EIO")
}
