package servicetest

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// StartPackage is [Start] for a service other than the one under test: the
// package is built first. The path is one that go build takes, such as
// "../hello-world".
func StartPackage(t *testing.T, path string, env ...string) *Process {
	t.Helper()
	program := filepath.Join(t.TempDir(), filepath.Base(path)+".exe") // Windows runs nothing else.
	out, err := exec.Command("go", "build", "-o", program, path).CombinedOutput()
	require.NoError(t, err, string(out))
	cmd := exec.Command(program)
	cmd.Env = append(append(cleanEnv(), "PORT=0"), env...)
	return launch(t, cmd)
}
