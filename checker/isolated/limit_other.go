//go:build !linux

package isolated

// limit does nothing here. macOS does not enforce a limit on memory, and
// Windows has none that children inherit without a job of their own. Time and
// output are bounded everywhere.
func limit() {}
