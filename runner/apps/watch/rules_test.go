package watch_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/apps/watch"
)

func TestTemporaryFilesOfEditors(t *testing.T) {
	for name, temporary := range map[string]bool{
		"main.go~": true, "4913": true, ".main.go.swp": true, ".main.go.swx": true, "x.swo": true,
		".#main.go": true, "#main.go#": true, "main.go___jb_tmp___": true, "main.go___jb_old___": true,
		".goutputstream-AB12": true, "main.go.tmp": true, ".DS_Store": true, "._main.go": true,
		".main.go.kate-swp": true, ".~lock.table.ods#": true, ".nfs0000001": true,

		"main.go": false, "49130": false, "14913": false, ".env": false, "swp": false, ".swp": false,
		"#main.go": false, "tmp": false, "main.tmpl": false, "~": false, "##": false, "sedan": false,
	} {
		assert.Equal(t, temporary, watch.Temporary(name), name)
	}
}

func TestWhatCounts(t *testing.T) {
	root := absolute("/home/ada/.projects/shop") // a dot above the watched folder is no reason
	js := func(path string) bool { return filepath.Ext(path) == ".js" }
	trees := []string{root}
	for name, c := range map[string]struct {
		set  watch.Set
		yes  []string
		none []string
	}{
		"by default, dotfiles and node_modules do not": {
			watch.Set{Trees: trees, Base: root},
			[]string{"a.js", "src/a.js", "src/deep/b.txt", "logs/x", "a b/ü.js"},
			[]string{".env", "src/.cache/x", "node_modules/a.js", "src/node_modules/x/a.js", ".git/HEAD", "a.js~", "../other/a.js"},
		},
		"what is ignored replaces the default": {
			watch.Set{Trees: trees, Base: root, Ignore: []string{"logs"}},
			[]string{".env", "src/.cache/x", "catalogs/x", "logs.js"},
			[]string{"logs/x", "src/logs/x", "logs/old/y"},
		},
		"some things never do": {
			watch.Set{Trees: trees, Base: root, Ignore: []string{}},
			[]string{".env", ".github/x"},
			[]string{".git/HEAD", "sub/.git/HEAD", "node_modules/x/a.js", ".runner/daemon.log", ".workshop/x", "x.swp", "src/4913"},
		},
		"a pattern without a slash is for every depth": {
			watch.Set{Trees: trees, Base: root, Ignore: []string{"*.log", `\.git*`, "tmp?"}},
			[]string{"a.js", "log", "tmp/x"},
			[]string{"a.log", "src/deep/a.log", ".gitignore", "tmp1/x"},
		},
		"a path is relative to the base": {
			watch.Set{Trees: trees, Base: root, Ignore: []string{"client/img", "./public/", "src/**/*.test.js", "**/gen/*.js", "../../x"}},
			[]string{"a/client/img/x", "client/imgs", "src/a.js", "a.test.js", "src/public/x"},
			[]string{"client/img", "client/img/a/b.png", "public/x", "src/a.test.js", "src/a/b/c.test.js", "gen/a.js", "x/y/gen/a.js"},
		},
		"a path may be absolute": {
			watch.Set{Trees: trees, Base: absolute("/elsewhere"), Ignore: []string{filepath.Join(root, "logs"), filepath.ToSlash(root) + "/**/*.db"}},
			[]string{"a.js", "src/logs/x"},
			[]string{"logs/x", "a.db", "src/a.db"},
		},
		"a base outside, and names that look like patterns": {
			watch.Set{Trees: []string{root + "/[id]"}, Base: root + "/[id]/api", Ignore: []string{"../logs/*", "x/*.js", "../../../../../../../../y"}},
			[]string{"[id]/a.js", "[id]/x/a.js", "[id]/logs2/a"},
			[]string{"[id]/logs/a", "[id]/logs/a/b", "[id]/api/x/a.js", "i/a.js"},
		},
		"a broken pattern matches nothing": {
			watch.Set{Trees: trees, Base: root, Ignore: []string{"[a", "{x", "", "/"}},
			[]string{"a", "[a", "x"},
			nil,
		},
		"a match chooses": {
			watch.Set{Trees: trees, Base: root, Match: js},
			[]string{"a.js", "src/a.js"},
			[]string{"README.md", "node_modules/a.js"},
		},
		"a folder that is no tree counts alone": {
			watch.Set{Dirs: []string{filepath.Join(root, "src")}, Base: root},
			[]string{"src/a.js"},
			[]string{"a.js", "src/deep/a.js", "src"},
		},
		"a watched folder counts though it lies in an ignored one": {
			watch.Set{Trees: []string{root, filepath.Join(root, "node_modules", "mine")}, Dirs: []string{filepath.Join(root, ".config")}, Base: root},
			[]string{"node_modules/mine/a.js", "node_modules/mine/lib/a.js", ".config/a.json"},
			[]string{"node_modules/other/a.js", "node_modules/mine/node_modules/x", ".config/sub/x"},
		},
		"single files always do": {
			watch.Set{Files: []string{filepath.Join(root, ".env"), filepath.Join(root, "node_modules", "x~")}, Match: js},
			[]string{".env", "node_modules/x~"},
			[]string{"a.js", ".env.local"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			counts := watch.Rules(c.set)
			for _, path := range in(root, c.yes...) {
				assert.True(t, counts(path), path)
			}
			for _, path := range in(root, c.none...) {
				assert.False(t, counts(path), path)
			}
		})
	}
}

// absolute gives a path of this system.
func absolute(path string) string {
	abs, err := filepath.Abs(filepath.FromSlash(path))
	if err != nil {
		panic(err)
	}
	return abs
}

func TestWhenAReportIsDue(t *testing.T) {
	ms := func(n int) time.Time { return time.Unix(0, 0).Add(time.Duration(n) * time.Millisecond) }
	every := func(step, until int) (hints []int) {
		for at := 0; at <= until; at += step {
			hints = append(hints, at)
		}
		return hints
	}
	for name, c := range map[string]struct {
		quiet, longest int // in ms
		hints          []int
		due            int
	}{
		"after the quiet time":                    {50, 1000, []int{0}, 50},
		"after the last of several":               {50, 1000, []int{0, 40, 80}, 130},
		"at the latest after the longest time":    {50, 1000, every(40, 2000), 1000},
		"a quiet time of more than that is kept":  {3000, 1000, []int{0}, 3000},
		"and is the longest time then":            {3000, 1000, every(500, 10_000), 3000},
		"the first counts from when it came":      {50, 1000, []int{700}, 750},
		"a second storm has a longest of its own": {50, 1000, []int{5000, 5020}, 5070},
	} {
		t.Run(name, func(t *testing.T) {
			d := watch.NewDebounce(time.Duration(c.quiet)*time.Millisecond, time.Duration(c.longest)*time.Millisecond)
			_, waiting := d.Due()
			assert.False(t, waiting)
			for _, at := range c.hints {
				d.Hint(ms(at), ms(at))
			}
			due, waiting := d.Due()
			assert.True(t, waiting)
			assert.Equal(t, ms(c.due), due)
			d.Reset()
			_, waiting = d.Due()
			assert.False(t, waiting)
		})
	}
}
