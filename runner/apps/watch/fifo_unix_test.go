//go:build unix

package watch_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"workshop.example/processes/runner/apps/watch"
)

// To open a named pipe would wait for somebody who writes into it.
func TestANamedPipeIsNoFile(t *testing.T) {
	t.Parallel()
	inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
		require.NoError(t, unix.Mkfifo(filepath.Join(dir, "before"), 0o600))
		l := listen(t, w, tree(dir))
		require.NoError(t, unix.Mkfifo(filepath.Join(dir, "after"), 0o600))
		l.hearsNothingBut(filepath.Join(dir, "x.js"))
	})
}
