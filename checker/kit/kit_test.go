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
