//go:build unix

package daemon_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/daemon"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/platformtest"
)

// What a day of trouble brings, in as many events and less time: a program that
// ends again and again, one that floods its log, files that are saved all the
// time, requests of people. Nothing of it may stay.

// kept is what a long life must not make grow.
type kept struct {
	goroutines, files int
	heap              uint64
}

func look(t *testing.T) kept {
	t.Helper()
	runtime.GC()
	runtime.GC() // what finalizers let go of
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("this system does not show open files in /proc")
	}
	return kept{runtime.NumGoroutine(), len(open), memory.HeapAlloc}
}

// tally counts events by app and kind.
type tally struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *tally) observe(e supervise.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[e.App+" "+string(e.Kind)]++
}

func (c *tally) of(app string, kind supervise.EventKind) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[app+" "+string(kind)]
}

func TestADayOfTroubleLeavesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	dir, home := t.TempDir(), control.Home{Dir: filepath.Join(t.TempDir(), ".runner")}
	self, err := os.Executable()
	require.NoError(t, err)
	watched := filepath.Join(dir, "watched")
	require.NoError(t, os.Mkdir(watched, 0o700))
	port, err := platform.ReservePorts(1)
	require.NoError(t, err)
	port.ReleaseAll()
	text := fmt.Sprintf(`const app = { script: %q, env: { %s: '1', GORACE: 'atexit_sleep_ms=0' }, min_uptime: 0 };
module.exports = { apps: [
	{ ...app, name: 'loop', args: 'crash 3' },
	{ ...app, name: 'flood', args: 'flood 100000' },
	{ ...app, name: 'web', args: 'serve', cwd: %q, instances: 2, watch: true, min_uptime: 1000, env: { ...app.env, PORT: %d } },
] };`, self, asApp, watched, port.First)
	path := filepath.Join(dir, "services.config.js")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	file, err := processfile.Read(t.Context(), path, processfile.Options{Environ: os.Environ()})
	require.NoError(t, err)

	host := daemon.NewHost(home, dir, daemon.HostOptions{})
	defer host.Close()
	events := &tally{n: map[string]int{}}
	host.Observe(events.observe)
	ctx, cancel := context.WithTimeout(context.Background(), platformtest.Patience(t))
	defer cancel()
	defer host.Stop(ctx)
	_, err = host.Apply(ctx, control.Plan{File: file, Environ: os.Environ()})
	require.NoError(t, err)

	reach := func(app string, kind supervise.EventKind, n int) {
		require.True(t, host.Whole().Await(ctx, func([]supervise.Status) bool { return events.of(app, kind) >= n }), "%s %s", app, kind)
	}
	saves := 0
	trouble := func(crashes, floods, rounds int) {
		for range rounds {
			saves++
			name := filepath.Join(watched, strconv.Itoa(saves)) // another file each time: one would be taken for a loop
			require.NoError(t, os.WriteFile(name, []byte("x"), 0o600))
			reach("web", supervise.Changing, saves)
			require.NoError(t, host.Scale(ctx, "web", 2+saves%2))
		}
		reach("loop", supervise.Started, crashes)
		reach("flood", supervise.Started, floods)
	}
	trouble(100, 5, 5)
	before := look(t)
	trouble(1000, 40, 40)
	after := look(t)
	assert.LessOrEqual(t, after.goroutines, before.goroutines+20, "goroutines")
	assert.LessOrEqual(t, after.files, before.files+20, "open files")
	assert.LessOrEqual(t, after.heap, before.heap+8<<20, "memory")
	assert.Less(t, size(t, home.Dir), int64(100<<20), "the disk: four files of ten megabytes, and little else")
}

func size(t *testing.T, dir string) int64 {
	t.Helper()
	total := int64(0)
	require.NoError(t, filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if info, err := entry.Info(); err == nil {
			total += info.Size()
		}
		return nil
	}))
	return total
}
