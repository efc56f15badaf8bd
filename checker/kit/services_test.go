package kit

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite services.sum, after a change of a service that is meant to stay")

func TestTheSumsAreThoseOfTheServices(t *testing.T) {
	now, err := sumsOf("../..")
	require.NoError(t, err)
	var lines strings.Builder
	for _, file := range slices.Sorted(maps.Keys(now)) {
		fmt.Fprintf(&lines, "%s  %s\n", now[file], file)
	}
	if *update {
		require.NoError(t, os.WriteFile("services.sum", []byte(lines.String()), 0o644))
		return
	}
	assert.Equal(t, sums, lines.String(), "services were changed: go test ./checker/kit -update")
	for _, service := range []string{"hello-world", "world-cup-fixtures", "redis", "internal/twelve", "internal/backing"} {
		assert.Contains(t, sums, "  services/"+service+"/")
	}
}

func TestWhatDiffersFromTheKit(t *testing.T) {
	edited := func(change func(services string)) []Edit {
		root := t.TempDir()
		require.NoError(t, os.CopyFS(filepath.Join(root, "services"), os.DirFS("../../services")))
		change(filepath.Join(root, "services"))
		edits, err := Edits(root)
		require.NoError(t, err)
		return edits
	}
	write := func(text string, name ...string) func(string) {
		return func(services string) {
			require.NoError(t, os.WriteFile(filepath.Join(append([]string{services}, name...)...), []byte(text), 0o644))
		}
	}
	crlf := func(services string) {
		file := filepath.Join(services, "hello-world", "main.go")
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		write(strings.ReplaceAll(string(text), "\n", "\r\n"), "hello-world", "main.go")(services)
	}
	assert.Empty(t, edited(func(string) {}))
	assert.Empty(t, edited(crlf), "git on Windows")
	for _, harmless := range []string{"main_test.go", "main.go.bak", ".main.go.swp", "README.md", "_old.go", ".#main.go", "package.json"} {
		assert.Empty(t, edited(write("x", "hello-world", harmless)), harmless)
	}
	for _, passedOver := range []string{".vscode", "_old", "testdata"} {
		assert.Empty(t, edited(func(services string) {
			require.NoError(t, os.Mkdir(filepath.Join(services, "hello-world", passedOver), 0o755))
			write("{}", "hello-world", passedOver, "settings.json")(services)
			write("x", "hello-world", passedOver, "main.go")(services)
		}), passedOver)
	}
	assert.Equal(t, []Edit{{"services/hello-world/main.go", "differs"}}, edited(write("x", "hello-world", "main.go")))
	assert.Equal(t, []Edit{{"services/hello-world/more.go", "is new"}}, edited(write("x", "hello-world", "more.go")))
	assert.Equal(t, []Edit{{"services/internal/twelve/dress.go", "differs"}}, edited(write("x", "internal", "twelve", "dress.go")))
	assert.Equal(t, []Edit{{"services/world-cup-fixtures/fixtures.json", "differs"}}, edited(write("[]", "world-cup-fixtures", "fixtures.json")))
	assert.Equal(t, []Edit{{"services/hello-world/slow.go", "is gone"}}, edited(func(services string) {
		require.NoError(t, os.Remove(filepath.Join(services, "hello-world", "slow.go")))
	}))
	edits, err := Edits(t.TempDir())
	require.NoError(t, err)
	assert.Len(t, edits, len(original()), "where there are none, each is gone")
}

func TestTheServiceOfAnEdit(t *testing.T) {
	assert.Equal(t, "services/hello-world", Edit{File: "services/hello-world/main.go"}.Service())
	assert.Equal(t, "services/internal", Edit{File: "services/internal/twelve/dress.go"}.Service())
	assert.Equal(t, "services", Edit{File: "services/x.go"}.Service())
}
