//go:build unix

package reader

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/containers/composefile"
)

// linked is a project with links that lead out of it, and one that stays.
func linked(t *testing.T, content string) []composefile.Problem {
	t.Helper()
	folder := project(t, map[string]string{"compose.yaml": content, "real/a.env": "A=1\n"})
	elsewhere := t.TempDir()
	require.NoError(t, os.Symlink(elsewhere, filepath.Join(folder, "out")))
	require.NoError(t, os.Symlink(filepath.Join(elsewhere, "nothing"), filepath.Join(folder, "dangling")))
	require.NoError(t, os.Symlink("real", filepath.Join(folder, "within")))
	require.NoError(t, os.Symlink("/var/run/docker.sock", filepath.Join(folder, "harmless")))
	require.NoError(t, os.Symlink("loop", filepath.Join(folder, "loop")))
	_, problems := Read(t.Context(), folder, "compose.yaml", nil)
	return problems
}

func TestLinksThatLeadOutAreRefused(t *testing.T) {
	for name, want := range map[string]struct{ content, id string }{
		"a mount":                       {in("    volumes: [\"./out:/a\"]\n"), "OUTSIDE"},
		"a mount below a link":          {in("    volumes: [\"./out/not/there:/a\"]\n"), "OUTSIDE"},
		"a link to nothing":             {in("    volumes: [\"./dangling:/a\"]\n"), "OUTSIDE"},
		"a link and back again":         {in("    volumes: [\"./out/../../a:/a\"]\n"), "OUTSIDE"},
		"a link to the engine's socket": {in("    volumes: [\"./harmless:/a\"]\n"), "DOCKER-SOCKET"},
		"a context":                     {"services:\n  web:\n    build: out\n", "OUTSIDE"},
		"variables":                     {in("    env_file: out/a.env\n"), "OUTSIDE"},
		"include":                       {"include: [out/a.yaml]\n" + in(""), "OUTSIDE"},
	} {
		t.Run(name, func(t *testing.T) {
			problems := linked(t, want.content)
			require.NotEmpty(t, problems)
			assert.Equal(t, want.id, problems[0].ID, problems[0].Seen)
		})
	}
}

func TestLinksThatStayInsideAreFine(t *testing.T) {
	assert.Empty(t, linked(t, in("    volumes: [\"./within:/a\"]\n    env_file: within/a.env\n")))
}

func TestALinkToItselfEndsTheSearch(t *testing.T) {
	assert.NotPanics(t, func() { linked(t, in("    volumes: [\"./loop:/a\"]\n")) })
}

func TestAFileThatIsALinkOutsideIsNotRead(t *testing.T) {
	folder := t.TempDir()
	elsewhere := filepath.Join(t.TempDir(), "a.yaml")
	require.NoError(t, os.WriteFile(elsewhere, []byte(in("")), 0o644))
	require.NoError(t, os.Symlink(elsewhere, filepath.Join(folder, "compose.yaml")))
	_, problems := Read(t.Context(), folder, "compose.yaml", nil)
	require.Len(t, problems, 1)
	assert.Equal(t, "OUTSIDE", problems[0].ID)
}

func TestAFolderReachedByALinkIsFine(t *testing.T) {
	folder := project(t, map[string]string{"compose.yaml": good})
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(folder, link))
	_, problems := Read(t.Context(), link, "compose.yaml", nil)
	assert.Empty(t, problems)
}

// A pipe that nobody writes to would be read for ever.
func TestAPipeIsNoFile(t *testing.T) {
	for _, content := range []string{in("    env_file: pipe\n"), in("    label_file: pipe\n"), "include: [pipe]\n" + in("")} {
		folder := project(t, map[string]string{"compose.yaml": content})
		require.NoError(t, syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o644))
		_, problems := Read(t.Context(), folder, "compose.yaml", nil)
		require.Len(t, problems, 1)
		assert.Equal(t, "FILE-MISSING", problems[0].ID)
		assert.Contains(t, problems[0].Seen, "not an ordinary file")
	}
}
