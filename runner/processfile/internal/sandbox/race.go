//go:build race

package sandbox

// raceEnabled: the race detector maps terabytes of address space for itself,
// so a binary that has it cannot live under a limit of that.
const raceEnabled = true

// childEnvironment only tells the race detector not to wait a second at the
// end of every child.
func childEnvironment() []string { return []string{"GORACE=atexit_sleep_ms=0"} }
