//go:build !linux

package watch

import "os"

// identity is the path itself: elsewhere a watch is bound to it, or a renamed
// folder can be watched a second time.
type identity string

func identify(path string) (identity, bool) {
	_, err := os.Stat(path)
	return identity(path), err == nil
}
