//go:build unix

package sandbox

import (
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns what Unix systems have against a process that takes too much.

// cpuSeconds is the processor time after which the system ends the child. It
// is a last resort: the child looks at its processor time itself, and ends
// itself sooner.
const cpuSeconds = 5

// limitProcess bounds this process. A system that refuses a limit, as macOS
// does for the address space, leaves the watchdog in charge.
func limitProcess(limits tree.Limits) {
	if limits.SpaceBytes > 0 && !raceEnabled {
		space := addressSpace() + limits.SpaceBytes
		_ = syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: space, Max: space})
	}
	_ = syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: cpuSeconds, Max: cpuSeconds})
	// No core file of a process that was made to fail.
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}

// addressSpace is how much this process has reserved already. Go's runtime and
// the C library set aside more than a gigabyte that they never touch, so a
// limit only makes sense on top of it. A guess stands in where /proc is missing.
func addressSpace() uint64 {
	text, _ := os.ReadFile("/proc/self/statm")
	first, _, _ := strings.Cut(string(text), " ")
	pages, err := strconv.ParseUint(first, 10, 64)
	if err != nil {
		return 2 << 30
	}
	return pages * uint64(os.Getpagesize())
}

// ownGroup puts the child into a group of its own, to be ended as a whole and
// out of reach of a Ctrl-C that is meant for the parent.
func ownGroup(child *exec.Cmd) { child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func killGroup(child *exec.Cmd) error { return syscall.Kill(-child.Process.Pid, syscall.SIGKILL) }

// cpuTime is the processor time that this process has used, all threads
// together.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// peakMemory is the most memory that an ended process has had, in bytes.
func peakMemory(end *os.ProcessState) uint64 {
	usage, ok := end.SysUsage().(*syscall.Rusage)
	switch {
	case !ok:
		return 0
	case runtime.GOOS == "darwin":
		return uint64(usage.Maxrss)
	}
	return uint64(usage.Maxrss) << 10
}
