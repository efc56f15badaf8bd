package sandbox

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/kit"
	"workshop.example/processes/tests/platformtest"
)

func TestWhatWasBroughtInPlaceOfTheServices(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		edits []kit.Edit
	}{
		"nothing":              {map[string]string{"services.config.js": noApps, "services/README.md": "mine"}, nil},
		"a changed file":       {map[string]string{"services/hello-world/main.go": "package main"}, []kit.Edit{{File: "services/hello-world/main.go", What: "differs"}}},
		"another file":         {map[string]string{"services/internal/twelve/x.go": "package twelve"}, []kit.Edit{{File: "services/internal/twelve/x.go", What: "is new"}}},
		"a workspace":          {map[string]string{"go.work": "go 1.24"}, []kit.Edit{{File: "go.work", What: "is new"}}},
		"modules beside it":    {map[string]string{"vendor/modules.txt": ""}, []kit.Edit{{File: "vendor", What: "is new"}}},
		"a test, and a backup": {map[string]string{"services/hello-world/x_test.go": "x", "services/hello-world/main.go.bak": "x"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if c.files["services.config.js"] == "" {
				c.files["services.config.js"] = noApps
			}
			handed := platformtest.Tree(t, c.files)
			box := open(t, Config{Kit: kitWithServices(t), File: filepath.Join(handed, "services.config.js")})
			edits, err := box.Brought()
			require.NoError(t, err)
			assert.Equal(t, c.edits, edits)
			edits, err = box.Edited()
			require.NoError(t, err)
			assert.Empty(t, edits, "the kit is as it was")
		})
	}
}

// kitWithServices is a kit with the real services, and nothing else.
func kitWithServices(t *testing.T) string {
	t.Helper()
	root := platformtest.Tree(t, map[string]string{"go.mod": "module workshop.example/processes\n"})
	require.NoError(t, os.CopyFS(filepath.Join(root, "services"), os.DirFS("../../services")))
	return root
}

func TestWhatTheLearnerEditsInTheKitIsEditedAndNotBrought(t *testing.T) {
	root := kitWithServices(t)
	main := filepath.Join(root, "services", "hello-world", "main.go")
	require.NoError(t, os.WriteFile(main, []byte("package main\n"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(root, "services.config.js"), []byte(noApps), 0o644))
	box := open(t, Config{Kit: root})
	brought, err := box.Brought()
	require.NoError(t, err)
	assert.Empty(t, brought)
	edited, err := box.Edited()
	require.NoError(t, err)
	assert.Equal(t, []kit.Edit{{File: "services/hello-world/main.go", What: "differs"}}, edited)

	require.NoError(t, box.Save("services/hello-world/main.go", "package main // by a script\n"))
	brought, err = box.Brought()
	require.NoError(t, err)
	assert.Equal(t, edited, brought, "what a script writes into the copy is nobody's right")
}

// A program says in which folder its main file lay when it was compiled.
func TestTheFolderThatAProgramWasCompiledIn(t *testing.T) {
	root := platformtest.Tree(t, map[string]string{
		"go.mod":                       "module workshop.example/processes\n\ngo 1.24\n",
		"services/hello-world/main.go": "package main\n\nfunc main() { println() }\n",
	})
	build := func(args ...string) string {
		program := filepath.Join(t.TempDir(), "program.exe")
		cmd := exec.Command("go", append([]string{"build", "-buildvcs=false", "-o", program}, args...)...)
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		return program
	}
	folders, err := foldersOf(build("-ldflags=-s -w", "./services/hello-world"), HelloWorld)
	require.NoError(t, err)
	require.Len(t, folders, 1)
	box := &Box{Root: root, cfg: Config{Kit: root}}
	assert.True(t, box.isOurs(folders[0], HelloWorld), folders[0])
	elsewhere := &Box{Root: t.TempDir(), cfg: Config{Kit: t.TempDir()}}
	assert.False(t, elsewhere.isOurs(folders[0], HelloWorld))

	folders, err = foldersOf(build("-trimpath", "./services/hello-world"), HelloWorld)
	require.NoError(t, err)
	assert.Empty(t, folders, "it names no folder")
}
