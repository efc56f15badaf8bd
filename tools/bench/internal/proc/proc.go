// Package proc looks at processes from outside: which belong to a session of
// the benchmark, how much memory they use, how much processor time they have
// used. It is written for Linux, which shows all this in files; elsewhere it
// knows nothing, and rows that need it stay empty.
package proc

import (
	"errors"
	"os"
)

// ErrUnknown: this system does not show it.
var ErrUnknown = errors.New("this system does not show it")

// Process is one process as it stood when it was looked at.
type Process struct {
	Pid     int
	Parent  int
	Program string // the path of its binary; "" when it may not be read
}

// Kill ends a process at once. One that is gone already is no error.
func Kill(pid int) {
	if p, err := os.FindProcess(pid); err == nil {
		_ = p.Kill()
		_ = p.Release()
	}
}

// descendants adds to those that belong every process whose parent does.
func descendants(all []Process, belongs map[int]bool) {
	for grew := true; grew; {
		grew = false
		for _, p := range all {
			if !belongs[p.Pid] && belongs[p.Parent] {
				belongs[p.Pid] = true
				grew = true
			}
		}
	}
}
