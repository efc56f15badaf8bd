//go:build !linux

package platform

import "context"

// ReapOrphans has nothing to do: containers run Linux.
func ReapOrphans(context.Context) {}
