package sandbox

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
)

// filesOf are the files of a folder with what is in them.
func filesOf(t *testing.T, root string) map[string]string {
	t.Helper()
	found := map[string]string{}
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		found[filepath.ToSlash(rel)] = string(data)
		return err
	}))
	return found
}

func TestTheCopyHasWhatAppsNeed(t *testing.T) {
	kit := platformtest.Tree(t, map[string]string{
		"go.mod": "m", "services/web/main.go": "p", ".env": "A=1", ".config/dev.env": "B=2",
		".git/HEAD": "x", ".workshop/progress.json": "x", // nobody needs these
		"workshop-run-1.2.3-ABC/kit/go.mod": "x", // a sandbox, where TMPDIR lies in the kit
	})
	copied := filepath.Join(t.TempDir(), "copy")
	require.NoError(t, copyTree(kit, copied))
	assert.Equal(t, map[string]string{
		"go.mod": "m", "services/web/main.go": "p", ".env": "A=1", ".config/dev.env": "B=2",
	}, filesOf(t, copied))
}

func TestWhatIsNotWantedIsNotCopied(t *testing.T) {
	kit := platformtest.Tree(t, map[string]string{"go.mod": "m", "services/docs/a": "a", "docs/b": "b", "handed/in/c.js": "c", "one.js": "1"})
	copied := filepath.Join(t.TempDir(), "copy")
	require.NoError(t, copyTree(kit, copied, "docs", filepath.Join("handed", "in"), "one.js", "."))
	assert.Equal(t, map[string]string{"go.mod": "m", "services/docs/a": "a"}, filesOf(t, copied))
}

func TestWhatIsLargeIsLinked(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege on this system")
	}
	kit := platformtest.Tree(t, map[string]string{"node_modules/.bin/tool": "t", "services/web/node_modules/b.js": "b", "image": ""})
	require.NoError(t, os.Truncate(filepath.Join(kit, "image"), largestCopied+1))
	copied := filepath.Join(t.TempDir(), "copy")
	for range 2 { // the second time over the first: an overlay meets what is there
		require.NoError(t, copyTree(kit, copied))
	}
	for _, link := range []string{"node_modules", "services/web/node_modules", "image"} {
		target, err := os.Readlink(filepath.Join(copied, link))
		require.NoError(t, err, link)
		assert.Equal(t, filepath.Join(kit, link), target)
	}
	assert.FileExists(t, filepath.Join(copied, "node_modules/.bin/tool"))
}

func TestAFolderOfTooManyFilesIsRefused(t *testing.T) {
	kit := platformtest.Tree(t, map[string]string{"a": "", "b/c": "", "d": ""}) // five, with the folders
	require.NoError(t, copyAtMost(5, kit, filepath.Join(t.TempDir(), "copy")))
	err := copyAtMost(4, kit, filepath.Join(t.TempDir(), "copy"))
	var tooMany *TooManyFiles
	require.ErrorAs(t, err, &tooMany)
	assert.Equal(t, &TooManyFiles{Folder: kit, Most: 4}, tooMany)
}

func TestAKitInADotFolderIsCopiedAllTheSame(t *testing.T) {
	kit := filepath.Join(platformtest.Tree(t, map[string]string{".clones/kit/go.mod": "m"}), ".clones")
	copied := filepath.Join(t.TempDir(), "copy")
	require.NoError(t, copyTree(kit, copied))
	assert.Equal(t, map[string]string{"kit/go.mod": "m"}, filesOf(t, copied))
}

func TestModesAndLinksAreCopied(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("this system has neither")
	}
	kit := platformtest.Tree(t, map[string]string{"start.sh": "#!/bin/sh", "locked.txt": "l", "real/a.txt": "a"})
	require.NoError(t, os.Chmod(filepath.Join(kit, "start.sh"), 0o755))
	require.NoError(t, os.Chmod(filepath.Join(kit, "locked.txt"), 0o444))
	require.NoError(t, os.Symlink("real", filepath.Join(kit, "link")))
	require.NoError(t, os.Symlink("nowhere", filepath.Join(kit, "dangling")))
	copied := filepath.Join(t.TempDir(), "copy")
	for range 2 { // the second time over the first: an overlay meets what is there
		require.NoError(t, copyTree(kit, copied))
	}
	info, err := os.Stat(filepath.Join(copied, "start.sh"))
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&0o100, "it can be executed")
	info, err = os.Stat(filepath.Join(copied, "locked.txt"))
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&0o200, "a copy is there to be written over")
	for link, want := range map[string]string{"link": "real", "dangling": "nowhere"} {
		target, err := os.Readlink(filepath.Join(copied, link))
		require.NoError(t, err)
		assert.Equal(t, want, target)
	}
}

func TestALinkOfTheCopyIsNotWrittenThrough(t *testing.T) {
	outside := platformtest.Tree(t, map[string]string{"mine.js": "mine", "lib/mine.js": "mine"})
	kit := t.TempDir()
	for link, target := range map[string]string{"helper.js": "mine.js", "lib": "lib"} {
		if err := os.Symlink(filepath.Join(outside, target), filepath.Join(kit, link)); err != nil {
			t.Skip(err)
		}
	}
	answer := platformtest.Tree(t, map[string]string{"helper.js": "theirs", "lib/mine.js": "theirs"})
	copied := filepath.Join(t.TempDir(), "copy")
	require.NoError(t, copyTree(kit, copied))
	require.NoError(t, overlay(answer, copied))
	assert.Equal(t, filesOf(t, answer), filesOf(t, copied))
	assert.Equal(t, map[string]string{"mine.js": "mine", "lib/mine.js": "mine"}, filesOf(t, outside),
		"the learner's own files stay as they are")
}

func TestAnAnswerTakesThePlaceOfTheKitsOwnFile(t *testing.T) {
	copied := platformtest.Tree(t, map[string]string{
		"services.config.js": "kit", "services.config.yaml": "kit", "ecosystem.config.js": "kit",
		"services/web/main.go": "kit", "settings.js": "kit",
	})
	answer := platformtest.Tree(t, map[string]string{"ecosystem.config.js": "answer", "settings.js": "answer", "more/a.js": "answer"})
	require.NoError(t, overlay(answer, copied))
	assert.Equal(t, map[string]string{
		"ecosystem.config.js": "answer", "settings.js": "answer", "more/a.js": "answer", "services/web/main.go": "kit",
	}, filesOf(t, copied))
}
