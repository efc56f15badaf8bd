package console

import (
	"fmt"
	"strings"
)

// This file owns words that both programs say, or have to understand.

// Count is a number of things: "1 problem", "2 problems".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// IsUsage recognises cobra's own complaints about a command line, for which it
// has no error type. (Those about flags come to a command's FlagErrorFunc.)
func IsUsage(err error) bool {
	return strings.HasPrefix(err.Error(), "unknown command ") || strings.HasPrefix(err.Error(), "accepts ")
}
