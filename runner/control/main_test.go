package control_test

import (
	"os"
	"testing"

	"workshop.example/processes/runner/system/selfexec"
)

func TestMain(m *testing.M) {
	selfexec.Play() // process files are evaluated in a process of their own
	os.Exit(m.Run())
}
