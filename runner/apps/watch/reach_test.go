package watch_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/apps/watch"
)

// What chokidar 3.6.0, which PM2 7.0.4 watches with, reported for the same watch
// and ignore_watch, in the same tree. Where we differ on purpose, the row says so.
func TestWhatIsIgnoredAboveWhatIsWatched(t *testing.T) {
	root := absolute("/home/services/shop") // a folder above the base may have any name
	const main, shared, top = "services/hello-world/main.go", "services/internal/twelve/t.go", "a.go"
	for _, c := range []struct {
		watch   string // "go": what a Go program is made of, found from the base
		ignore  string // with spaces between
		watched string // of these three
	}{
		{".", "services", top},
		{".", "./services", top},
		{".", "services/", top}, // chokidar: a slash at the end makes it ignore nothing
		{".", "services//", top},
		{".", "services/**", top},
		{".", "services/*", top},
		{".", "**/services", top},
		{".", "**/services/**", top},
		{".", "serv*", top},
		{".", "[s]ervices", top},
		{".", "{services,docs}", top},
		{".", "ROOT/services", top},
		{".", "/services/", main + " " + shared + " " + top},
		{".", "SERVICES", main + " " + shared + " " + top},
		{".", `[\/\\]services`, main + " " + shared + " " + top}, // no regular expression
		{".", "!services", main + " " + shared + " " + top},
		{".", "services/hello-world", shared + " " + top},
		{".", "hello-world", shared + " " + top}, // ours: a name counts at any depth
		{".", "**/hello-world", shared + " " + top},
		{".", "*.go", ""}, // ours: likewise
		{".", "**/*.go", ""},
		{".", ".", ""},
		{".", "..", ""},
		{".", "shop", main + " " + shared + " " + top},
		{".", "home", main + " " + shared + " " + top},

		{"go", "services", top},
		{"go", "./services", top},
		{"go", "services/", top},
		{"go", "services/**", top},
		{"go", "**/services", top},
		{"go", "**/services/**", top},
		{"go", "serv*", top},
		{"go", "ROOT/services", top},
		{"go", "services/*", top},
		{"go", "services/hello-world", shared + " " + top},
		{"go", "services/internal", main + " " + top},
		{"go", "**/internal/**", main + " " + top},
		{"go", "hello-world docs", shared + " " + top},
		{"go", "docs", main + " " + shared + " " + top},
		{"go", "**/testdata/**", main + " " + shared + " " + top},
		{"go", ".", ""},
		{"go", "shop", main + " " + shared + " " + top},

		{"services/hello-world", "services", ""},
		{"services/hello-world", "services/", ""}, // chokidar: as above
		{"services/hello-world", "services/**", ""},
		{"services/hello-world", "**/services", main},
		{"services/hello-world", "serv*", main},
		{"services/hello-world", "services/hello-world", ""},
		{"services/hello-world", "**/hello-world", ""},
		{"services/hello-world", "hello-world", ""}, // ours: a name counts at any depth
		{"services/hello-world", "docs", main},
		{main, "services", ""},
		{main, "**/services", main},
		{main, "**/*.go", ""},
		{main, "docs", main},
		{"services/**/*.go", "services", ""},
		{"services/**/*.go", "**/services", ""}, // watching begins with the folder before the first star
		{"services/**/*.go", "services/hello-world", shared},
		{"services/**/*.go", "**/hello-world", shared},
	} {
		t.Run(c.watch+" without "+c.ignore, func(t *testing.T) {
			set := watch.Set{Base: root, Ignore: strings.Split(strings.ReplaceAll(c.ignore, "ROOT", filepath.ToSlash(root)), " ")}
			if c.watch == "go" {
				set.From, set.Dirs = root, in(root, ".", filepath.Dir(main), filepath.Dir(shared))
			} else {
				set.Trees, set.Match = watch.Paths(root, []string{c.watch})
			}
			var counted []string
			for _, file := range []string{main, shared, top} {
				if set.Counts(filepath.Join(root, filepath.FromSlash(file))) {
					counted = append(counted, file)
				}
			}
			assert.Equal(t, c.watched, strings.Join(counted, " "))
		})
	}
}

func TestWhatWasFoundIsLeftOutByWhatIsIgnored(t *testing.T) {
	root := absolute("/home/ada/shop")
	for ignore, out := range map[string][]string{
		"services": {"services/data.json"}, "**/services": {"services/data.json"}, "*.json": {"services/data.json"}, "go.mod": {"go.mod"}, "docs": nil,
	} {
		set := watch.Set{Base: root, From: root, Ignore: []string{ignore}}
		var left []string
		for _, file := range []string{"go.mod", "services/data.json"} {
			if set.LeavesOut(filepath.Join(root, filepath.FromSlash(file))) {
				left = append(left, file)
			}
		}
		assert.Equal(t, out, left, ignore)
	}
	assert.False(t, watch.Set{Base: root, From: root}.LeavesOut(filepath.Join(root, ".config", "x.json")), "by default nothing of it is")
}
