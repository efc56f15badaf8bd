package twelve

import (
	"errors"
	"fmt"
)

// This file owns the exit codes. They are those of BSD's sysexits.h, so that
// a supervisor can tell "never try again as it stands" from "try later".
const (
	// ExitUnavailable: something that the service needs is not there. Trying
	// again later may help.
	ExitUnavailable = 69 // EX_UNAVAILABLE
	// ExitConfig: the environment holds a value that cannot be used. Trying
	// again does not help until somebody changes it.
	ExitConfig = 78 // EX_CONFIG
)

// codedError is an error with the exit code that it asks for.
type codedError struct {
	error
	code int
}

func (e codedError) Unwrap() error { return e.error }

// ConfigError is an error that ends the process with [ExitConfig]. The
// message should name the variable, say what is wrong with it, and give an
// example that works.
func ConfigError(format string, args ...any) error {
	return codedError{fmt.Errorf(format, args...), ExitConfig}
}

// UnavailableError is an error that ends the process with [ExitUnavailable].
func UnavailableError(format string, args ...any) error {
	return codedError{fmt.Errorf(format, args...), ExitUnavailable}
}

// ExitCode is 0 for nil, the code of a [ConfigError] or [UnavailableError]
// however deeply it is wrapped, and 1 for every other error.
func ExitCode(err error) int {
	var coded codedError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &coded):
		return coded.code
	}
	return 1
}
