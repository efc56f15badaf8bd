package doctor

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
)

// smallKit is a folder with the programs of a kit, each as small as can be.
// Nobody has compiled them before: every call writes others.
func smallKit(t *testing.T) string {
	t.Helper()
	kit := t.TempDir()
	put(t, kit, "go.mod", "module workshop.example/processes\n\ngo 1.26.0\n")
	for _, program := range []string{"runner", "checker", "services/one"} {
		put(t, kit, program+"/main.go", fmt.Sprintf("package main\n\nfunc main() { println(%d) }\n", time.Now().UnixNano()))
	}
	return kit
}

func put(t *testing.T, folder, name, text string) {
	t.Helper()
	path := filepath.Join(folder, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

func TestWarmUpCompilesOnceAndCounts(t *testing.T) {
	kit := smallKit(t)
	var steps []Progress
	facts := warmUp(t.Context(), kit, workshop, func(p Progress) { steps = append(steps, p) })
	require.NoError(t, facts.err)
	require.NotEmpty(t, steps)
	assert.GreaterOrEqual(t, facts.compiled, 3, "and what else the cache lacks")
	assert.Zero(t, steps[0].Done)
	last := steps[len(steps)-1]
	assert.Equal(t, facts.compiled, last.Done)
	assert.Equal(t, last.Total, last.Done)
	assert.Contains(t, last.What, "workshop.example/processes/")

	again := warmUp(t.Context(), kit, workshop, func(p Progress) { assert.Zero(t, p.Total, "compiles again: %v", p) })
	assert.Equal(t, OK, judgeWarm(again).status)
	assert.Zero(t, again.compiled)
}

func TestWarmUpShowsWhatDoesNotCompile(t *testing.T) {
	kit := smallKit(t)
	put(t, kit, "services/one/main.go", "package main\n\nfunc main() { nothing() }\n")
	got := judgeWarm(warmUp(t.Context(), kit, workshop, func(Progress) {}))
	assert.Equal(t, Warn, got.status)
	assert.Contains(t, got.seen, "main.go:3:15: undefined: nothing")
}

func TestGoIsAskedInTheKit(t *testing.T) {
	facts := lookAtGo(t.Context(), smallKit(t))
	require.NoError(t, facts.err)
	assert.Equal(t, "1.26.0", facts.wanted)
	assert.Equal(t, OK, judgeGo(facts).status)

	t.Setenv("PATH", t.TempDir())
	assert.ErrorIs(t, lookAtGo(t.Context(), smallKit(t)).err, errNotHere)
}

func TestPortThatIsTakenHasAnOwner(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	number := listener.Addr().(*net.TCPAddr).Port

	got := lookAtPorts([]int{number})
	require.Len(t, got, 1)
	assert.True(t, got[0].taken)
	if platform.OwnersKnown {
		assert.Contains(t, got[0].by, fmt.Sprintf("(pid %d)", os.Getpid()))
	}
	require.NoError(t, listener.Close())
	assert.Equal(t, []port{{number: number}}, lookAtPorts([]int{number}))
	assert.NoError(t, tryPrivatePorts())
}

func TestTemporaryFolderIsTriedAndLeftClean(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder) // Unix
	t.Setenv("TMP", folder)    // Windows
	assert.Equal(t, temporaryFacts{folder: folder}, lookAtTemporary())
	assert.NoError(t, lookAtClock(folder).err)
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Empty(t, left)

	gone := filepath.Join(folder, "gone")
	t.Setenv("TMPDIR", gone)
	t.Setenv("TMP", gone)
	assert.Error(t, lookAtTemporary().writeErr)
	assert.Error(t, lookAtClock(folder).err)
}

func TestClockIsComparedWithTheNewestFile(t *testing.T) {
	kit := smallKit(t)
	assert.Equal(t, OK, judgeClock(lookAtClock(kit)).status)

	later := time.Now().Add(100 * time.Hour)
	require.NoError(t, os.Chtimes(filepath.Join(kit, "go.mod"), later, later))
	assert.Equal(t, Warn, judgeClock(lookAtClock(kit)).status)
}

func TestDiskIsSeenWhereTheFolderIsNotYet(t *testing.T) {
	folder := t.TempDir()
	assert.Equal(t, folder, existing(filepath.Join(folder, "not", "yet")))
	free, err := freeSpace(folder)
	require.NoError(t, err)
	assert.Positive(t, free)
	assert.Len(t, lookAtDisk(t.Context(), smallKit(t)), 4)
}

func TestFolderThatCannotBeWatchedIsSeen(t *testing.T) {
	assert.NoError(t, lookAtWatching(t.TempDir()).err)
	assert.Error(t, lookAtWatching(filepath.Join(t.TempDir(), "gone")).err)
}

func TestNoRunnerInANewFolder(t *testing.T) {
	assert.Equal(t, runnerFacts{}, lookAtRunner(t.Context(), smallKit(t)))
}
