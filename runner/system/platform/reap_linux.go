package platform

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
)

// ReapOrphans collects the zombies that a PID 1 inherits, until ctx ends. In a
// container the runner is often PID 1, and whatever is orphaned there becomes
// its child; nobody else would ever wait for them. In any other process it
// does nothing.
//
// Waiting for "any child" would steal the exit codes of our own, so only
// zombies that this package did not start are collected.
func ReapOrphans(ctx context.Context) {
	if os.Getpid() != 1 {
		return
	}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGCHLD)
	defer signal.Stop(ended)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ended:
			reapForeign(book.ownChildren)
		}
	}
}

// reapForeign waits for every zombie child of this process that is not one of
// its own. The book is locked meanwhile: a child that was just forked is in it.
func reapForeign(own func(func(map[int]bool))) {
	own(func(mine map[int]bool) {
		for _, pid := range pids() {
			f := statFields(pid)
			if len(f) > 1 && f[0] == "Z" && f[1] == strconv.Itoa(os.Getpid()) && !mine[pid] {
				_, _ = syscall.Wait4(pid, nil, syscall.WNOHANG, nil)
			}
		}
	})
}

// ownChildren calls f with the pids of the book while nothing can be started.
// A process whose group was struck has been waited for already.
func (b *guardBook) ownChildren(f func(map[int]bool)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	mine := map[int]bool{}
	if b.guardian != nil {
		mine[b.guardian.pid] = true
	}
	for _, e := range b.entries {
		var pgid int
		if strings.HasPrefix(e, "group ") {
			_, _ = fmt.Sscanf(e, "group %d", &pgid)
			mine[pgid] = true
		}
	}
	f(mine)
}
