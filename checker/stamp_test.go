package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sources is a kit with a file of each sort, and its cache with a program that
// was built from it.
func sources(t *testing.T) (root, cache, program string) {
	t.Helper()
	root, cache = t.TempDir(), t.TempDir()
	for _, name := range []string{
		"go.mod", "go.sum", "checker/containers/engine/main.go", "runner/a.go", "exercises/10-docker/exercise.go", "exercises/10-docker/hints.md",
		"exercises/10-docker/wrong/root/Dockerfile", "tests/scripts/checks/testdata/script/a.txtar", "services/hello-world/main.go",
	} {
		put(t, filepath.Join(root, name), "one")
	}
	program = filepath.Join(cache, "engine", "version", "engine")
	put(t, program, "program")
	stampOf(root).note(cache, program)
	return root, cache, program
}

func put(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

func TestTheProgramForContainersIsBuiltAnewAfterAnyChange(t *testing.T) {
	for name, c := range map[string]struct {
		change func(t *testing.T, root, program string)
		stays  bool
	}{
		"nothing":          {func(*testing.T, string, string) {}, true},
		"a longer source":  {func(t *testing.T, root, _ string) { put(t, filepath.Join(root, "runner/a.go"), "three") }, false},
		"as long a source": {func(t *testing.T, root, _ string) { later(t, filepath.Join(root, "runner/a.go")) }, false},
		"an embedded file": {func(t *testing.T, root, _ string) { later(t, filepath.Join(root, "exercises/10-docker/hints.md")) }, false},
		"a new file": {func(t *testing.T, root, _ string) {
			put(t, filepath.Join(root, "checker/containers/engine/new.go"), "x")
		}, false},
		"a file less":       {func(t *testing.T, root, _ string) { require.NoError(t, os.Remove(filepath.Join(root, "runner/a.go"))) }, false},
		"a library":         {func(t *testing.T, root, _ string) { later(t, filepath.Join(root, "go.sum")) }, false},
		"no go.mod":         {func(t *testing.T, root, _ string) { require.NoError(t, os.Remove(filepath.Join(root, "go.mod"))) }, false},
		"the go tool's way": {func(t *testing.T, _, _ string) { t.Setenv("GOFLAGS", "-race") }, false},
		"it is gone":        {func(t *testing.T, _, program string) { require.NoError(t, os.Remove(program)) }, false},
		"a wrong answer": {func(t *testing.T, root, _ string) {
			later(t, filepath.Join(root, "exercises/10-docker/wrong/root/Dockerfile"))
		}, true},
		"a script": {func(t *testing.T, root, _ string) {
			later(t, filepath.Join(root, "tests/scripts/checks/testdata/script/a.txtar"))
		}, true},
		"a service": {func(t *testing.T, root, _ string) { later(t, filepath.Join(root, "services/hello-world/main.go")) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			root, cache, program := sources(t)
			c.change(t, root, program)
			if c.stays {
				assert.Equal(t, program, stampOf(root).program(cache))
			} else {
				assert.Empty(t, stampOf(root).program(cache))
			}
		})
	}
	assert.Empty(t, stampOf(t.TempDir()).program(t.TempDir()), "nothing was ever built")
}

// later saves a file again, with another text of that length.
func later(t *testing.T, path string) {
	t.Helper()
	put(t, path, "two")
	now := time.Now().Add(time.Second)
	require.NoError(t, os.Chtimes(path, now, now))
}

// Else a change in another folder would go unseen.
func TestTheProgramForContainersIsMadeOfTheFoldersThatAreLookedAt(t *testing.T) {
	needs := imports(t)["checker/containers/engine"]
	require.NotEmpty(t, needs)
	for _, need := range needs {
		if inside, ok := strings.CutPrefix(need, module); ok {
			folder, _, _ := strings.Cut(inside, "/")
			assert.True(t, slices.Contains(engineSources, folder), "checker/containers/engine is made of %s, too", inside)
		}
	}
}
