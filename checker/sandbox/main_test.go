package sandbox

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
)

func TestMain(m *testing.M) {
	selfexec.Play()
	code := m.Run()
	platform.Farewell()
	os.Exit(code)
}

// tree makes a folder with these files.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for path, text := range files {
		path = filepath.Join(root, filepath.FromSlash(path))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return root
}
