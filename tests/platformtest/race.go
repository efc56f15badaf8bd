//go:build race

package platformtest

func init() { Race = true }
