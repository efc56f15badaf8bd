package watch

import "golang.org/x/sys/unix"

// identity is which folder lies at a path, whatever it is called.
type identity struct{ device, inode uint64 }

// identify is false when there is nothing.
func identify(path string) (identity, bool) {
	var stat unix.Stat_t
	if unix.Stat(path, &stat) != nil {
		return identity{}, false
	}
	return identity{uint64(stat.Dev), stat.Ino}, true
}
