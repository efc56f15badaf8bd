//go:build unix

package scripttest

import (
	"os"
	"testing"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
)

// Main is the body of a TestMain whose test binary is also an app: where the
// variable asApp is set it plays [App], else it runs the tests and waits for
// the guardian to be gone.
func Main(m *testing.M, asApp string) {
	selfexec.Play()
	if os.Getenv(asApp) != "" {
		App()
		os.Exit(0)
	}
	code := m.Run()
	platform.Farewell()
	os.Exit(code)
}
