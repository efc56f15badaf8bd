//go:build unix

package checkertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/docker/dockertest"
)

// nowhere is a DOCKER_HOST at which no engine listens.
const nowhere = "unix:///nowhere/docker.sock"

// engineThere is the condition [docker].
func engineThere(name string) (bool, error) {
	if name != "docker" {
		return false, fmt.Errorf("unknown condition %s", name)
	}
	return dockertest.There()
}

// wholeKit is the verb `whole-kit [DIR]`: a copy of the kit with all sources.
func wholeKit(ts *testscript.TestScript, _ bool, args []string) {
	moveToPlace(ts, append(args, "kit")[0], func(dir string) error {
		err := copySources(dir)
		for _, folder := range []string{"checker", "exercises", "runner"} {
			err = errors.Join(err, os.CopyFS(filepath.Join(dir, folder), os.DirFS(filepath.Join(repository, folder))))
		}
		return err
	})
}

// engineIsEmpty is the verb `engine-is-empty`: of checks whose sandboxes lay in
// the script's own folder for temporary files, the engine has nothing left.
func engineIsEmpty(ts *testscript.TestScript, neg bool, _ []string) {
	found, err := leftInEngine(ts.Getenv("ENGINE"), ts.Getenv("TMPDIR"))
	ts.Check(err)
	if (len(found) == 0) == neg {
		ts.Fatalf("in the engine: %q", found)
	}
}

// leftInEngine are the things of checks whose sandboxes lie in a folder.
func leftInEngine(engine, folder string) (found []string, err error) {
	restore := os.Getenv("DOCKER_HOST")
	if restore != engine {
		return nil, errors.New("the engine is another one than the test's own")
	}
	label := fmt.Sprintf("{{.Label %q}}", docker.LabelLock)
	for kind, args := range map[string][]string{
		"container": {"container", "ls", "--all", "--format", "{{.ID}}|" + label},
		"network":   {"network", "ls", "--format", "{{.ID}}|" + label},
		"volume":    {"volume", "ls", "--format", "{{.Name}}|" + label},
		"image":     {"image", "ls", "--all", "--quiet"},
	} {
		lines, err := docker.Run(context.Background(), append(args, "--filter", "label="+docker.LabelRun)...)
		if err != nil {
			return nil, err
		}
		if kind == "image" && len(lines) > 0 {
			// One that goes away meanwhile is another test's; the others are reported.
			format := fmt.Sprintf("{{.Id}}|{{index .Config.Labels %q}}", docker.LabelLock)
			lines, _ = docker.Run(context.Background(), append([]string{"image", "inspect", "--format", format}, lines...)...)
		}
		for _, line := range lines {
			if _, lock, _ := strings.Cut(line, "|"); strings.HasPrefix(lock, folder) {
				found = append(found, kind+" "+line)
			}
		}
	}
	return found, nil
}
