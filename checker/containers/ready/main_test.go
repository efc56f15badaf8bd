package ready

import (
	"os"
	"testing"

	"workshop.example/processes/runner/system/selfexec"
)

func TestMain(m *testing.M) {
	selfexec.Play()
	os.Exit(m.Run())
}
