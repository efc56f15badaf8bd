package session

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"workshop.example/processes/tests/platformtest"
)

// Kit is the workshop's folder, and its programs, built once for all pages.
type Kit struct {
	Root     string            // the folder
	programs map[string]string // by the folder that `go run ./…` names
}

// programs are what a page runs with `go run ./…`. A folder that is not there
// is passed over.
var programs = []string{"runner", "checker", "services/redis"}

// Build makes the programs of the kit in root.
func Build(root string) (*Kit, error) {
	k := &Kit{Root: root, programs: map[string]string{}}
	for _, folder := range programs {
		if _, err := os.Stat(filepath.Join(root, folder)); err != nil {
			continue
		}
		program, err := platformtest.Program(root, "./"+folder)
		if err != nil {
			return nil, err
		}
		k.programs[folder] = program
	}
	return k, nil
}

// prelude makes `go run` take what was built. Like the real one it turns every
// failure into 1; unlike it, it says no "exit status 1".
func (k *Kit) prelude() string {
	var b strings.Builder
	b.WriteString("go() {\n  case \"$1 $2\" in\n")
	for _, folder := range slices.Sorted(maps.Keys(k.programs)) {
		fmt.Fprintf(&b, "  'run ./%s') shift 2; '%s' \"$@\" || return 1 ;;\n", folder, k.programs[folder])
	}
	b.WriteString("  *) command go \"$@\" ;;\n  esac\n}\n")
	return b.String()
}

// leftOut is what a fresh clone does not have: the learner's own files.
var leftOut = []string{
	"Dockerfile", "docker-compose.yml", "docker-compose.yaml", "compose.yaml", "compose.yml",
	"runner.Dockerfile", "image.config.js", "node_modules",
}

// Copy is the kit as a learner finds it, in a folder that does not exist yet.
func (k *Kit) Copy(to string) error {
	entries, err := os.ReadDir(k.Root)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		if strings.HasPrefix(name, ".") || slices.Contains(leftOut, name) || isProcessFile(name) {
			continue
		}
		from := filepath.Join(k.Root, name)
		if entry.IsDir() {
			err = os.CopyFS(filepath.Join(to, name), os.DirFS(from))
		} else {
			err = copyFile(from, filepath.Join(to, name))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func isProcessFile(name string) bool {
	return strings.HasPrefix(name, "services.config.") || strings.HasPrefix(name, "ecosystem.config.")
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}

// goVariables are the lines of an environment that keeps the go tool's caches:
// with another HOME, the go tool would compile everything anew.
func goVariables() ([]string, error) {
	said, err := exec.Command("go", "env", "-json", "GOCACHE", "GOMODCACHE", "GOPATH", "GOTOOLCHAIN").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	var values map[string]string
	if err := json.Unmarshal(said, &values); err != nil {
		return nil, err
	}
	var all []string
	for name, value := range values {
		all = append(all, name+"="+value)
	}
	return all, nil
}
