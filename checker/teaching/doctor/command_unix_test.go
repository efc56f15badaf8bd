//go:build !windows

package doctor

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
)

func TestCommandGivesItsLines(t *testing.T) {
	var told []string
	c := command{dir: "/", env: []string{"WORD=two"}, onLine: func(line string) { told = append(told, line) }}
	lines, err := c.run(t.Context(), "sh", "-c", `pwd; echo "  $WORD " >&2`)
	require.NoError(t, err)
	assert.Equal(t, []string{"/", "two"}, lines)
	assert.Equal(t, lines, told)
}

func TestCommandThatFailsSaysHow(t *testing.T) {
	lines, err := command{}.run(t.Context(), "sh", "-c", "echo sorry; echo; exit 3")
	assert.EqualError(t, err, "sh ended with exit code 3")
	assert.Equal(t, "sorry", lastWords(lines, err))
	assert.Equal(t, "sh ended with exit code 3", lastWords([]string{""}, err))

	_, err = command{}.run(t.Context(), "no-such-program-anywhere")
	assert.ErrorIs(t, err, errNotHere)
}

func TestCommandThatHangsIsEndedWithItsChildren(t *testing.T) {
	heard := make(chan bool, 1)
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := make(chan error, 1)
	pipe := filepath.Join(t.TempDir(), "pipe")
	c := command{onLine: func(string) { heard <- true }}
	go func() {
		// The child holds both the stream and the named pipe open.
		_, err := c.run(ctx, "sh", "-c", `mkfifo "$0"; sleep 1000 <>"$0" & echo up; wait`, pipe)
		ended <- err
	}()
	within(t, heard)
	cancel(why)
	assert.ErrorIs(t, within(t, ended), why)

	// With no reader left a writer that does not wait is refused.
	require.Eventually(t, func() bool {
		f, err := os.OpenFile(pipe, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		if err == nil {
			_ = f.Close()
		}
		return err != nil
	}, platformtest.Patience(t), time.Millisecond, "the child is gone")
}

// within receives what should come soon.
func within[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(platformtest.Patience(t)):
		require.Fail(t, "waited in vain")
		panic("not reached")
	}
}
