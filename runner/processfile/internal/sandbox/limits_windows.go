package sandbox

import (
	"os"
	"os/exec"
	"syscall"
	"time"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns Windows, which has neither process groups nor these limits:
// there the child's own watch is what bounds it.

func limitProcess(tree.Limits) {}

func ownGroup(*exec.Cmd) {}

func killGroup(child *exec.Cmd) error { return child.Process.Kill() }

// cpuTime is the processor time that this process has used, all threads
// together.
func cpuTime() time.Duration {
	self, err := syscall.GetCurrentProcess()
	if err != nil {
		return 0
	}
	var created, exited, kernel, user syscall.Filetime
	if err := syscall.GetProcessTimes(self, &created, &exited, &kernel, &user); err != nil {
		return 0
	}
	return span(kernel) + span(user)
}

// span is a length of time in Windows' units of 100 ns. Filetime.Nanoseconds
// would take it for a date.
func span(t syscall.Filetime) time.Duration {
	return time.Duration(int64(t.HighDateTime)<<32|int64(t.LowDateTime)) * 100
}

// peakMemory is not told; there the child's own watch has seen it.
func peakMemory(*os.ProcessState) uint64 { return 0 }
