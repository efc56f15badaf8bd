package build_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/tests/platformtest"
)

// sourceTree writes files into a new folder; a file's path ends where its text
// begins.
func sourceTree(t *testing.T, files map[string]string) string {
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		write(t, path, text)
	}
	return root
}

// lister is a builder that may find a go.work.
func lister() *build.Builder {
	return &build.Builder{Environ: append(os.Environ(), "GOPROXY=off", "GOTOOLCHAIN=local", "GOWORK=", "GOFLAGS=")}
}

// below names paths relative to a folder, with slashes.
func below(t *testing.T, root string, paths []string) []string {
	names := []string{}
	for _, path := range paths {
		name, err := filepath.Rel(root, path)
		require.NoError(t, err)
		names = append(names, filepath.ToSlash(name))
	}
	return names
}

const smallModule = "module example.com/small\n\ngo 1.26\n"

func imports(paths ...string) string {
	text := "package main\n"
	for _, path := range paths {
		text += "import _ \"" + path + "\"\n"
	}
	return text + "func main() {}\n"
}

func TestAProgramIsMadeOfItsPackagesOnThisDisk(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files        map[string]string
		source       string // "app" unless told
		dirs, module []string
	}{
		"packages of its module, but not the standard library": {
			files: map[string]string{
				"go.mod":          smallModule,
				"app/main.go":     imports("example.com/small/lib", "strings"),
				"lib/lib.go":      "package lib\nimport _ \"example.com/small/lib/deep\"\n",
				"lib/deep/x.go":   "package deep\n",
				"unused/x.go":     "package unused\n",
				"app/x_test.go":   "package main\nimport _ \"example.com/small/unused\"\n",
				"vendor/notes.md": "",
			},
			dirs: []string{"app", "lib", "lib/deep"}, module: []string{"go.mod", "go.sum"},
		},
		"one file": {
			files: map[string]string{
				"go.mod":       smallModule,
				"app/main.go":  imports("example.com/small/lib"),
				"app/other.go": "package main\nfunc main() {}\n",
				"lib/lib.go":   "package lib\n",
			},
			source: "app/main.go",
			dirs:   []string{"app", "lib"}, module: []string{"go.mod", "go.sum"},
		},
		"a module that is replaced by a folder": {
			files: map[string]string{
				"go.mod":             smallModule + "require example.com/near v0.0.0\nreplace example.com/near => ./libs/near\n",
				"app/main.go":        imports("example.com/near/x"),
				"libs/near/go.mod":   "module example.com/near\n\ngo 1.26\n",
				"libs/near/x/x.go":   "package x\n",
				"libs/near/other.go": "package near\n",
			},
			dirs:   []string{"app", "libs/near/x"},
			module: []string{"go.mod", "go.sum", "libs/near/go.mod", "libs/near/go.sum"},
		},
		"modules of a workspace": {
			files: map[string]string{
				"go.work":         "go 1.26\n\nuse (\n\t./shop\n\t./lib\n)\n",
				"shop/go.mod":     "module example.com/shop\n\ngo 1.26\n",
				"shop/app/web.go": imports("example.com/lib"),
				"lib/go.mod":      "module example.com/lib\n\ngo 1.26\n",
				"lib/lib.go":      "package lib\n",
			},
			source: "shop/app",
			dirs:   []string{"lib", "shop/app"},
			module: []string{"go.work", "go.work.sum", "lib/go.mod", "lib/go.sum", "shop/go.mod", "shop/go.sum"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := sourceTree(t, c.files)
			if c.source == "" {
				c.source = "app"
			}
			s, err := lister().Sources(t.Context(), filepath.Join(root, c.source))
			require.NoError(t, err)
			assert.Equal(t, c.dirs, below(t, root, s.Dirs))
			assert.Equal(t, c.module, below(t, root, s.Files))
			assert.Empty(t, s.Trees)
		})
	}
}

func TestWhatIsEmbeddedBelongsToTheProgram(t *testing.T) {
	t.Parallel()
	root := sourceTree(t, map[string]string{
		"go.mod": smallModule,
		"app/main.go": "package main\nimport \"embed\"\n" +
			"//go:embed page.html *.txt all:static templates/*/x.tmpl\nvar files embed.FS\nfunc main() {}\n",
		"app/page.html":            "",
		"app/one.txt":              "",
		"app/static/deep/logo.svg": "",
		"app/templates/a/x.tmpl":   "",
	})
	s, err := lister().Sources(t.Context(), filepath.Join(root, "app"))
	require.NoError(t, err)
	assert.Equal(t, []string{"app/static", "app/templates"}, below(t, root, s.Trees))
	for name, counts := range map[string]bool{
		"app/page.html": true, "app/one.txt": true, "app/new.txt": true,
		"app/static/deep/logo.svg": true, "app/static/new/deep.png": true, "app/templates/new/x.tmpl": true,
		"go.mod": true, "go.sum": true, "app/new.go": true, "app/fast_amd64.s": true, "app/new.h": true,

		"app/other.html": false, "app/sub/new.txt": false, "app/templates/x.tmpl": false, "app/templates/a/y.tmpl": false,
		"app/main_test.go": false, "app/README.md": false, "lib/new.go": false, "app/go.mod": false,
	} {
		assert.Equal(t, counts, s.Counts(filepath.Join(root, filepath.FromSlash(name))), name)
	}
}

func TestWhatDoesNotCompileIsListedAllTheSame(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files       map[string]string
		dirs, trees []string
	}{
		"undefined names": {files: map[string]string{"app/main.go": imports("example.com/small/lib") + "var x = missing\n", "lib/lib.go": "package lib\n"},
			dirs: []string{"app", "lib"}},
		"a syntax error in a package": {files: map[string]string{"app/main.go": imports("example.com/small/lib"), "lib/lib.go": "package lib\nfunc (((\n"},
			dirs: []string{"app", "lib"}},
		"a syntax error in the program":           {files: map[string]string{"app/main.go": "package main (((\n"}, dirs: []string{"app"}},
		"an empty file":                           {files: map[string]string{"app/main.go": ""}, dirs: []string{"app"}},
		"no file yet":                             {files: map[string]string{"app/README.md": ""}, dirs: []string{"app"}},
		"two packages in one folder":              {files: map[string]string{"app/main.go": imports(), "app/x.go": "package other\n"}, dirs: []string{"app"}},
		"an import that is still to be written":   {files: map[string]string{"app/main.go": imports("example.com/small/lib/later")}, dirs: []string{"app", "lib/later"}},
		"an import of a module that is not there": {files: map[string]string{"app/main.go": imports("example.com/elsewhere/x")}, dirs: []string{"app"}},
		"a circle": {files: map[string]string{"app/main.go": imports("example.com/small/lib"), "lib/lib.go": "package lib\nimport _ \"example.com/small/more\"\n",
			"more/more.go": "package more\nimport _ \"example.com/small/lib\"\n"}, dirs: []string{"app", "lib", "more"}},
		"nothing to embed yet": {files: map[string]string{"app/main.go": "package main\nimport _ \"embed\"\n//go:embed data/page.html\nvar page string\nfunc main() {}\n"},
			dirs: []string{"app"}, trees: []string{"app/data/page.html"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.files["go.mod"] = smallModule
			root := sourceTree(t, c.files)
			s, err := lister().Sources(t.Context(), filepath.Join(root, "app"))
			require.NoError(t, err)
			assert.Equal(t, c.dirs, below(t, root, s.Dirs))
			assert.ElementsMatch(t, c.trees, below(t, root, s.Trees))
			assert.Equal(t, []string{"go.mod", "go.sum"}, below(t, root, s.Files))
		})
	}
}

func TestWithoutAnAnswerThereIsStillSomethingToWatch(t *testing.T) {
	files := map[string]string{"go.mod": smallModule, "app/main.go": imports()}
	check := func(t *testing.T, b *build.Builder, root string) *build.Failed {
		s, err := b.Sources(t.Context(), filepath.Join(root, "app"))
		var failed *build.Failed
		require.ErrorAs(t, err, &failed)
		assert.Equal(t, []string{"app"}, below(t, root, s.Dirs))
		assert.Equal(t, []string{"go.mod", "go.sum"}, below(t, root, s.Files))
		assert.True(t, s.Counts(filepath.Join(root, "app", "main.go")))
		return failed
	}
	t.Run("go.mod is broken", func(t *testing.T) {
		root := sourceTree(t, files)
		write(t, filepath.Join(root, "go.mod"), smallModule+"garbage (\n")
		failed := check(t, lister(), root)
		assert.False(t, failed.NoGo)
		assert.Contains(t, failed.Output, "go.mod:4")
	})
	t.Run("there is no go tool", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		assert.True(t, check(t, lister(), sourceTree(t, files)).NoGo)
	})
	t.Run("the folder is gone", func(t *testing.T) {
		root := sourceTree(t, files)
		require.NoError(t, os.RemoveAll(filepath.Join(root, "app")))
		s, err := lister().Sources(t.Context(), filepath.Join(root, "app"))
		assert.Error(t, err)
		assert.Equal(t, []string{"app"}, below(t, root, s.Dirs))
	})
}

func TestAListingNamesFilesAsItsCallerDoes(t *testing.T) {
	t.Parallel()
	root := sourceTree(t, map[string]string{"real/go.mod": smallModule,
		"real/app/main.go": imports("example.com/small/lib"), "real/lib/lib.go": "package lib\n"})
	if err := os.Symlink("real", filepath.Join(root, "link")); err != nil {
		t.Skip("no symlinks here: " + err.Error())
	}
	s, err := lister().Sources(t.Context(), filepath.Join(root, "link", "app"))
	require.NoError(t, err)
	if runtime.GOOS != "windows" { // where there is no PWD
		assert.Equal(t, []string{"link/app", "link/lib"}, below(t, root, s.Dirs))
	}
	assert.Equal(t, []string{"link/go.mod", "link/go.sum"}, below(t, root, s.Files)[:2])
}

func TestAListingThatIsCalledOffLeavesNothing(t *testing.T) {
	root := sourceTree(t, map[string]string{"go.mod": smallModule, "app/main.go": imports()})
	app := filepath.Join(root, "app")
	t.Run("before it began", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := lister().Sources(ctx, app)
		assert.ErrorIs(t, err, context.Canceled)
	})
	t.Run("while it runs", func(t *testing.T) {
		if runtime.GOOS == "windows" {
			t.Skip("a script stands for the go tool")
		}
		up, tools := filepath.Join(t.TempDir(), "up"), t.TempDir()
		script := "#!/bin/sh\n" + strings.Join(platformtest.Argv("hang", up), " ") + "\n"
		require.NoError(t, os.WriteFile(filepath.Join(tools, "go"), []byte(script), 0o700))
		t.Setenv("PATH", tools)
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() {
			_, err := lister().Sources(ctx, app)
			result <- err
		}()
		require.Eventually(t, func() bool { _, err := os.Stat(up); return err == nil }, platformtest.Patience(t), time.Millisecond)
		cancel()
		assert.ErrorIs(t, <-result, context.Canceled)
	})
}

func BenchmarkSources(b *testing.B) {
	service, err := filepath.Abs("../../../services/world-cup-fixtures")
	require.NoError(b, err)
	lister := &build.Builder{}
	for b.Loop() {
		_, err := lister.Sources(b.Context(), service)
		require.NoError(b, err)
	}
}
