package platform

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// GoRunGone is closed when the `go run` that started this program has ended.
// For a program that was started otherwise it is nil, and never ready.
//
// The go tool hands Ctrl-C on, since that reaches the whole foreground group.
// But `kill` of a background job, or a closed laptop's SIGKILL, ends the go
// tool alone, and what it runs would live on without anybody knowing its
// number.
func GoRunGone() <-chan struct{} {
	parent := os.Getppid()
	words := strings.Fields(CommandLine(parent))
	if len(words) < 2 || strings.TrimSuffix(filepath.Base(words[0]), ".exe") != "go" || words[1] != "run" {
		return nil
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		awaitParent(parent)
	}()
	return gone
}

// watchParent returns when this process has another parent than pid. There is
// no event for that on every system, hence a look four times a second.
func watchParent(pid int) {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if os.Getppid() != pid {
			return
		}
	}
}
