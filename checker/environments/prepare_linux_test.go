package environments

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// This file owns what all rows have in common: the programs, a clone of the kit,
// and what is still running of them.

// patience bounds every wait. It is far above what an idle machine needs.
const patience = 2 * time.Minute

// eventually looks again and again until found, and says whether it was.
func eventually(found func() bool) bool {
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

const repository = "../.."

// shared is what the rows share.
type shared struct {
	dir  string // all of it
	kit  string // the clone of those that have none of their own
	goes map[string]string
}

// programs is the folder of checker and runner.
func (s *shared) programs() string { return filepath.Join(s.dir, "bin") }

// cache is the folder of what the kit has built.
func (s *shared) cache() string { return filepath.Join(s.dir, "cache") }

func prepare(t *testing.T) *shared {
	t.Helper()
	s := &shared{dir: openFolder(t)}
	s.kit = filepath.Join(s.dir, "kit")
	s.goes = goVariables(t)
	cloneTo(t, s.kit)
	build := exec.Command("go", "build", "-o", s.programs()+string(filepath.Separator), "./checker", "./runner")
	build.Dir = repository
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return s
}

// openFolder is a temporary folder that other users can reach.
func openFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o755))
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

// running are the processes whose program lies below the shared folder: the
// checker, the runner, their parts, and the services that they have built.
func (s *shared) running() []string {
	var left []string
	eventually(func() bool {
		left = runningBelow(s.dir)
		return len(left) == 0
	})
	return left
}

func runningBelow(dir string) []string {
	folders, _ := os.ReadDir("/proc")
	var found []string
	for _, f := range folders {
		program, err := os.Readlink(filepath.Join("/proc", f.Name(), "exe"))
		if err == nil && strings.HasPrefix(program, dir+string(filepath.Separator)) {
			found = append(found, f.Name()+" "+program)
		}
	}
	return found
}
