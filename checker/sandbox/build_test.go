package sandbox

import (
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/tests/platformtest"
)

func TestWhatDiffersInTheCopyIsLaidOverTheKitsFiles(t *testing.T) {
	files := map[string]string{"web/main.go": "package main", "web/about.txt": "a", ".idea/x": "x"}
	for name, one := range map[string]struct {
		change func(t *testing.T, copied string)
		file   string
		gone   bool
	}{
		"a source was changed": {file: "web/main.go", change: func(t *testing.T, copied string) {
			require.NoError(t, os.WriteFile(filepath.Join(copied, "web/main.go"), []byte("package other"), 0o600))
		}},
		"an empty one was added": {file: "web/more.go", change: func(t *testing.T, copied string) {
			require.NoError(t, os.WriteFile(filepath.Join(copied, "web/more.go"), nil, 0o600))
		}},
		"one is gone": {file: "web/main.go", gone: true, change: func(t *testing.T, copied string) {
			require.NoError(t, os.Remove(filepath.Join(copied, "web/main.go")))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			kit, copied := platformtest.Tree(t, files), platformtest.Tree(t, files)
			require.NoError(t, os.RemoveAll(filepath.Join(copied, ".idea"))) // what is never copied is no difference
			changed, err := differences(kit, copied)
			require.NoError(t, err)
			require.Empty(t, changed)

			one.change(t, copied)
			changed, err = differences(kit, copied)
			require.NoError(t, err)
			want := filepath.Join(copied, one.file)
			if one.gone {
				want = ""
			}
			assert.Equal(t, map[string]string{filepath.Join(kit, one.file): want}, changed)
		})
	}
}

func TestAModulesFilesAreComparedByContentAndPresence(t *testing.T) {
	kit, copied := platformtest.Tree(t, map[string]string{"go.mod": "m"}), platformtest.Tree(t, map[string]string{"go.mod": "m"})
	b := &Box{cfg: Config{Kit: kit}, Root: copied}
	assert.True(t, b.isAsInKit("go.mod", "go.sum"), "neither has a go.sum")
	require.NoError(t, os.WriteFile(filepath.Join(copied, "go.sum"), nil, 0o600))
	assert.False(t, b.isAsInKit("go.mod", "go.sum"), "an empty file is not the same as none")
	require.NoError(t, os.WriteFile(filepath.Join(copied, "go.mod"), []byte("n"), 0o600))
	assert.False(t, b.isAsInKit("go.mod"))
}

// A changed copy is built without its folder being compiled again, and what is
// wrong in it is said with the copy's own path.
func TestAChangedCopyIsBuiltAsIfItLayInTheKit(t *testing.T) {
	if testing.Short() {
		t.Skip("it links programs")
	}
	source := "package main\n\nfunc main() { println(word()) }\n"
	files := map[string]string{
		"go.mod": "module a.test\n\ngo 1.26\n", "services/web/main.go": source,
		"services/web/word.go": "package main\n\nfunc word() string { return \"old\" }\n",
	}
	kit := platformtest.Tree(t, files)
	compiled, err := exec.Command("go", "env", "GOCACHE").Output()
	require.NoError(t, err)
	t.Setenv("GOCACHE", strings.TrimSpace(string(compiled)))
	t.Setenv("XDG_CACHE_HOME", t.TempDir()) // the programs of this test are nobody else's
	box := open(t, Config{Kit: kit})
	web := filepath.Join(box.Root, "services", "web")
	says := func() string {
		program, err := box.build(bounded(t), web)
		require.NoError(t, err)
		out, err := exec.Command(program).CombinedOutput()
		require.NoError(t, err)
		return strings.TrimSpace(string(out))
	}
	assert.Equal(t, "old", says())

	require.NoError(t, box.Save("services/web/word.go", "package main\n\nfunc word() string { return \"new\" }\n"))
	assert.Equal(t, "new", says(), "a file was changed")

	require.NoError(t, box.Save("services/web/word.go", "package main\n\nfunc word() string { return 1 }\n"))
	_, err = box.build(bounded(t), web)
	var failed *build.Failed
	require.ErrorAs(t, err, &failed)
	assert.Contains(t, box.Words(failed.Error()), "services/web does not compile")
	assert.Contains(t, box.Words(failed.Output), "\nservices/web/word.go:3:29: ")

	require.NoError(t, os.Remove(filepath.Join(web, "word.go")))
	require.NoError(t, box.Save("services/web/other.go", "package main\n\nfunc word() string { return \"other\" }\n"))
	assert.Equal(t, "other", says(), "a file is gone, and another one was added")

	text, err := os.ReadFile(filepath.Join(kit, "services", "web", "word.go"))
	require.NoError(t, err)
	assert.Equal(t, files["services/web/word.go"], string(text), "the kit's own is as it was")
}

// An unchanged program takes the go tool its time, and the compiler none.
func TestOnlyTheCompilersOwnWorkIsToldAndCounted(t *testing.T) {
	if testing.Short() {
		t.Skip("it links a program")
	}
	kit := platformtest.Tree(t, map[string]string{
		"go.mod":               "module a.test\n\ngo 1.26\n",
		"services/web/main.go": "package main\n\nfunc main() { println(`" + rand.Text() + "`) }\n",
	})
	compiled, err := exec.Command("go", "env", "GOCACHE").Output()
	require.NoError(t, err)
	t.Setenv("GOCACHE", strings.TrimSpace(string(compiled)))
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	var told []string
	box := open(t, Config{Kit: kit, Doing: func(what string) { told = append(told, what) }})
	web := filepath.Join(box.Root, "services", "web")
	_, err = box.build(bounded(t), web)
	require.NoError(t, err)
	assert.Equal(t, []string{"web", ""}, told)
	assert.Empty(t, box.Building())
	spent := box.Compiled()
	assert.Positive(t, spent)

	told = nil
	_, err = box.build(bounded(t), web)
	require.NoError(t, err)
	assert.Empty(t, told)
	assert.Equal(t, spent, box.Compiled())
}
