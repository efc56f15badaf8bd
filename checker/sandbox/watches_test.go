package sandbox

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/tests/platformtest"
)

func TestWhatAnAppIsWatchedFor(t *testing.T) {
	root := platformtest.Tree(t, map[string]string{"services/web/main.go": "package main", "other/main.go": "package main"})
	golang := processfile.Program{Kind: processfile.GoPackage, Path: filepath.Join(root, "services", "web")}
	in := func(paths ...string) []string {
		for i := range paths {
			paths[i] = filepath.Join(root, paths[i])
		}
		return paths
	}
	for name, c := range map[string]struct {
		app  processfile.App
		want bool
	}{
		"nothing":               {processfile.App{Program: golang}, false},
		"all of a Go program":   {processfile.App{Program: golang, Watch: true}, true},
		"all but what counts":   {processfile.App{Program: golang, Watch: true, IgnoreWatch: []string{"*.go"}}, false},
		"its folder":            {processfile.App{Program: golang, Watch: true, WatchPaths: in("services")}, true},
		"another folder":        {processfile.App{Program: golang, Watch: true, WatchPaths: in("other")}, false},
		"a pattern":             {processfile.App{Program: golang, Watch: true, WatchPaths: in("services/**/*.go")}, true},
		"a folder on the way":   {processfile.App{Program: golang, Watch: true, WatchPaths: in("."), IgnoreWatch: []string{"services"}}, false},
		"the folder of a shell": {processfile.App{Watch: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			c.app.Cwd = root
			box := &Box{Root: root}
			assert.Equal(t, c.want, box.Watches(&c.app, "services/web/main.go"))
		})
	}
}
