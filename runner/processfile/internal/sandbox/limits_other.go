//go:build !unix

package sandbox

import (
	"os/exec"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns the systems without process groups and limits: there the
// child's watchdog and its own deadline are what bounds it.

func limitProcess(tree.Limits) {}

func ownGroup(*exec.Cmd) {}

func killGroup(child *exec.Cmd) error { return child.Process.Kill() }

func killedByLimit(*exec.ExitError) bool { return false }
