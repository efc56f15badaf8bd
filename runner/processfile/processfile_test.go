package processfile

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
)

// The tests need the evaluator, which is this binary in another part.
func TestMain(m *testing.M) { platformtest.Play(m) }

// project makes a small project: a Go program hello-world and a few scripts,
// with the given files on top. Paths are relative to it.
func project(t testing.TB, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	all := map[string]string{
		"go.mod":                        "module example\n",
		"services/hello-world/main.go":  "package main\n\nfunc main() {}\n",
		"services/hello-world/words.go": "package main\n",
		"services/library/library.go":   "package library\n",
		"services/empty/README":         "nothing\n",
		"scripts/app.js":                "",
		"scripts/app.py":                "",
		"scripts/run.sh":                "#!/bin/sh\n",
		"scripts/plain":                 "data\n",
		"bin/tool":                      "#!/bin/sh\n",
		"bin/node":                      "#!/bin/sh\n",
		"bin/python3":                   "#!/bin/sh\n",
		"bin/sh":                        "#!/bin/sh\n",
	}
	for name, content := range files {
		all[name] = content
	}
	for name, content := range all {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		mode := os.FileMode(0o644)
		if strings.HasPrefix(name, "bin/") {
			mode = 0o755
		}
		require.NoError(t, os.WriteFile(path, []byte(content), mode))
	}
	return dir
}

// inProject are options under which the project's own bin folder is the PATH,
// so that no test depends on what is installed on the machine.
func inProject(dir string) Options {
	return Options{Base: dir, Cores: 4, Environ: []string{"PATH=" + filepath.Join(dir, "bin"), "HOME=/home/ada", "GREETING=Hi"}}
}

// read reads services.config.js, or whichever process file is named, with this
// content.
func read(t testing.TB, name, source string, files map[string]string) (*File, error) {
	t.Helper()
	all := map[string]string{name: source}
	for other, content := range files {
		all[other] = content
	}
	dir := project(t, all)
	return Read(t.Context(), filepath.Join(dir, name), inProject(dir))
}

// mustRead is read for a file that is right.
func mustRead(t testing.TB, name, source string, files map[string]string) *File {
	t.Helper()
	file, err := read(t, name, source, files)
	require.NoError(t, err)
	return file
}

// problems is read for a file that is wrong.
func problems(t testing.TB, name, source string, files map[string]string) []Problem {
	t.Helper()
	_, err := read(t, name, source, files)
	var invalid *Invalid
	require.True(t, errors.As(err, &invalid), "%v", err)
	return invalid.Problems
}

// apps is a CommonJS file with these apps.
func apps(list string) string { return "module.exports = { apps: [\n" + list + "\n] }\n" }
