package platform

import (
	"os"
	"path/filepath"
	"strings"
)

// Leftover is a process that was found by its tag after its group was gone.
type Leftover struct {
	Pid     int
	Command string
}

// Sweep ends what still carries the process's tag: it left the group on
// purpose, by setsid for example. It says what it ended. On a system without a
// search by tag it finds nothing.
func (p *Process) Sweep() []Leftover {
	return killTagged(func(tag string) bool { return tag == p.Tag })
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
	folders, _ := filepath.Glob(filepath.Join(os.TempDir(), FolderPrefix+"*"))
	for _, folder := range folders {
		name, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(folder), FolderPrefix), "-")
		if !ownerAlive(name) {
			_ = os.RemoveAll(folder)
		}
	}
	return found
}
