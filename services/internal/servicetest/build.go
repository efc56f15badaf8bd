package servicetest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// StartPackage is [Start] for a service other than the one under test: the
// package is built first. The path is one that go build takes, such as
// "../hello-world".
func StartPackage(t *testing.T, path string, env ...string) *Process {
	t.Helper()
	cmd := exec.Command(program(t, path))
	cmd.Env = append(append(cleanEnv(), "PORT=0"), env...)
	return launch(t, cmd)
}

// program builds a package. Where there is an echo, `go run` is asked for the
// program that it would run: it has linked it once for all tests, and keeps it
// in the go tool's cache. What it has just linked it removes at its end.
func program(t *testing.T, path string) string {
	t.Helper()
	if _, err := exec.LookPath("echo"); err == nil {
		for range 2 {
			out, err := exec.Command("go", "run", "-exec", "echo", path).Output()
			require.NoError(t, err, "go run %s", path)
			kept := strings.TrimSpace(string(out))
			if _, err := os.Stat(kept); err == nil {
				return kept
			}
		}
	}
	built := filepath.Join(t.TempDir(), filepath.Base(path)+".exe") // Windows runs nothing else.
	out, err := exec.Command("go", "build", "-o", built, path).CombinedOutput()
	require.NoError(t, err, string(out))
	return built
}
