//go:build unix

package session

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/containers/docker"
)

const prefix = "docs-session-test"

// engine is this machine's, for things that begin with prefix.
func engine(t *testing.T) *Engine {
	t.Helper()
	e, lacking, err := UseEngine(t.Context(), prefix)
	require.NoError(t, err)
	if lacking != "" {
		if os.Getenv("CI") == "true" {
			t.Fatal(lacking)
		}
		t.Skip(lacking)
	}
	t.Cleanup(func() { assert.NoError(t, e.Clear(context.Background())) })
	return e
}

func made(t *testing.T, args ...string) {
	t.Helper()
	_, err := docker.Run(t.Context(), args...)
	require.NoError(t, err)
}

func TestWhatAPageMakesInTheEngineIsRemoved(t *testing.T) {
	e := engine(t)
	made(t, "volume", "create", prefix+"_data")
	made(t, "network", "create", prefix+"_default")
	made(t, "tag", "alpine:3.22", prefix+":1")
	made(t, "run", "--detach", "--name", prefix+"-a", "--network", prefix+"_default",
		"--volume", prefix+"_data:/data", prefix+":1", "sleep", "600")
	there, err := e.things(t.Context())
	require.NoError(t, err)
	assert.Len(t, there, 4)

	require.NoError(t, e.Clear(context.Background()))

	there, err = e.things(t.Context())
	require.NoError(t, err)
	assert.Empty(t, there)
	made(t, "image", "inspect", "alpine:3.22") // which is not the page's
}

func TestAPageTakesNoNameThatSomebodyHas(t *testing.T) {
	engine(t)
	made(t, "volume", "create", prefix+"-theirs")
	_, lacking, err := UseEngine(t.Context(), prefix)
	require.NoError(t, err)
	assert.Contains(t, lacking, "volume "+prefix+"-theirs")
}

func TestWithoutAnEngineThePageIsTold(t *testing.T) {
	t.Setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
	_, lacking, err := UseEngine(t.Context(), prefix)
	require.NoError(t, err)
	assert.Contains(t, lacking, "the page needs Docker: ")
}

func TestAPageSaysThatItNeedsAnEngine(t *testing.T) {
	page, err := Parse("page.md", "# Page\n\n<!-- console: engine: my-hello -->\n\ntext\n\n"+block("", "$ true"))
	require.NoError(t, err)
	assert.Equal(t, "my-hello", page.Engine())
	page, err = Parse("page.md", block("", "$ true"))
	require.NoError(t, err)
	assert.Empty(t, page.Engine())
}
