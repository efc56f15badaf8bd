package platform

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Leftover is a process that was found by its tag after its group was gone.
type Leftover struct {
	Pid     int
	Command string

	tag string
}

// Sweep ends what still carries the process's tag: it left the group on
// purpose, by setsid for example. It says what it ended. On a system without a
// search by tag it finds nothing.
//
// A search looks at every process of the machine. Those that end while one is
// under way share the next: a hundred instances that stop at once cost two.
func (p *Process) Sweep() []Leftover {
	sweeps.mu.Lock()
	if sweeps.next == nil {
		sweeps.next = &sweep{tags: map[string]bool{}, done: make(chan struct{})}
	}
	mine := sweeps.next
	mine.tags[p.Tag] = true
	first := !sweeps.running
	sweeps.running = true
	sweeps.mu.Unlock()
	if first {
		searchInTurn()
	}
	<-mine.done
	return slices.DeleteFunc(slices.Clone(mine.found), func(l Leftover) bool { return l.tag != p.Tag })
}

// sweep is one search for what carries any of several tags.
type sweep struct {
	tags  map[string]bool
	done  chan struct{} // closed when found is whole
	found []Leftover
}

var sweeps struct {
	mu      sync.Mutex
	next    *sweep // nil: nobody waits for one
	running bool
}

// searchInTurn searches until nobody waits any more.
func searchInTurn() {
	for {
		sweeps.mu.Lock()
		s := sweeps.next
		sweeps.next = nil
		sweeps.running = s != nil
		sweeps.mu.Unlock()
		if s == nil {
			return
		}
		s.found = killTagged(func(tag string) bool { return s.tags[tag] })
		close(s.done)
	}
}

// SweepOwn ends everything that this process started and that is still there.
func SweepOwn() []Leftover {
	return killTagged(func(tag string) bool { return strings.HasPrefix(tag, owner()+"/") })
}

// SweepDead ends what an earlier run left whose owner is no longer alive, and
// removes its temporary folders: the case in which runner and guardian were
// both killed.
func SweepDead() []Leftover {
	found := killTagged(func(tag string) bool {
		name, _, _ := strings.Cut(tag, "/")
		return !ownerAlive(name)
	})
	entries, _ := os.ReadDir(os.TempDir())
	for _, e := range entries {
		rest, ours := strings.CutPrefix(e.Name(), FolderPrefix)
		name, _, _ := strings.Cut(rest, "-")
		if ours && !ownerAlive(name) {
			_ = os.RemoveAll(filepath.Join(os.TempDir(), e.Name()))
		}
	}
	return found
}
