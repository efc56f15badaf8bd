package build_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/build"
)

// compiled builds and returns what the compiler worked on, the program's own
// package with a star.
func compiled(t *testing.T, b *build.Builder, source string) (packages []string, err error) {
	_, err = b.Build(build.WithProgress(t.Context(), func(p build.Progress) {
		name := p.Package
		if p.Own {
			name += "*"
		}
		packages = append(packages, name)
		assert.Equal(t, len(packages), p.Nth)
	}), source)
	return packages, err
}

func TestOnlyWhatIsCompiledIsTold(t *testing.T) {
	t.Parallel()
	root := sourceTree(t, map[string]string{"go.mod": "// a comment\nmodule \"example.com/small\" // more\n\ngo 1.26\n",
		"app/main.go": "package main\n\nimport \"example.com/small/lib\"\n\nfunc main() { println(lib.Word) }\n",
		"lib/lib.go":  "package lib\n\nvar Word = \"" + t.Name() + root(t) + "\"\n"})
	b, app := builder(t), filepath.Join(root, "app")
	expect := func(why string, want ...string) {
		t.Helper()
		got, err := compiled(t, b, app)
		require.NoError(t, err)
		assert.Equal(t, want, got, why)
	}
	expect("all is new", "example.com/small/lib", "example.com/small/app*")
	expect("nothing has changed")
	b.Dir = t.TempDir()
	expect("the program is only linked")
	write(t, filepath.Join(app, "main.go"), "package main\n\nimport \"example.com/small/lib\"\n\nfunc main() { println(lib.Word, 2) }\n")
	expect("the program was edited", "example.com/small/app*")
	b.Environ = append(b.Environ, "GOFLAGS=-x -n -v -work")
	b.Dir = t.TempDir()
	expect("what GOFLAGS prints is no package")

	got, err := compiled(t, b, filepath.Join(app, "main.go"))
	require.NoError(t, err)
	assert.Equal(t, []string{"command-line-arguments*"}, got)
}

// root is another text for every run of a test, so that nothing is in a cache.
func root(t *testing.T) string { return filepath.ToSlash(t.TempDir()) }

func TestWhatACompilerSaysHasNoNamesOfPackagesInIt(t *testing.T) {
	t.Parallel()
	root := sourceTree(t, map[string]string{"go.mod": smallModule,
		"app/main.go": imports("example.com/small/lib", "example.com/small/more"),
		"lib/lib.go":  "package lib\n\n// " + root(t) + "\nvar x int = \"\"\n",
		"more/x.go":   "package more\n\n// " + root(t) + "\n"})
	got, err := compiled(t, builder(t), filepath.Join(root, "app"))
	var failed *build.Failed
	require.ErrorAs(t, err, &failed)
	assert.Contains(t, got, "example.com/small/lib")
	assert.Equal(t, "# example.com/small/lib\n../lib/lib.go:4:13: cannot use \"\" (untyped string constant) as int value in variable declaration", failed.Output)
	assert.False(t, failed.Machine)
}

func TestStalePackagesAreThoseThatABuildWouldCompile(t *testing.T) {
	t.Parallel()
	root := sourceTree(t, map[string]string{"go.mod": smallModule,
		"app/main.go": imports("example.com/small/lib"), "lib/lib.go": "package lib\n\n// " + root(t) + "\n"})
	b := builder(t)
	stale, err := b.Stale(t.Context(), root, "-ldflags=-s -w", "./app")
	require.NoError(t, err)
	assert.Contains(t, stale, "example.com/small/lib")
	got, err := compiled(t, b, filepath.Join(root, "app"))
	require.NoError(t, err)
	assert.Len(t, got, len(stale))
	stale, err = b.Stale(t.Context(), root, "-ldflags=-s -w", "./app")
	require.NoError(t, err)
	assert.Empty(t, stale)
	_, err = b.Stale(t.Context(), root, "./nosuch")
	assert.ErrorAs(t, err, new(*build.Failed))
}

func TestLinesOfTheGoTool(t *testing.T) {
	t.Parallel()
	for line, is := range map[string]bool{
		"fmt": true, "internal/runtime/syscall/linux": true, "example.com/a.b/c_d/v2": true, "command-line-arguments": true,
		"": false, "# fmt": false, "go: downloading x v1.0.0": false, "./main.go:3:2: x": false, "\thave (int)": false,
		"WORK=/tmp/go-build1": false, "too many errors": false, "SECURITY ERROR": false,
	} {
		_, ok := build.Compiling(line)
		assert.Equal(t, is, ok, line)
	}
}

// Whatever has Go work as the user wants is left to it, but for what would
// have the build write into the project, or build for another machine.
func TestSettingsOfGoAreTheUsersOwn(t *testing.T) {
	t.Parallel()
	root := sourceTree(t, map[string]string{"go.work": "go 1.26\n\nuse ./other\n", "other/go.mod": "module example.com/other\n\ngo 1.26\n",
		"kit/go.mod": smallModule, "kit/app/main.go": "package main\n\nimport _ \"errors\"\n\nfunc main() { println(\"built\") }\n", "settings": "GOFLAGS=-mod=vendor\n"})
	app := filepath.Join(root, "kit", "app")
	for name, c := range map[string]struct {
		set     []string
		trouble string // "" for none
	}{
		"a go.work above":            {[]string{"GOWORK="}, "GOWORK=off"},
		"and it is left aside":       {[]string{"GOWORK=off"}, ""},
		"-mod=mod":                   {[]string{"GOWORK=off", "GOFLAGS=-mod=mod"}, ""},
		"-mod=vendor without one":    {[]string{"GOWORK=off", "GOFLAGS=-mod=vendor"}, ""},
		"the same by go env -w":      {[]string{"GOWORK=off", "GOFLAGS=", "GOENV=" + filepath.Join(root, "settings")}, ""},
		"another machine's":          {[]string{"GOWORK=off", "GOOS=plan9", "GOARCH=arm"}, ""},
		"a flag that is none":        {[]string{"GOWORK=off", "GOFLAGS=-nosuch"}, "GOFLAGS"},
		"a Go that cannot be had":    {[]string{"GOWORK=off", "GOTOOLCHAIN=go1.99.0"}, "GOTOOLCHAIN"},
		"a Go that is not there":     {[]string{"GOWORK=off", "GOROOT=" + filepath.Join(root, "nosuch")}, "GOROOT"},
		"a Go without its libraries": {[]string{"GOWORK=off", "GOROOT=" + root}, "GOROOT"},
		"a cache that is none":       {[]string{"GOWORK=off", "GOCACHE=" + filepath.Join(root, "settings", "x")}, "GOCACHE"},
		"no cache":                   {[]string{"GOWORK=off", "GOCACHE=off"}, "GOCACHE"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.trouble == "GOROOT" && runtime.GOOS == "windows" {
				t.Skip("the go tool is found by it")
			}
			b := builder(t)
			b.Environ, b.OwnModules = append(b.Environ, c.set...), true
			program, err := b.Build(t.Context(), app)
			if c.trouble == "" {
				require.NoError(t, err)
				assert.Equal(t, "built", says(t, program))
				return
			}
			var failed *build.Failed
			require.ErrorAs(t, err, &failed)
			assert.True(t, failed.Machine, failed.Output)
			assert.Contains(t, failed.Remedy, c.trouble)
		})
	}
}

func TestWithoutACacheFolderItIsSaidWhatToSet(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "")
	t.Setenv("LocalAppData", "")
	b := build.ForProject("/kit") // is no failure: nothing is built yet
	_, app := project(t, source("never"))
	_, err := b.Build(t.Context(), app)
	var failed *build.Failed
	require.ErrorAs(t, err, &failed)
	assert.True(t, failed.Machine)
	assert.Contains(t, err.Error(), "HOME")
}

func TestACacheThatCannotBeWrittenIsTheMachines(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	_, app := project(t, source("never"))
	_, err := (&build.Builder{Dir: filepath.Join(file, "cache")}).Build(t.Context(), app)
	var failed *build.Failed
	require.ErrorAs(t, err, &failed)
	assert.True(t, failed.Machine)
	assert.Contains(t, failed.Remedy, "HOME")
	require.NoError(t, os.RemoveAll(app))
	_, err = builder(t).Build(t.Context(), app)
	require.ErrorAs(t, err, &failed)
	assert.False(t, failed.Machine, "a folder that is gone")
}
