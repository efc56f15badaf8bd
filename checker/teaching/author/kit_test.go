package author_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/teaching/author"
)

// TestANewExerciseWorksAtOnce makes one in a copy of the kit, compiles the
// checker there and has it check the new solution.
func TestANewExerciseWorksAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles a checker")
	}
	kit := t.TempDir()
	for _, folder := range []string{"checker", "exercises", "runner", "services", "solutions"} {
		require.NoError(t, os.CopyFS(filepath.Join(kit, folder), os.DirFS("../../../"+folder)))
	}
	for _, file := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile("../../../" + file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(kit, file), text, 0o644))
	}
	e, err := author.New("98-test", `Say "hello"`)
	require.NoError(t, err)
	_, err = e.Write(kit)
	require.NoError(t, err)

	calls := func(name string, args ...string) (string, error) {
		cmd := exec.Command(name, args...)
		cmd.Dir = kit
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	checker := filepath.Join(t.TempDir(), "checker")
	if runtime.GOOS == "windows" {
		checker += ".exe"
	}
	out, err := calls("go", "build", "-o", checker, "./checker")
	require.NoError(t, err, out)
	out, err = calls("gofmt", "-l", "exercises")
	require.NoError(t, err)
	assert.Empty(t, out, "formatted as Go is")

	out, err = calls(checker, "98", "--config", "solutions/98-test/services.config.js")
	assert.NoError(t, err)
	assert.Contains(t, out, "Passed", out)

	// Each answer is judged rightly, and all that is said to be missing is more
	// of them.
	out, err = calls(checker, "verify", "98")
	assert.Error(t, err, "it is not whole yet")
	assert.Contains(t, out, " 0 judged wrongly; things that are missing: 2", out)
	assert.Contains(t, out, "exercises/98-test/wrong has 2", out)
	assert.Contains(t, out, "exercises/98-test/right has 1", out)
}
