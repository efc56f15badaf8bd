package selfexec_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/selfexec"
)

func init() {
	selfexec.Register("echo", func(args []string) int {
		fmt.Print(strings.Join(args, "|"))
		return len(args)
	})
}

func TestMain(m *testing.M) {
	selfexec.Play() // returns in the test itself
	os.Exit(m.Run())
}

func TestAPartPlaysWithItsArgumentsAndItsExitCode(t *testing.T) {
	for _, args := range [][]string{nil, {"a b", "", "__part"}} {
		cmd, err := selfexec.Command(t.Context(), "echo", args...)
		require.NoError(t, err)
		out, _ := cmd.Output()
		assert.Equal(t, strings.Join(args, "|"), string(out))
		assert.Equal(t, len(args), cmd.ProcessState.ExitCode())
	}
}

func TestAnUnknownPartIsSaid(t *testing.T) {
	cmd, err := selfexec.Command(t.Context(), "nobody")
	require.NoError(t, err)
	_, err = cmd.Output()
	var failed *exec.ExitError
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, 2, failed.ExitCode())
	assert.Contains(t, string(failed.Stderr), "no such part: nobody")
}

func TestAPartCannotBeRegisteredTwice(t *testing.T) {
	assert.Panics(t, func() { selfexec.Register("echo", nil) })
}
