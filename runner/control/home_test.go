package control_test

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/control"
)

func TestTheHomeThatACommandMeans(t *testing.T) {
	root := t.TempDir()
	t.Setenv(control.HomeVariable, "")
	write := func(path string) {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(root, path)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(root, path), nil, 0o600))
	}
	write("project/services.config.js")
	write("project/deep/folder/file")
	write("project/inner/ecosystem.config.yaml")
	write("other/.runner/lock")
	write("other/below/file")
	for working, want := range map[string]string{
		"project":             "project/.runner",
		"project/deep/folder": "project/.runner",
		"project/inner":       "project/inner/.runner",
		"other/below":         "other/.runner", // a daemon of a file with another name
		"":                    ".runner",       // nothing anywhere
	} {
		home, err := control.FindHome(filepath.Join(root, working))
		require.NoError(t, err)
		assert.Equal(t, filepath.Join(root, want), home.Dir, "from %q", working)
		assert.Equal(t, filepath.Dir(home.Dir), home.Project())
	}

	t.Setenv(control.HomeVariable, filepath.Join(root, "mine"))
	for _, find := range []func(string) (control.Home, error){control.FindHome, control.HomeOf} {
		home, err := find(filepath.Join(root, "project"))
		require.NoError(t, err)
		assert.Equal(t, filepath.Join(root, "mine"), home.Dir)
	}
}

func TestAHomeIsForItsOwnerAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("access lists are inherited there")
	}
	home := control.Home{Dir: filepath.Join(t.TempDir(), ".runner")}
	require.NoError(t, os.Mkdir(home.Dir, 0o755)) // somebody made it, carelessly
	require.NoError(t, home.Make())
	mode := func(path string) os.FileMode {
		info, err := os.Stat(path)
		require.NoError(t, err)
		return info.Mode().Perm()
	}
	assert.Equal(t, os.FileMode(0o700), mode(home.Dir))
	ignored, err := os.ReadFile(filepath.Join(home.Dir, ".gitignore"))
	require.NoError(t, err)
	assert.Equal(t, "*\n", string(ignored))

	listener, err := home.Listen()
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), mode(home.Address()))
	require.NoError(t, listener.Close())
	assert.NoFileExists(t, home.Address())
}

func TestAFolderInTheWayIsExplained(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))
	for _, home := range []string{"file", "file/below"} {
		err := control.Home{Dir: filepath.Join(dir, home)}.Make()
		require.Error(t, err, home)
		assert.Contains(t, err.Error(), "there is a file in the way")
		assert.Contains(t, control.HintOf(err), "RUNNER_HOME names another folder")
	}
}

func TestADeepFolderHasItsSocketElsewhere(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", "")
	home := control.Home{Dir: filepath.Join(t.TempDir(), strings.Repeat("deep/", 30), ".runner")}
	require.NoError(t, home.Make())
	for range 2 { // the second time, the first one's remains are in the way
		listener, err := home.Listen()
		require.NoError(t, err)
		address := home.Address()
		assert.LessOrEqual(t, len(address), 100)
		info, err := os.Stat(filepath.Dir(address))
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o700), info.Mode().Perm())
		// The client finds it though its own environment names other folders.
		t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
		conn, err := net.Dial("unix", home.Address())
		require.NoError(t, err)
		_ = conn.Close()
		t.Cleanup(func() { _ = listener.Close(); _ = os.Remove(address) })
	}
}

func TestAFolderInTheSocketsPlaceStays(t *testing.T) {
	home := control.Home{Dir: filepath.Join(t.TempDir(), ".runner")}
	require.NoError(t, home.Make())
	precious := filepath.Join(home.Dir, control.SocketName, "file")
	require.NoError(t, os.MkdirAll(filepath.Dir(precious), 0o700))
	require.NoError(t, os.WriteFile(precious, nil, 0o600))
	_, err := home.Listen()
	assert.ErrorContains(t, err, "is in the way of the runner's socket")
	assert.FileExists(t, precious)
}

func TestTheOwnersNumberIsBelievedOnlyWhenItIsOne(t *testing.T) {
	home := control.Home{Dir: t.TempDir()}
	assert.Zero(t, home.Owner())
	for text, want := range map[string]int{"123\n": 123, "": 0, "-1": 0, "0": 0, "12345678901234567890123": 0, "x": 0} {
		require.NoError(t, os.WriteFile(home.Pid(), []byte(text), 0o600))
		assert.Equal(t, want, home.Owner(), "%q", text)
	}
}
