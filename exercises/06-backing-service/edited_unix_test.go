//go:build unix

package backingservice

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/checkertest"
	"workshop.example/processes/tests/platformtest"
)

func TestMain(m *testing.M) { platformtest.Play(m) }

const config = `module.exports = { apps: [
  { script: './services/hello-world', env: { PORT: 3000 } },
  { script: './services/world-cup-fixtures', env: { PORT: 3001, REDIS_URL: 'redis://localhost' } },
] };`

// A service that fills its Redis when it starts, and never after: an edit of the
// learner's own, of which no known wrong answer can be made, since it would have
// to follow every change of the service.
func TestAServiceThatDoesNotFillAnEmptyRedisAgainIsCaught(t *testing.T) {
	source, err := os.ReadFile("../../services/world-cup-fixtures/store.go")
	require.NoError(t, err)
	const condition = "len(fields) < len(recorded())"
	require.Contains(t, string(source), condition)
	edited := strings.Replace(string(source), condition, "!filled && "+condition, 1) + `
var filled bool
`
	edited = strings.Replace(edited, "fields, err = s.seed(ctx)", "fields, err = s.seed(ctx)\n\t\tfilled = err == nil", 1)

	folder := t.TempDir()
	service := filepath.Join(folder, "services", "world-cup-fixtures")
	require.NoError(t, os.MkdirAll(service, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(service, "store.go"), []byte(edited), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "services.config.js"), []byte(config), 0o644))

	result := checkertest.Check(t, &Exercise, folder)
	step := result.FailedStep()
	require.NotNil(t, step, "it passed")
	assert.Equal(t, "E6-NOT-SEEDED", step.ID)
	assert.Equal(t, "its Redis is back, even empty: it serves again by itself", step.Name)
	assert.Contains(t, step.Finding.Seen, "0 matches")
	assert.Contains(t, step.Finding.Expected, "came back empty")
}
