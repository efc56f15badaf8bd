package kit

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A check copies the kit without its teaching folders: a new folder with code in
// it is either one of those, or one that apps need.
func TestEveryFolderWithCodeTeachesOrServes(t *testing.T) {
	entries, err := os.ReadDir("../..")
	require.NoError(t, err)
	var seen []string
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") || !hasCode(t, filepath.Join("../..", e.Name())) {
			continue
		}
		seen = append(seen, e.Name())
		assert.True(t, e.Name() == "services" || slices.Contains(Teaching, e.Name()), "%s", e.Name())
	}
	assert.Contains(t, seen, "services")
	assert.Contains(t, seen, "tests")
}

func hasCode(t *testing.T, folder string) bool {
	t.Helper()
	found := false
	require.NoError(t, filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".go" {
			found = true
			return fs.SkipAll
		}
		return err
	}))
	return found
}
