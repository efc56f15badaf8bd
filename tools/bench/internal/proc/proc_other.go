//go:build !linux

package proc

import (
	"time"

	"workshop.example/processes/runner/system/platform"
)

// Marked cannot tell.
func Marked(string) ([]Process, error) { return nil, ErrUnknown }

// Running says whether a process of that number is there.
func Running(pid int) bool { return platform.Alive(pid) }

// Memory cannot tell.
func Memory(int) (int64, error) { return 0, ErrUnknown }

// Used cannot tell.
func Used(int) (time.Duration, error) { return 0, ErrUnknown }
