package processfile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFindPrefersServicesAndJavaScript(t *testing.T) {
	dir := t.TempDir()
	_, err := Find(dir)
	var invalid *Invalid
	require.ErrorAs(t, err, &invalid)
	assert.Equal(t, FileMissing, invalid.Problems[0].Kind)
	assert.Contains(t, invalid.Problems[0].Hint, "go run ./runner init")
	for _, name := range []string{"ecosystem.config.js", "services.config.yml", "services.config.json", "services.config.mjs", "services.config.js"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
		found, err := Find(dir)
		require.NoError(t, err)
		assert.Equal(t, filepath.Join(dir, name), found, "the newest here is the most wanted")
	}
}

func TestAFileThatIsNearlyCalledSoIsNamedWithItsRemedy(t *testing.T) {
	for name, right := range map[string]string{
		"services.config.js.txt":        "services.config.js",
		"services.config.js.js":         "services.config.js",
		"Services.config.js.JS":         "services.config.js",
		"services.config.yaml.txt":      "services.config.yaml",
		"services.config.json.json":     "services.config.json",
		"services.config (1).js":        "services.config.js",
		"services.config(12).js":        "services.config.js",
		"services.config copy.js":       "services.config.js",
		"services.config - Copy.js":     "services.config.js",
		"services.config - Copy (2).js": "services.config.js",
		"services.config - Kopie.js":    "services.config.js",
		"services.config.txt":           "services.config.js",
		"services.config":               "services.config.js",
		"ecosystem.config.js.txt":       "ecosystem.config.js",
		"services.config.js~":           "",
		".services.config.js.swp":       "",
		".#services.config.js":          "",
		"services.config.js.swp":        "",
		"services.configuration.md":     "",
		"services.config.test.js":       "",
		"my-services.config.js":         "",
	} {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
		_, err := Find(dir)
		var invalid *Invalid
		require.ErrorAs(t, err, &invalid, name)
		p := invalid.Problems[0]
		if right == "" {
			assert.Equal(t, FileMissing, p.Kind, name)
			continue
		}
		assert.Equal(t, FileMisnamed, p.Kind, name)
		assert.Contains(t, p.Message, "`"+name+"`")
		assert.Contains(t, p.Hint, `"`+name+`" `+right)
	}
}

func TestAFileOfTheRightNameIsFoundBesideOthers(t *testing.T) {
	dir := project(t, map[string]string{"services.config.js.txt": "x", "services.config.yml": "x"})
	found, err := Find(dir)
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(dir, "services.config.yml"), found)
}

func TestWhatIsNoProcessFileIsToldSo(t *testing.T) {
	dir := project(t, map[string]string{"services.config.toml": "x", "ecosystem.config.js.txt": "x", "services.config.js": "x", "large.config.js": strings.Repeat("//\n", 1<<19)})
	for name, c := range map[string]struct {
		kind Kind
		says string
	}{
		"service.config.js":       {FileMissing, "services.config.js?"},
		"services":                {Unreadable, "folder"},
		"services.config.toml":    {Unreadable, ".yaml"},
		"ecosystem.config.js.txt": {Unreadable, "ecosystem.config.js.txt\" ecosystem.config.js"},
		"large.config.js":         {Unreadable, "large"},
	} {
		_, err := Read(t.Context(), filepath.Join(dir, name), inProject(dir))
		var invalid *Invalid
		require.ErrorAs(t, err, &invalid, name)
		p := invalid.Problems[0]
		assert.Equal(t, c.kind, p.Kind, name)
		assert.Equal(t, name, p.At.File)
		assert.Contains(t, p.Message+p.Expected+p.Hint, c.says)
	}
}
