package doctor

import (
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestModulesAreThoseThatAreImported compares the lists with the imports. What
// another system needs is on few machines; CI fetches it.
func TestModulesAreThoseThatAreImported(t *testing.T) {
	systems := []string{runtime.GOOS}
	if os.Getenv("CI") != "" {
		systems = []string{"linux", "darwin", "windows"}
	}
	for _, system := range systems {
		for _, p := range []part{{workshop.packages, needed(ofPrograms, system)}, {containers.packages, needed(ofEngine, system)}} {
			assert.Equal(t, imported(t, system, p.packages), p.modules, "%s on %s", p.packages, system)
		}
	}
}

// imported are the modules that packages of this kit need.
func imported(t *testing.T, system string, packages []string) []string {
	t.Helper()
	const module = `{{with .Module}}{{if .Version}}{{.Path}}{{end}}{{end}}`
	list := exec.Command("go", append([]string{"list", "-deps", "-f", module}, packages...)...)
	list.Dir, list.Env = "../../..", append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
	out, err := list.Output()
	require.NoError(t, err, "go list")
	paths := strings.Fields(string(out))
	slices.Sort(paths)
	return slices.Compact(paths)
}
