package monit

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/tests/platformtest"
)

// screen gathers what would go to a terminal.
type screen struct {
	mu      sync.Mutex
	written bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written.String()
}

// started runs the dashboard with keys that the test presses.
func started(t *testing.T, ctx context.Context, f *fake) (keys io.Writer, out *screen, ended <-chan error) {
	t.Helper()
	in, keyboard := io.Pipe()
	t.Cleanup(func() { keyboard.Close() })
	out = &screen{}
	result := make(chan error, 1)
	go func() {
		result <- run(ctx, f, Options{In: in, Out: out, Project: "workshop", Every: 5 * time.Millisecond},
			tea.WithWindowSize(80, 24), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
	}()
	require.Eventually(t, func() bool { return strings.Contains(out.String(), "world-cup-fixtures") }, platformtest.Patience(t), time.Millisecond)
	return keyboard, out, result
}

const (
	fullScreen = "\x1b[?1049h"
	asBefore   = "\x1b[?1049l"
	showCursor = "\x1b[?25h"
)

func assertRestored(t *testing.T, out *screen) {
	t.Helper()
	all := out.String()
	assert.Equal(t, 1, strings.Count(all, fullScreen))
	assert.Greater(t, strings.LastIndex(all, asBefore), strings.LastIndex(all, fullScreen))
	assert.Contains(t, all[strings.LastIndex(all, asBefore):]+all, showCursor)
}

func endOf(t *testing.T, ended <-chan error) error {
	t.Helper()
	select {
	case err := <-ended:
		return err
	case <-time.After(platformtest.Patience(t)):
		require.Fail(t, "it did not end")
		return nil
	}
}

func TestADashboardFromTheFirstPictureToTheLastKey(t *testing.T) {
	f := &fake{status: ecosystem(), records: []control.LogRecord{record("hello-world", "the-first-line")}}
	keys, out, ended := started(t, t.Context(), f)
	require.Eventually(t, func() bool { return strings.Contains(out.String(), "the-first-line") }, platformtest.Patience(t), time.Millisecond)
	_, err := keys.Write([]byte("l"))
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(f.done()) > 0 }, platformtest.Patience(t), time.Millisecond)
	assert.Equal(t, []string{"reload hello-world"}, f.done())
	_, err = keys.Write([]byte("q"))
	require.NoError(t, err)
	assert.NoError(t, endOf(t, ended))
	assertRestored(t, out)
}

func TestItStaysAwakeWhileAnActionTakesItsTime(t *testing.T) {
	f := &fake{status: ecosystem(), held: make(chan struct{})}
	defer close(f.held)
	keys, out, ended := started(t, t.Context(), f)
	_, err := keys.Write([]byte("r?"))
	require.NoError(t, err)
	require.Eventually(t, func() bool { return strings.Contains(out.String(), "any key goes back") }, platformtest.Patience(t), time.Millisecond)
	_, err = keys.Write([]byte("xq"))
	require.NoError(t, err)
	assert.NoError(t, endOf(t, ended))
}

func TestTheEndOfItsContextIsItsEnd(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	_, out, ended := started(t, ctx, &fake{status: ecosystem()})
	end()
	assert.NoError(t, endOf(t, ended))
	assertRestored(t, out)
}

func TestADefectLeavesTheTerminalAsItWas(t *testing.T) {
	f := &fake{status: ecosystem(), do: func() { panic("a defect, made for this test") }}
	keys, out, ended := started(t, t.Context(), f)
	_, err := keys.Write([]byte("r"))
	require.NoError(t, err)
	assert.ErrorIs(t, endOf(t, ended), errPanic)
	assertRestored(t, out)
}

func TestWithoutADaemonTheScreenIsNotTouched(t *testing.T) {
	out := &screen{}
	err := run(t.Context(), &fake{failure: control.ErrNoDaemon}, Options{In: strings.NewReader(""), Out: out})
	assert.ErrorIs(t, err, control.ErrNoDaemon)
	assert.Empty(t, out.String())
}

func TestWithoutATerminalItNamesWhatElseThereIs(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/out")
	require.NoError(t, err)
	defer file.Close()
	for name, opts := range map[string]Options{
		"a file":   {In: file, Out: file},
		"a buffer": {In: strings.NewReader(""), Out: &bytes.Buffer{}},
		"nothing":  {},
	} {
		err := Run(t.Context(), &fake{failure: errors.New("it was asked")}, opts)
		assert.ErrorIs(t, err, errNoTerminal, name)
		assert.ErrorContains(t, err, "`status`")
		assert.ErrorContains(t, err, "`logs`")
	}
}

// See pen: the import alone would slow down every command.
func TestLipglossIsNotImported(t *testing.T) {
	list, err := exec.Command("go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	require.Contains(t, string(list), "charm.land/bubbletea/v2")
	assert.NotContains(t, string(list), "charm.land/lipgloss")
}
