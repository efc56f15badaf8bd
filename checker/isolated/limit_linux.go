package isolated

import "golang.org/x/sys/unix"

const (
	// maxMemory bounds what one process may have in memory that it can write to.
	// A Go build and a Node program stay far below.
	maxMemory = 4 << 30
	// maxFile bounds a file that one process may write.
	maxFile = 1 << 30
)

// limit bounds this process and whatever it starts, each for itself. A limit
// that the system refuses, because a lower one holds already, is left at that.
func limit() {
	_ = unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: maxMemory, Max: maxMemory})
	_ = unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: maxFile, Max: maxFile})
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
