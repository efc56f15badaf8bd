package platform

import (
	"context"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// LockFile waits until this process alone holds the lock on the file at path,
// or ctx ends. The system drops the lock when the process ends.
func LockFile(ctx context.Context, path string) (release func(), err error) {
	return lockFile(ctx, path, windows.LOCKFILE_EXCLUSIVE_LOCK)
}

// ShareFile is LockFile for a lock that many may hold together, but none
// beside a LockFile.
func ShareFile(ctx context.Context, path string) (release func(), err error) {
	return lockFile(ctx, path, 0)
}

// TryLockFile is LockFile without waiting. ok says whether the lock was free.
func TryLockFile(path string) (release func(), ok bool) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	release, err := lockFile(ended, path, windows.LOCKFILE_EXCLUSIVE_LOCK)
	return release, err == nil
}

func lockFile(ctx context.Context, path string, kind uint32) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = windows.LockFileEx(windows.Handle(f.Fd()),
			kind|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{})
		if err == nil {
			return held(f), nil
		}
		select {
		case <-ctx.Done():
			_ = f.Close()
			return nil, ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}
