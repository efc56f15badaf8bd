//go:build unix

package behaviour

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// This file owns the two parts that the test binary plays, and the build of
// the runner that is tested.

// atOnce is how many cases are played at a time. Most of them wait most of the
// time, so it is more than there are cores.
const atOnce = "8"

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "app" {
		app(os.Args[1:])
		os.Exit(0)
	}
	flag.Parse()
	if flag.Lookup("test.parallel").Value.String() == flag.Lookup("test.parallel").DefValue {
		_ = flag.Set("test.parallel", atOnce)
	}
	code := m.Run()
	if built := builtInto; built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(code)
}

// builtInto is the folder with the runner; "" while it is not built.
var builtInto string

// build makes the runner once, with the race detector if the tests have it.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "behaviour-")
	if err != nil {
		return "", err
	}
	builtInto = dir
	program := filepath.Join(dir, "runner")
	args := []string{"build", "-o", program}
	if raceDetector {
		args = append(args, "-race")
	}
	words, err := exec.Command("go", append(args, "workshop.example/processes/runner")...).CombinedOutput()
	if err != nil {
		return "", &buildError{string(words), err}
	}
	return program, nil
})

type buildError struct {
	words string
	cause error
}

func (b *buildError) Error() string { return b.cause.Error() + "\n" + b.words }

func runnerProgram(t *testing.T) string {
	t.Helper()
	program, err := build()
	require.NoError(t, err, "the runner must compile")
	return program
}
