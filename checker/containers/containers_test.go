package containers

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAContainerIsBoundedAndPublishedHereAlone(t *testing.T) {
	port, err := network.ParsePort("3000/tcp")
	require.NoError(t, err)
	var c container.HostConfig
	bound(&c, port)
	assert.EqualValues(t, 256<<20, c.Memory)
	assert.Equal(t, c.Memory, c.MemorySwap, "and no swap besides")
	require.NotNil(t, c.PidsLimit)
	assert.EqualValues(t, 128, *c.PidsLimit)
	assert.Equal(t, "json-file", c.LogConfig.Type)
	assert.Equal(t, map[string]string{"max-size": "1m", "max-file": "1"}, c.LogConfig.Config)
	require.Len(t, c.PortBindings, 1)
	require.Len(t, c.PortBindings[port], 1)
	assert.Equal(t, "127.0.0.1", c.PortBindings[port][0].HostIP.String())
	assert.Empty(t, c.PortBindings[port][0].HostPort, "the engine chooses")
}

func TestAContainerIsStartedWithoutAReaperAndOnThisMachine(t *testing.T) {
	t.Setenv("TESTCONTAINERS_RYUK_DISABLED", "false")
	t.Setenv("TESTCONTAINERS_HOST_OVERRIDE", "elsewhere.example")
	settle()
	assert.Equal(t, "true", os.Getenv("TESTCONTAINERS_RYUK_DISABLED"))
	assert.Equal(t, "127.0.0.1", os.Getenv("TESTCONTAINERS_HOST_OVERRIDE"))
}

func TestAComposeFileIsReadByItsPath(t *testing.T) {
	const head = "services:\n  web:\n    image: "
	for name, c := range map[string]struct {
		file, text string
		id, where  string // of the first problem; "": there is none
		image      string
	}{
		"as it is":            {"compose.yaml", head + "a:1\n", "", "", "a:1"},
		"with the variables":  {"compose.yaml", head + "a:$WORKSHOP_TEST_TAG\n", "", "", "a:given"},
		"in a folder below":   {"sub/my.yml", head + "a:1\n", "", "", "a:1"},
		"with a mistake":      {"compose.yaml", head + "a:1\n    prots: []\n", "UNKNOWN-FIELD", "compose.yaml:4:5", ""},
		"with one, below":     {"sub/my.yml", head + "a:1\n    privileged: true\n", "PRIVILEGED", "sub/my.yml:4:5", ""},
		"which is no text":    {"compose.yaml", "", "EMPTY", "compose.yaml:1", ""},
		"which leads outside": {"compose.yaml", head + "a:1\n    volumes: [/etc:/a]\n", "OUTSIDE", "compose.yaml:4:15", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("WORKSHOP_TEST_TAG", "given")
			folder := t.TempDir()
			path := filepath.Join(folder, filepath.FromSlash(c.file))
			require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
			require.NoError(t, os.WriteFile(path, []byte(c.text), 0o600))
			project, problems := Parts{}.ReadCompose(t.Context(), folder, path)
			if c.id != "" {
				assert.Nil(t, project, "nil itself, and not a nil in it")
				require.NotEmpty(t, problems)
				assert.Equal(t, c.id, problems[0].ID)
				assert.Equal(t, c.where, problems[0].Where())
				return
			}
			require.Empty(t, problems)
			require.Len(t, project.Services(), 1)
			assert.Equal(t, c.image, project.Services()[0].Image)
			assert.Equal(t, c.file+":3:5", project.At("web", "image"))
		})
	}
}
