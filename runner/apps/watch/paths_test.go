package watch_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/apps/watch"
)

func TestFoldersFilesAndGlobsOfAProcessFile(t *testing.T) {
	base := filepath.Join(folder(t), "app {1}")
	write(t, filepath.Join(base, "really[1].js"), "x")
	for name, c := range map[string]struct {
		watch, trees, yes, none []string
	}{
		"a folder and a file":  {[]string{"src", "./server.js"}, []string{"src", "server.js"}, []string{"src/a/b", "server.js"}, []string{"srcs", "other.js"}},
		"a glob below":         {[]string{"src/**/*.js"}, []string{"src"}, []string{"src/a.js", "src/a/b.js"}, []string{"src/a.css", "a.js"}},
		"a glob at the top":    {[]string{"*.js", "./*.css"}, []string{".", "."}, []string{"a.js", "b.css"}, []string{"src/a.js", "a.txt"}},
		"both":                 {[]string{"lib", "{a,b}/*.js"}, []string{"lib", "."}, []string{"lib/x", "a/x.js", "b/y.js"}, []string{"c/x.js"}},
		"one folder up":        {[]string{"../shared/*.js"}, []string{"../shared"}, []string{"../shared/a.js"}, []string{"shared/a.js"}},
		"a name with brackets": {[]string{"really[1].js"}, []string{"really[1].js"}, []string{"really[1].js"}, []string{"really1.js"}},
		"absolute":             {[]string{filepath.Join(folder(t), "lib")}, nil, nil, []string{"lib/x"}},
		"all":                  {[]string{"."}, []string{"."}, []string{"a", "b/c"}, []string{"../x"}},
	} {
		t.Run(name, func(t *testing.T) {
			trees, match := watch.Paths(base, c.watch)
			if c.trees != nil {
				assert.Equal(t, in(base, c.trees...), trees)
			} else {
				assert.Equal(t, c.watch, trees)
			}
			for _, path := range in(base, c.yes...) {
				assert.True(t, match(path), path)
			}
			for _, path := range in(base, c.none...) {
				assert.False(t, match(path), path)
			}
		})
	}
}
