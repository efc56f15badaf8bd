//go:build !windows

package twelve

import (
	"errors"
	"syscall"
)

// inUse tells whether listening failed because the port is taken.
func inUse(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }
