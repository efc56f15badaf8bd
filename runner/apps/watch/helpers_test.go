package watch_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/watch"
	"workshop.example/processes/tests/platformtest"
)

// TestMain proves after the last test that no goroutine of a watcher is left.
func TestMain(m *testing.M) {
	code := m.Run()
	for patience := time.Now().Add(time.Minute); ; runtime.Gosched() {
		left := goroutines()
		if len(left) == 0 {
			break
		}
		if time.Now().After(patience) {
			fmt.Fprintln(os.Stderr, "goroutines left behind by the tests:\n"+strings.Join(left, "\n\n"))
			code = 1
			break
		}
	}
	os.Exit(code)
}

// goroutines are those in this package's code, or in fsnotify's.
func goroutines() []string {
	stacks := make([]byte, 4<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	var found []string
	for stack := range bytes.SplitSeq(stacks, []byte("\n\n")) {
		text := string(stack)
		if strings.Contains(text, "runner/apps/watch.(") || strings.Contains(text, "fsnotify.(") {
			found = append(found, text)
		}
	}
	return found
}

// modes are the two ways in which a watcher hears of changes. Every rule about
// files holds in both.
var modes = map[string]watch.Options{
	"told":   {Quiet: 15 * time.Millisecond},
	"polled": {Quiet: 15 * time.Millisecond, PollEvery: 5 * time.Millisecond, PollOnly: true},
}

// inBothModes runs a test for each mode in a folder of its own.
func inBothModes(t *testing.T, test func(t *testing.T, w *watch.Watcher, dir string)) {
	for name, options := range modes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, watcher(t, options), folder(t))
		})
	}
}

func watcher(t testing.TB, options watch.Options) *watch.Watcher {
	w := watch.New(options)
	t.Cleanup(w.Close)
	return w
}

// folder is a new one, with nothing in its own path that would be ignored.
func folder(t testing.TB) string {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	return dir
}

// listener gathers what one subscription reports.
type listener struct {
	*watch.Subscription
	t  testing.TB
	mu sync.Mutex
	// calls are those that were not looked at yet.
	calls [][]string
	heard []string // what hears was called for
}

func listen(t testing.TB, w *watch.Watcher, set watch.Set) *listener {
	l := &listener{t: t}
	l.Subscription = w.Subscribe(set, l.note)
	return l
}

func (l *listener) note(files []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = append(l.calls, files)
}

// forget drops the calls that were not looked at.
func (l *listener) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = nil
}

func (l *listener) reported() (files []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return union(l.calls)
}

func union(calls [][]string) []string {
	files := slices.Concat(calls...)
	slices.Sort(files)
	return slices.Compact(files)
}

// hears waits until all of the files are reported, and asserts that nothing
// else is. Then it forgets the calls. A file may be reported once more later: a
// busy machine can be interrupted while it writes, and half of a file is a
// change as well.
func (l *listener) hears(files ...string) {
	l.t.Helper()
	l.await(files...)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = append(l.heard, files...)
	assert.Subset(l.t, l.heard, union(l.calls))
	l.calls = nil
}

func (l *listener) await(files ...string) {
	l.t.Helper()
	missing := func() []string {
		reported := l.reported() // sorted
		return slices.DeleteFunc(slices.Clone(files), func(file string) bool {
			_, found := slices.BinarySearch(reported, file)
			return found
		})
	}
	if !assert.Eventually(l.t, func() bool { return len(missing()) == 0 }, platformtest.Patience(l.t), time.Millisecond) {
		l.t.Fatalf("not reported: %s", missing())
	}
}

// hearsNothingBut writes a file that counts, and asserts that it alone is
// reported. What was done before and is of no concern has no other proof: to
// wait for nothing takes for ever.
func (l *listener) hearsNothingBut(file string) {
	l.t.Helper()
	write(l.t, file, time.Now().String())
	l.hears(file)
}

func write(t testing.TB, path, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}

func rename(t testing.TB, from, to string) {
	t.Helper()
	require.NoError(t, os.Rename(from, to))
}

func symlink(t testing.TB, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Skip("no symlinks here: " + err.Error())
	}
}

func remove(t testing.TB, path string) {
	t.Helper()
	require.NoError(t, os.RemoveAll(path))
}

func tree(dir string) watch.Set { return watch.Set{Trees: []string{dir}, Base: dir} }

// in names files of a folder.
func in(dir string, names ...string) []string {
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = filepath.Join(dir, filepath.FromSlash(name))
	}
	return paths
}
