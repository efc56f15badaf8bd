//go:build !windows

package doctor

import "golang.org/x/sys/unix"

// freeSpace is how many bytes this user may still write at a path.
func freeSpace(path string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}
