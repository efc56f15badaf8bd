package watch_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/watch"
)

func TestAStormOfChangesIsFewCalls(t *testing.T) {
	t.Parallel()
	const quiet = 200 * time.Millisecond
	w, dir := watcher(t, watch.Options{Quiet: quiet}), folder(t)
	l := listen(t, w, tree(dir))
	var files []string
	began := time.Now()
	for i := range 500 {
		file := filepath.Join(dir, strconv.Itoa(i%10), strconv.Itoa(i)+".js")
		write(t, file, "new")
		files = append(files, file)
	}
	l.await(files...)
	l.mu.Lock()
	defer l.mu.Unlock()
	assert.LessOrEqual(t, len(l.calls), 1+int(time.Since(began)/quiet))
}

// hammer does random things to a tree from several goroutines at once.
type hammer struct {
	dir   string
	files []string // their folders may be gone, or be files, at any time
}

func (h hammer) strike(random *rand.Rand) {
	file, other := h.files[random.IntN(len(h.files))], h.files[random.IntN(len(h.files))]
	text := []byte(strconv.Itoa(random.IntN(3)))
	switch random.IntN(10) {
	case 0, 1, 2:
		_ = os.MkdirAll(filepath.Dir(file), 0o700)
		_ = os.WriteFile(file, text, 0o600)
	case 3, 4:
		_ = os.WriteFile(file+".tmp", text, 0o600)
		_ = os.Rename(file+".tmp", file)
	case 5:
		_ = os.Remove(file)
	case 6:
		_ = os.Rename(file, other)
	case 7:
		_ = os.RemoveAll(filepath.Dir(file))
	case 8:
		_ = os.Rename(filepath.Dir(file), filepath.Dir(other))
	case 9:
		_ = os.Mkdir(filepath.Dir(file), 0o700)
	}
}

// contents are all files below a folder that count.
func contents(t *testing.T, dir string) map[string]string {
	found := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() && !watch.Temporary(e.Name()) {
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			found[path] = string(text)
		}
		return err
	}))
	return found
}

func differences(before, after map[string]string) (files []string) {
	for path, text := range after {
		if was, ok := before[path]; !ok || was != text {
			files = append(files, path)
		}
	}
	for path := range before {
		if _, ok := after[path]; !ok {
			files = append(files, path)
		}
	}
	return files
}

func TestWhateverHappensEveryChangeIsReported(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
		t.Log("seed", seed)
		h := hammer{dir: dir}
		for _, sub := range []string{".", "a", "a/b", "a/b/c", "d", "d/e"} {
			for i := range 4 {
				h.files = append(h.files, filepath.Join(dir, sub, fmt.Sprintf("%d.js", i)))
			}
		}
		for _, file := range h.files[:len(h.files)/2] {
			write(t, file, "initial")
		}
		before := contents(t, dir)
		whole, part, shallow := listen(t, w, tree(dir)), listen(t, w, tree(filepath.Join(dir, "a"))), listen(t, w, watch.Set{Dirs: in(dir, "a/b")})
		var all sync.WaitGroup
		for worker := range 4 {
			random := rand.New(rand.NewPCG(seed, uint64(worker)))
			all.Go(func() {
				for range 400 {
					h.strike(random)
					if random.IntN(100) == 0 {
						shallow.Update(watch.Set{Dirs: in(dir, "a/b")})
					}
				}
			})
		}
		all.Wait()
		require.NoError(t, os.MkdirAll(dir, 0o700)) // it may be gone itself
		after := contents(t, dir)
		whole.await(differences(before, after)...)
		assertAlive(t, dir, whole)
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "a", "b"), 0o700))
		last := filepath.Join(dir, "a", "b", "the very last.js")
		write(t, last, "new")
		part.await(last)
		shallow.await(last)
	})
}

// assertAlive writes a file into every folder, and waits until all are heard
// of.
func assertAlive(t *testing.T, dir string, l *listener) {
	var probes []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			probes = append(probes, filepath.Join(path, "probe.js"))
		}
		return err
	}))
	for _, probe := range probes {
		require.NoError(t, os.WriteFile(probe, []byte("new"), 0o600))
	}
	l.await(probes...)
	assert.NotEmpty(t, probes)
}

// forest makes a tree of 1000 folders with ten files each.
func forest(b *testing.B) string {
	dir := folder(b)
	for i := range 1000 {
		sub := filepath.Join(dir, strconv.Itoa(i%10), strconv.Itoa(i/10%10), strconv.Itoa(i))
		for n := range 10 {
			write(b, filepath.Join(sub, strconv.Itoa(n)+".js"), "module.exports = 1;\n")
		}
	}
	return dir
}

func BenchmarkSubscribingToATreeOf1000Folders(b *testing.B) {
	w, dir := watcher(b, watch.Options{}), forest(b)
	for b.Loop() {
		w.Subscribe(tree(dir), func([]string) {}).Close()
	}
}

// The figure of interest is what the call takes beyond the 50 ms of quiet.
func BenchmarkFromASaveToTheCall(b *testing.B) {
	w, dir := watcher(b, watch.Options{}), forest(b)
	called := make(chan struct{}, 1000)
	w.Subscribe(tree(dir), func([]string) { called <- struct{}{} })
	file := filepath.Join(dir, "0", "0", "0", "0.js")
	var beyond time.Duration
	n := 0
	for b.Loop() {
		n++
		write(b, file+".tmp", strconv.Itoa(n))
		began := time.Now()
		rename(b, file+".tmp", file)
		<-called
		beyond += time.Since(began) - 50*time.Millisecond
	}
	b.ReportMetric(float64(beyond.Microseconds())/float64(n), "µs-beyond-quiet/op")
}
