package isolated

import "golang.org/x/sys/unix"

const (
	// mostData bounds what one process may have in memory that it can write to.
	// A Go build and a Node program stay far below.
	mostData = 4 << 30
	// longestFile bounds a file that one process may write.
	longestFile = 1 << 30
)

// limit bounds this process and whatever it starts, each for itself. A limit
// that the system refuses, because a lower one holds already, is left at that.
func limit() {
	_ = unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: mostData, Max: mostData})
	_ = unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: longestFile, Max: longestFile})
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
