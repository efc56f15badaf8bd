//go:build unix

package stateless

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/tests/checkertest"
	"workshop.example/processes/tests/platformtest"
)

func TestMain(m *testing.M) { platformtest.Play(m) }

// These are wrong answers that only the embedded Redis may meet: they go to
// databases and users of their own choice, and a real one may be somebody's.
func TestInstancesThatDoNotShareOneDatabaseAreCaught(t *testing.T) {
	for name, c := range map[string]struct {
		url, script string
		id          string
		says        []string
	}{
		"a database for each instance": {
			"redis://localhost:6379", `export REDIS_URL="$REDIS_URL?db=$NODE_APP_INSTANCE"`,
			"E7-DIFFERENT-NUMBERS", []string{"7 visits came", "instance 0 reports", "instance 1 reports", "kept in redis"},
		},
		"a password that is taken away": {
			"redis://:s3cret@localhost:6379", `export REDIS_URL="redis://${REDIS_URL#*@}"`,
			"E7-NOT-COUNTED", []string{"503", "NOAUTH"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(sandbox.RedisVariable, "")
			folder := t.TempDir()
			write(t, folder, "hello.sh", "#!/bin/sh\n"+c.script+"\nexec go run ./services/hello-world\n", 0o755)
			write(t, folder, "services.config.js", `module.exports = { apps: [
  { name: 'hello-world', script: './hello.sh', instances: 2, env: { PORT: 3000, REDIS_URL: '`+c.url+`' } },
] };`, 0o644)
			result := checkertest.Check(t, &Exercise, folder)
			step := result.Steps[2]
			require.NotNil(t, step.Finding, "%+v", result.Steps)
			assert.Equal(t, c.id, step.ID)
			for _, words := range c.says {
				assert.Contains(t, step.Finding.Seen, words)
			}
			assert.NotContains(t, step.Finding.Seen, "s3cret")
		})
	}
}

func TestWhatTheNumbersHaveShownIsTheAnswerToTheQuestion(t *testing.T) {
	t.Setenv(sandbox.RedisVariable, "")
	for env, seen := range map[string]int{"": 1, ", REDIS_URL: 'redis://localhost'": 0} {
		folder := t.TempDir()
		write(t, folder, "services.config.js", `module.exports = { apps: [
  { script: './services/hello-world', instances: 2, env: { PORT: 3000`+env+` } },
] };`, 0o644)
		assert.Equal(t, seen, checkertest.Check(t, &Exercise, folder).Seen, "env: PORT%s", env)
	}
	folder := t.TempDir()
	write(t, folder, "services.config.js", `module.exports = { apps: [{ script: './services/hello-wrld' }] };`, 0o644)
	assert.Equal(t, -1, checkertest.Check(t, &Exercise, folder).Seen, "nothing was started")
}

func write(t *testing.T, folder, name, text string, mode os.FileMode) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), mode))
}
