package logs_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/apps/logs"
	"workshop.example/processes/runner/processfile"
)

func TestFilesOfAnInstance(t *testing.T) {
	named := func(a *processfile.App) {
		a.OutFile, a.ErrorFile, a.LogFile = "/var/web.out.log", "/var/errors", "/var/all.txt"
	}
	for _, c := range []struct {
		name     string
		app      *processfile.App
		instance int
		want     []string
	}{
		{"the usual places", app("web"), 0, []string{"home/logs/web-out.log", "home/logs/web-error.log"}},
		{"one of several", app("web", instances(2)), 0, []string{"home/logs/web-out-0.log", "home/logs/web-error-0.log"}},
		{"scaled up while it runs", app("web"), 1, []string{"home/logs/web-out-1.log", "home/logs/web-error-1.log"}},
		{"several in one", app("web", instances(2), merged), 1, []string{"home/logs/web-out.log", "home/logs/web-error.log"}},
		{"named ones", app("web", named), 0, []string{"/var/web.out.log", "/var/errors", "/var/all.txt"}},
		{"named ones of several", app("web", named, instances(3)), 2, []string{"/var/web.out-2.log", "/var/errors-2", "/var/all-2.txt"}},
		{"turned off", app("web", func(a *processfile.App) { a.OutFile, a.ErrorFile = "/dev/null", "/kit/NULL" }), 0, nil},
		{"a name that leads elsewhere", app("../a/b"), 0, []string{"home/logs/-.-a-b-out.log", "home/logs/-.-a-b-error.log"}},
		{"a name of another language", app("grüße 世界"), 0, []string{"home/logs/grüße 世界-out.log", "home/logs/grüße 世界-error.log"}},
		{"what terminals and systems do not like", app("a\x1b[31m:\xff*"), 0, []string{"home/logs/a-[31m----out.log", "home/logs/a-[31m----error.log"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			store, _ := opened(t, logs.Options{Home: "home"})
			var got []string
			for _, path := range store.Files(c.app, c.instance) {
				got = append(got, filepath.ToSlash(path))
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func TestLongNamesFitAndStayApart(t *testing.T) {
	store, _ := opened(t, logs.Options{Home: "home"})
	seen := map[string]bool{}
	for _, end := range []string{"a", "b"} {
		path := store.Files(app(strings.Repeat("世", 200)+end, instances(100)), 99)[1]
		assert.LessOrEqual(t, len(filepath.Base(path))+len(".3"), 255)
		assert.True(t, strings.HasPrefix(filepath.Base(path), "世世世"))
		seen[path] = true
	}
	assert.Len(t, seen, 2)
}
