//go:build unix

package check

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/tests/platformtest"
	"workshop.example/processes/tests/scripttest"
)

// asApp is the variable that makes this test binary an app.
const asApp = "CHECK_TEST_APP"

func TestMain(m *testing.M) { scripttest.Main(m, asApp) }

// answer is a kit with nothing in it but a process file at its root. In the
// text SELF stands for this test binary, which then is an app.
func answer(t *testing.T, text string) sandbox.Config {
	t.Helper()
	kit := t.TempDir()
	self, err := os.Executable()
	require.NoError(t, err)
	text = strings.ReplaceAll(text, "SELF", fmt.Sprintf("script: %q, env: { PORT: 3000, %s: 1 }", self, asApp))
	require.NoError(t, os.WriteFile(filepath.Join(kit, "go.mod"), []byte("module workshop.example/processes\n"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(kit, "services.config.js"), []byte(text), 0o644))
	return sandbox.Config{Kit: kit}
}

// oneApp is a right file of one server.
const oneApp = `module.exports = { name: 'web', args: 'serve', SELF }`

// exercise is number 7, with these promises after the file's.
func exercise(promises ...Promise) *Exercise {
	return &Exercise{Number: 7, Name: "test", Title: "A test", Promises: append([]Promise{FileIsRight()}, promises...)}
}

// promise is one whose check is a plain function.
func promise(name string, check func(context.Context, *Run) *Finding) Promise {
	return Promise{Name: name, Check: check}
}

func kept(context.Context, *Run) *Finding { return nil }

func bounded(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), platformtest.Patience(t))
	t.Cleanup(cancel)
	return ctx
}

// do runs a check to its end.
func do(t *testing.T, e *Exercise, cfg sandbox.Config) Result {
	t.Helper()
	result, err := Do(bounded(t), e, cfg, platformtest.Patience(t), nil)
	require.NoError(t, err)
	return result
}

// statuses are those of the steps, in one word each.
func statuses(r Result) string {
	var words []string
	for _, s := range r.Steps {
		words = append(words, string(s.Status))
	}
	return strings.Join(words, " ")
}
