package platform

import (
	"os"
	"sync"
)

// locked keeps every file that is locked reachable. A file that nobody holds
// any more is closed by the garbage collector, and the lock is lost with it:
// whoever takes a lock for the life of the process need not keep its release.
var locked sync.Map

// held is the release of a lock.
func held(f *os.File) (release func()) {
	locked.Store(f, true)
	return func() {
		locked.Delete(f)
		_ = f.Close()
	}
}
