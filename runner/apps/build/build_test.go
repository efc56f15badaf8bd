package build_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/tests/platformtest"
)

// source is a program that says a word. It imports nothing: the tests are to
// wait for the go tool, not for the compiler.
func source(word string) string {
	return "package main\n\nfunc main() { println(\"" + word + "\") }\n"
}

// project makes a module with the program in its folder app.
func project(t *testing.T, program string) (root, app string) {
	root = t.TempDir()
	app = filepath.Join(root, "app")
	require.NoError(t, os.Mkdir(app, 0o700))
	write(t, filepath.Join(root, "go.mod"), "module example.com/small\n\ngo 1.26\n")
	write(t, filepath.Join(app, "main.go"), program)
	return root, app
}

func write(t *testing.T, path, text string) {
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}

func builder(t *testing.T) *build.Builder {
	environ := append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "GOTOOLCHAIN=local")
	return &build.Builder{Dir: t.TempDir(), Environ: environ}
}

func built(t *testing.T, b *build.Builder, source string) string {
	t.Helper()
	program, err := b.Build(t.Context(), source)
	require.NoError(t, err)
	return program
}

func says(t *testing.T, program string) string {
	out, err := exec.Command(program).CombinedOutput()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

func TestAChangeGivesAnotherProgramAndLeavesTheOldOne(t *testing.T) {
	t.Parallel()
	b := builder(t)
	_, app := project(t, source("one"))
	first := built(t, b, app)
	assert.Equal(t, "one", says(t, first))
	assert.Equal(t, first, built(t, b, app), "nothing has changed")
	write(t, filepath.Join(app, "main.go"), source("two"))
	second := built(t, b, app)
	assert.NotEqual(t, first, second)
	assert.Equal(t, "two", says(t, second))
	assert.Equal(t, "one", says(t, first))
	assert.Equal(t, "app", strings.TrimSuffix(filepath.Base(second), ".exe"))
}

func TestOneFileIsBuiltAsWell(t *testing.T) {
	t.Parallel()
	b := builder(t)
	_, app := project(t, source("alone"))
	program := built(t, b, filepath.Join(app, "main.go"))
	assert.Equal(t, "alone", says(t, program))
	assert.Equal(t, "main", strings.TrimSuffix(filepath.Base(program), ".exe"))
}

func TestACopyOfTheModuleSharesThePlaceOfItsProgram(t *testing.T) {
	t.Parallel()
	b := builder(t)
	_, app := project(t, source("one"))
	_, copied := project(t, source("other"))
	one, other := built(t, b, app), built(t, b, copied)
	assert.Equal(t, filepath.Dir(filepath.Dir(one)), filepath.Dir(filepath.Dir(other)))
	assert.Equal(t, "one", says(t, one), "a file is never written again")
	assert.Equal(t, "other", says(t, other))
}

func TestAProjectHasACacheOfItsOwn(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	folder := func(project string) string {
		folder, err := build.ForProject(project).Folder()
		require.NoError(t, err)
		return folder
	}
	assert.Equal(t, folder("/one"), folder("/one"))
	assert.NotEqual(t, folder("/one"), folder("/two"))
}

func TestACompileErrorIsToldInTheCompilersWords(t *testing.T) {
	t.Parallel()
	_, app := project(t, "package main\n\nfunc main() { missing() }\n")
	_, err := builder(t).Build(t.Context(), app)
	var failed *build.Failed
	require.ErrorAs(t, err, &failed)
	assert.Contains(t, failed.Output, "main.go:3:15: undefined: missing")
	assert.Contains(t, err.Error(), "does not compile")
	assert.False(t, failed.NoGo)
}

func TestWithoutAGoToolThatIsSaid(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, app := project(t, source("never"))
	_, err := builder(t).Build(t.Context(), app)
	var failed *build.Failed
	require.ErrorAs(t, err, &failed)
	assert.True(t, failed.NoGo)
	assert.Contains(t, err.Error(), "not on the PATH")
}

func TestTwoBuildsAtOnceGiveOneProgram(t *testing.T) {
	t.Parallel()
	one := builder(t)
	other := &build.Builder{Dir: one.Dir, Environ: one.Environ} // as of another process
	_, app := project(t, source("both"))
	programs := make([]string, 3)
	var all sync.WaitGroup
	for i, b := range []*build.Builder{one, one, other} {
		all.Go(func() { programs[i], _ = b.Build(t.Context(), app) })
	}
	all.Wait()
	assert.Equal(t, "both", says(t, programs[0]))
	assert.Equal(t, programs[0], programs[1])
	assert.Equal(t, programs[0], programs[2])
}

func TestFourVersionsAreKept(t *testing.T) {
	t.Parallel()
	b := builder(t)
	_, app := project(t, "")
	version := func(word string) string {
		write(t, filepath.Join(app, "main.go"), source(word))
		defer b.Release()
		return built(t, b, app)
	}
	first, second := version("1"), version("2")
	version("3")
	fourth := version("4")
	assert.Equal(t, first, version("1"), "an old version is young again when it is built again")
	fifth := version("5")
	for _, kept := range []string{first, fourth, fifth} {
		assert.FileExists(t, kept)
	}
	assert.NoFileExists(t, second, "now the oldest")
}

func TestAVersionInUseIsKeptHoweverOldItIs(t *testing.T) {
	t.Parallel()
	running := builder(t)
	_, app := project(t, source("0"))
	inUse := built(t, running, app)
	for _, word := range []string{"1", "2", "3", "4", "5", "6"} {
		write(t, filepath.Join(app, "main.go"), source(word))
		other := &build.Builder{Dir: running.Dir, Environ: running.Environ} // as of a check meanwhile
		built(t, other, app)
		other.Release()
	}
	assert.Equal(t, "0", says(t, inUse), "an instance that crashes now is started again")
}

func TestABuildThatIsCalledOffLeavesNothing(t *testing.T) {
	t.Parallel()
	t.Run("before it began", func(t *testing.T) {
		_, app := project(t, source("never"))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := builder(t).Build(ctx, app)
		assert.ErrorIs(t, err, context.Canceled)
	})
	t.Run("while it runs", func(t *testing.T) {
		b, temporary := builder(t), t.TempDir()
		_, app := project(t, source("never"))
		up := filepath.Join(temporary, "up")
		// -toolexec runs a program in place of the compiler.
		hanging := strings.Join(platformtest.Argv("hang", up), " ")
		b.Environ = append(b.Environ, "GOCACHE="+t.TempDir(), "GOFLAGS=-mod=mod '-toolexec="+hanging+"'")
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() {
			_, err := b.Build(ctx, app)
			result <- err
		}()
		require.Eventually(t, func() bool { _, err := os.Stat(up); return err == nil }, platformtest.Patience(t), time.Millisecond, "a compiler runs")
		cancel()
		assert.ErrorIs(t, <-result, context.Canceled)
	})
}
