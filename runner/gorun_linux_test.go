package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/platformtest"
)

// Whoever kills `go run ./runner run` means the runner, and knows no other
// number. Neither signal reaches what the go tool runs.
func TestTheRunnerEndsWithTheGoRunThatStartedIt(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			port := platformtest.FreePort(t)
			config := filepath.Join(t.TempDir(), "services.config.js")
			service, err := filepath.Abs("../services/hello-world")
			require.NoError(t, err)
			text := fmt.Sprintf("module.exports = { apps: [{ script: %q, env: { PORT: %d } }] };", service, port)
			require.NoError(t, os.WriteFile(config, []byte(text), 0o600))

			goRun := exec.Command("go", "run", ".", "run", config)
			require.NoError(t, goRun.Start())
			ended := false
			defer func() {
				if !ended {
					_ = goRun.Process.Kill()
					_ = goRun.Wait()
				}
			}()
			var owners []platform.Owner
			require.Eventually(t, func() bool {
				owners, _ = platform.PortOwners(port)
				return len(owners) == 1
			}, platformtest.Patience(t), 20*time.Millisecond, "the service has to run before it can be gone")

			require.NoError(t, goRun.Process.Signal(signal))
			_ = goRun.Wait()
			ended = true
			require.Eventually(t, func() bool {
				left, _ := platform.PortOwners(port)
				return len(left) == 0 && platform.CommandLine(owners[0].Pid) == ""
			}, platformtest.Patience(t), 20*time.Millisecond, "pid %d lives on", owners[0].Pid)
		})
	}
}
