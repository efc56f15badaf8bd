package selfexec_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/selfexec"
)

func init() {
	// survivor removes its own program, and starts itself once more.
	selfexec.Register("survivor", func([]string) int {
		self, _ := os.Executable()
		if err := os.Remove(self); err != nil {
			fmt.Println(err)
			return 1
		}
		cmd, err := selfexec.Command(context.Background(), "echo", "still", "here")
		if err != nil {
			fmt.Println(err)
			return 1
		}
		cmd.Stdout = os.Stdout
		_ = cmd.Run()
		return 0
	})
}

func TestAProgramWhoseFileIsGoneCanStillStartItself(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	program, err := os.ReadFile(self)
	require.NoError(t, err)
	copied := filepath.Join(t.TempDir(), "copy")
	require.NoError(t, os.WriteFile(copied, program, 0o700))

	cmd, err := selfexec.Command(t.Context(), "survivor")
	require.NoError(t, err)
	cmd.Path = copied
	out, err := cmd.Output()
	require.NoError(t, err, "%s", out)
	assert.Equal(t, "still|here", string(out))
	assert.NoFileExists(t, copied)
}
