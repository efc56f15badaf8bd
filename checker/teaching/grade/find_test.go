package grade

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
)

func handedIn(t *testing.T) string {
	return platformtest.Tree(t, map[string]string{
		"in/anna/services.config.js": "a", "in/anna/helper.js": "h", "in/ben/ecosystem.config.yml": "b", "in/Cleo.JS": "c",
		"in/nothing/readme.txt": "n", "in/readme.txt": "r", "in/.DS_Store": "d", "in/.git/HEAD": "h",
		"notes/a.txt": "a", "empty/.keep": "",
	})
}

func names(all []Submission) []string {
	var names []string
	for _, s := range all {
		names = append(names, filepath.ToSlash(s.Name))
	}
	return names
}

func TestAFolderOfSubmissions(t *testing.T) {
	root := handedIn(t)
	found, ignored, err := Find(root, []string{"in"})
	require.NoError(t, err)
	assert.Equal(t, []string{"in/Cleo.JS", "in/anna", "in/ben", "in/nothing"}, names(found))
	assert.Equal(t, []string{filepath.Join("in", "readme.txt")}, ignored)
	assert.True(t, found[0].Alone, "its neighbours are other people's")
	assert.Equal(t, Submission{
		Name: filepath.Join("in", "anna"), Path: filepath.Join(root, "in", "anna"), Top: filepath.Join(root, "in"),
		File: filepath.Join(root, "in", "anna", "services.config.js"), Shown: filepath.Join("in", "anna"),
	}, found[1])
	assert.Equal(t, filepath.Join(root, "in", "ben", "ecosystem.config.yml"), found[2].File)
	assert.Equal(t, "there is no process file in it, such as services.config.js", found[3].Problem)
}

func TestSubmissionsAsTheyAreTyped(t *testing.T) {
	root := handedIn(t)
	found, _, err := Find(root, []string{"in/Cleo.JS", "in/anna/services.config.js", "in/anna", filepath.Join(root, "in", "ben"), "in/readme.txt"})
	require.NoError(t, err)
	assert.Equal(t, []string{"in/Cleo.JS", "in/anna/services.config.js", filepath.ToSlash(filepath.Join(root, "in", "ben")), "in/readme.txt"}, names(found), "none twice")
	assert.False(t, found[1].Alone, "its folder belongs to it")
	assert.Equal(t, filepath.Join("in", "anna"), found[1].Shown)
	assert.Contains(t, found[3].Problem, "it is not a process file")
}

func TestWhatIsNotThereIsAnError(t *testing.T) {
	root := handedIn(t)
	for path, words := range map[string]string{
		"in/nobody": "in/nobody: there is no such file or folder",
		"notes":     "notes: there is no process file and no folder in it, so there is no submission",
		"empty":     "no submission",
	} {
		_, _, err := Find(root, []string{path})
		assert.ErrorContains(t, err, words)
	}
}

func TestWhatCannotBeReadIsItsOwnProblem(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege on this system")
	}
	root := handedIn(t)
	loop, large := filepath.Join(root, "in", "loop.js"), filepath.Join(root, "in", "large.js")
	require.NoError(t, os.Symlink("loop.js", loop))
	require.NoError(t, os.WriteFile(large, nil, 0o644))
	require.NoError(t, os.Truncate(large, 50<<20))
	require.NoError(t, os.Symlink("anna", filepath.Join(root, "in", "zoe")))
	found, _, err := Find(root, []string{"in"})
	require.NoError(t, err)
	problems := map[string]string{}
	for _, s := range found {
		problems[filepath.Base(s.Name)] = s.Problem
	}
	assert.Contains(t, problems["loop.js"], "it cannot be read: too many levels of symbolic links")
	assert.Equal(t, "it has 50 MB; a process file has a few lines", problems["large.js"])
	assert.Empty(t, problems["zoe"], "a link to a folder is a folder")
}

func TestAFileAloneIsRunWithoutItsNeighbours(t *testing.T) {
	root, staging := handedIn(t), t.TempDir()
	found, _, err := Find(root, []string{"in"})
	require.NoError(t, err)
	cfg, err := found[0].config(staging)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(cfg.File, staging))
	assert.Equal(t, "Cleo.JS", filepath.Base(cfg.File))
	assert.Equal(t, "in", cfg.Shown)
	entries, err := os.ReadDir(filepath.Dir(cfg.File))
	require.NoError(t, err)
	assert.Len(t, entries, 1)
	text, err := os.ReadFile(cfg.File)
	require.NoError(t, err)
	assert.Equal(t, "c", string(text))

	cfg, err = found[1].config(staging)
	require.NoError(t, err)
	assert.Equal(t, found[1].File, cfg.File, "its helper lies beside it")
}
