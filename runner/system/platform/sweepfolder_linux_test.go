package platform_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
)

// Not parallel: it changes the folder for temporary files.
func TestSweepDeadFindsFoldersWhateverTheFolderAboveIsCalled(t *testing.T) {
	above := filepath.Join(t.TempDir(), "t[m]p 'of' mine*")
	require.NoError(t, os.Mkdir(above, 0o700))
	t.Setenv("TMPDIR", above)
	living := platform.OwnerName()
	dead := "999999999." + strings.SplitN(living, ".", 2)[1]
	var folders []string
	for _, owner := range []string{living, dead} {
		folder := filepath.Join(above, platform.FolderPrefix+owner+"-ABC")
		require.NoError(t, os.Mkdir(folder, 0o700))
		folders = append(folders, folder)
	}
	platform.SweepDead()
	assert.True(t, exists(folders[0]), "its owner lives")
	assert.False(t, exists(folders[1]))
}
