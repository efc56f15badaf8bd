package environtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
)

// This file owns what all tests have in common: the programs, a clone of the kit,
// and the proof that nothing is still running of them.

// Main is the TestMain of a package of environments. It ends the process.
func Main(m *testing.M) {
	code := platformtest.Main(m)
	if common.dir != "" {
		for _, left := range running(leaveTime, common.dir) {
			fmt.Fprintln(os.Stderr, "left running by the tests:", left)
			code = 1
		}
		if err := common.release(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// leaveTime is how long processes may take to end after the last test; the tests'
// own limit is over then.
const leaveTime = 2 * time.Minute

// Eventually looks again and again until found, and says whether it was in time.
func Eventually(patience time.Duration, found func() bool) bool {
	deadline := time.Now().Add(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !found() {
		if time.Now().After(deadline) {
			return false
		}
		<-tick.C
	}
	return true
}

// repository is where the kit lies for a package of environments.
const repository = "../../.."

// shared is what the tests share.
type shared struct {
	once sync.Once
	dir  string // all of it; "": nobody has needed it
	// release gives dir back.
	release func() error
	kit     string // the clone of those that have none of their own
	goes    map[string]string
}

var common shared

// programs is the folder of checker and runner.
func (s *shared) programs() string { return filepath.Join(s.dir, "bin") }

// cache is the folder of what the kit has built.
func (s *shared) cache() string { return filepath.Join(s.dir, "cache") }

// prepared makes it when it is first needed.
func prepared(t *testing.T) *shared {
	t.Helper()
	common.once.Do(func() { common.prepare(t) })
	return &common
}

func (s *shared) prepare(t *testing.T) {
	var err error
	s.dir, s.release, err = platformtest.Place()
	require.NoError(t, err)
	require.NoError(t, os.Chmod(s.dir, 0o755)) // another user must find the programs
	s.kit = filepath.Join(s.dir, "kit")
	s.goes = goVariables(t)
	cloneTo(t, s.kit)
	require.NoError(t, os.Mkdir(s.programs(), 0o755))
	for _, name := range []string{"checker", "runner"} {
		program, err := platformtest.Program(repository, "./"+name)
		require.NoError(t, err)
		data, err := os.ReadFile(program)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(s.programs(), name), data, 0o755))
	}
	compile := exec.Command("go", "list", "-export", "./services/...") // once, or the first rows all do it at the same time
	compile.Dir = s.kit
	out, err := compile.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// openFolder is an empty folder that other users can reach. It is a place, so a
// clone in it need not be compiled every time.
func openFolder(t *testing.T) string {
	t.Helper()
	dir, release, err := platformtest.Place()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, release()) })
	require.NoError(t, os.Chmod(dir, 0o755))
	return dir
}

// goVariables are where the go tool keeps what it has compiled; with another
// HOME it would compile everything once more.
func goVariables(t *testing.T) map[string]string {
	t.Helper()
	names := []string{"GOCACHE", "GOMODCACHE", "GOTOOLCHAIN"}
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	require.NoError(t, err)
	values := map[string]string{"GOPROXY": "off"}
	for i, value := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		values[names[i]] = value
	}
	return values
}

// cloneTo copies what is needed of the kit.
func cloneTo(t *testing.T, to string) {
	t.Helper()
	for _, folder := range []string{"services", "solutions", wrongAnswer} {
		require.NoError(t, os.CopyFS(filepath.Join(to, folder), os.DirFS(filepath.Join(repository, folder))))
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(repository, name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(to, name), data, 0o644))
	}
}

// wrongAnswer to exercise 2 is caught by what its processes do, and wrongID is
// how; see its about.md.
const (
	wrongAnswer = "exercises/02-scaling/wrong/no-restarts"
	wrongID     = "E2-NOT-REPLACED"
)

// running are the processes whose program still lies below a folder: checker and
// runner, their parts, and the services that they have built.
func running(patience time.Duration, dir string) (left []string) {
	Eventually(patience, func() bool {
		left = nil
		folders, _ := os.ReadDir("/proc")
		for _, f := range folders {
			program, err := os.Readlink(filepath.Join("/proc", f.Name(), "exe"))
			if err == nil && strings.HasPrefix(program, dir+string(filepath.Separator)) {
				left = append(left, f.Name()+" "+program)
			}
		}
		return len(left) == 0
	})
	return left
}
