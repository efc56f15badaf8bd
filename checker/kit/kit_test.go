package kit_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/kit"
)

func TestRootIsTheNearestFolderOfTheKitsModule(t *testing.T) {
	const ours = "workshop.example/processes"
	for name, c := range map[string]struct {
		files map[string]string // go.mod files, by folder
		from  string
		want  string // "" for none
	}{
		"here":                      {map[string]string{".": "module " + ours + "\n\ngo 1.26\n"}, ".", "."},
		"above":                     {map[string]string{".": "module " + ours}, "services/hello-world", "."},
		"in quotes":                 {map[string]string{".": "// first\nmodule \"" + ours + "\""}, ".", "."},
		"past a module in between":  {map[string]string{".": "module " + ours, "own": "module example.org/own"}, "own/deep", "."},
		"a kit inside a kit":        {map[string]string{".": "module " + ours, "copy": "module " + ours}, "copy/services", "copy"},
		"another module":            {map[string]string{".": "module example.org/own"}, ".", ""},
		"a module with such a name": {map[string]string{".": "module " + ours + "/more"}, ".", ""},
		"no module":                 {nil, ".", ""},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			require.NoError(t, os.MkdirAll(filepath.Join(root, c.from), 0o755))
			for folder, text := range c.files {
				require.NoError(t, os.MkdirAll(filepath.Join(root, folder), 0o755))
				require.NoError(t, os.WriteFile(filepath.Join(root, folder, "go.mod"), []byte(text), 0o644))
			}
			found, err := kit.Root(filepath.Join(root, c.from))
			if c.want == "" {
				assert.ErrorIs(t, err, kit.ErrNotFound)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, filepath.Join(root, c.want), found)
		})
	}
}

// write makes the go.mod files of some kits, and gives their common folder.
func write(t *testing.T, folders ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, folder := range folders {
		require.NoError(t, os.MkdirAll(filepath.Join(root, folder), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(root, folder, "go.mod"), []byte("module workshop.example/processes\n"), 0o644))
	}
	return root
}

func TestFolderAboveTheKitNamesIt(t *testing.T) {
	for folder, named := range map[string]bool{"kit": true, "kit/kit": true, "[a] kit*/kit-main": true, "a/b/kit": false} {
		root := write(t, folder)
		_, err := kit.Root(root)
		assert.ErrorIs(t, err, kit.ErrNotFound)
		if named {
			assert.ErrorContains(t, err, "cd "+filepath.Join(root, folder))
		} else {
			assert.Equal(t, kit.ErrNotFound, err)
		}
	}
	root := write(t, "[odd] na*me/kit") // a path is no pattern
	_, err := kit.Root(filepath.Join(root, "[odd] na*me"))
	assert.ErrorContains(t, err, "cd "+filepath.Join(root, "[odd] na*me", "kit"))
}

func TestOtherCopyOfTheKitIsFound(t *testing.T) {
	root := write(t, "kit", "kit/kit-main", "alone")
	outer, inner := filepath.Join(root, "kit"), filepath.Join(root, "kit", "kit-main")
	assert.Equal(t, inner, kit.Other(outer))
	assert.Equal(t, outer, kit.Other(inner))
	assert.Empty(t, kit.Other(filepath.Join(root, "alone")), "one beside it is no trouble")
}
