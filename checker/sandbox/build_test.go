package sandbox

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestACopyIsTheKitsUntilAFileDiffers(t *testing.T) {
	files := map[string]string{"go.mod": "m", "services/web/main.go": "package main", "docs/a.md": "a"}
	for name, change := range map[string]func(t *testing.T, copied string){
		"a source was changed": func(t *testing.T, copied string) {
			require.NoError(t, os.WriteFile(filepath.Join(copied, "services/web/main.go"), []byte("package other"), 0o600))
		},
		"a source was added": func(t *testing.T, copied string) {
			require.NoError(t, os.WriteFile(filepath.Join(copied, "services/web/more.go"), nil, 0o600))
		},
		"a source is gone": func(t *testing.T, copied string) {
			require.NoError(t, os.Remove(filepath.Join(copied, "services/web/main.go")))
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := &Box{cfg: Config{Kit: tree(t, files)}, Root: tree(t, files)}
			require.NoError(t, os.WriteFile(filepath.Join(b.Root, "docs/a.md"), []byte("b"), 0o600))
			require.True(t, b.isAsInKit("go.mod", "services"), "what is not asked for may differ")
			change(t, b.Root)
			assert.False(t, b.isAsInKit("go.mod", "services"))
		})
	}
}
