package reader

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/containers/composefile"
)

// good is what exercise 11 asks for, more or less.
const good = `services:
  redis:
    image: redis:7-alpine
    volumes:
      - data:/data
    healthcheck:
      test: ["CMD", "redis-cli", "ping"]
      interval: 5s
  world-cup-fixtures:
    build:
      context: .
      args:
        SERVICE: world-cup-fixtures
    environment:
      PORT: 3001
      REDIS_URL: redis://redis:6379
    depends_on:
      redis:
        condition: service_healthy
  hello-world:
    build: .
    ports:
      - "3000-3002:3000"
    depends_on: [redis]
volumes:
  data:
`

// project is a folder with files in it, a Dockerfile among them.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	write := func(name, content string) {
		path := filepath.Join(folder, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
	}
	write("Dockerfile", "FROM scratch\n")
	for name, content := range files {
		write(name, content)
	}
	return folder
}

// problemsOf reads one file and returns what is wrong with it.
func problemsOf(t *testing.T, content string, environ ...string) []composefile.Problem {
	t.Helper()
	folder := project(t, map[string]string{"compose.yaml": content})
	p, problems := Read(t.Context(), folder, "compose.yaml", environ)
	assert.Equal(t, p == nil, len(problems) > 0, "a project, or problems")
	for _, problem := range problems {
		assert.NotContains(t, problem.Seen+problem.Expected+problem.Try+problem.Why, folder, "no path of this machine")
	}
	return problems
}

// readGood reads a project that must be right.
func readGood(t *testing.T, files map[string]string, environ ...string) *Project {
	t.Helper()
	p, problems := Read(t.Context(), project(t, files), "compose.yaml", environ)
	require.Empty(t, problems)
	return p
}
