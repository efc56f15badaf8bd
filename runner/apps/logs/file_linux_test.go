package logs_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/logs"
	"workshop.example/processes/runner/processfile"
)

func TestWhatIsNoOrdinaryFileHoldsNobodyUp(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	for path, says := range map[string]string{
		"/dev/full":          "no space left on device",
		"/proc/sys/none.log": "",
		pipe:                 "no such device", // nobody reads it
	} {
		t.Run(path, func(t *testing.T) {
			said := []string{}
			store, _ := opened(t, logs.Options{MaxBytes: 20, Say: func(text string) { said = append(said, text) }})
			web := out(store.Sink(app("web", func(a *processfile.App) { a.OutFile = path }), 0))
			for range 10 {
				web.print("one\ntwo\n")
				web.at += 10 // it is tried again, and again in vain
			}
			require.Len(t, said, 1)
			assert.Contains(t, said[0], says)
			assert.EqualValues(t, 20, store.Lost("web"))
			assert.Len(t, store.Last(logs.Filter{}, 100), 20)
		})
	}
}

func TestADeviceIsWrittenAndNotRotated(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	reader, err := syscall.Open(pipe, syscall.O_RDONLY|syscall.O_NONBLOCK, 0)
	require.NoError(t, err)
	defer func() { _ = syscall.Close(reader) }()
	store, _ := opened(t, logs.Options{MaxBytes: 20})
	web := out(store.Sink(app("web", func(a *processfile.App) { a.OutFile = pipe }), 0))
	web.print(numbered(0, 10))
	web.print(numbered(10, 10))
	got := make([]byte, 1000)
	n, err := syscall.Read(reader, got)
	require.NoError(t, err)
	assert.Equal(t, numbered(0, 20), string(got[:n]))
}

func TestForgottenAndRenamedFilesAreClosed(t *testing.T) {
	store, home := opened(t, logs.Options{})
	web := out(store.Sink(app("web"), 0))
	web.print("one\n")
	require.Equal(t, []string{"web-out.log"}, openIn(t, filepath.Join(home, "logs")))
	store.Sink(app("web", func(a *processfile.App) { a.OutFile = filepath.Join(home, "logs", "new.log") }), 0)
	web.print("two\n")
	assert.Equal(t, []string{"new.log"}, openIn(t, filepath.Join(home, "logs")))
	store.Last(logs.Filter{}, 5000)
	store.Forget("web")
	assert.Empty(t, openIn(t, filepath.Join(home, "logs")))
}

// openIn are the files of a folder that this process has open.
func openIn(t *testing.T, folder string) []string {
	t.Helper()
	descriptors, err := filepath.Glob("/proc/self/fd/*")
	require.NoError(t, err)
	var names []string
	for _, d := range descriptors {
		if path, _ := os.Readlink(d); filepath.Dir(path) == folder {
			names = append(names, filepath.Base(path))
		}
	}
	return names
}
