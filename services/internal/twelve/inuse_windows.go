package twelve

import (
	"errors"
	"syscall"
)

// wsaeAddrInUse is what Windows says; syscall.EADDRINUSE is a number that Go
// made up for it, and that the system never returns.
const wsaeAddrInUse = syscall.Errno(10048)

// inUse tells whether listening failed because the port is taken.
func inUse(err error) bool { return errors.Is(err, wsaeAddrInUse) }
