//go:build unix

package platform

import (
	"context"
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// LockFile waits until this process alone holds the lock on the file at path,
// or ctx ends. The system drops the lock when the process ends, however it
// ends, so a lock never has to be cleaned up by hand.
func LockFile(ctx context.Context, path string) (release func(), err error) {
	return lockFile(ctx, path, unix.LOCK_EX)
}

// ShareFile is LockFile for a lock that many may hold together, but none
// beside a LockFile.
func ShareFile(ctx context.Context, path string) (release func(), err error) {
	return lockFile(ctx, path, unix.LOCK_SH)
}

// TryLockFile is LockFile without waiting. ok says whether the lock was free.
func TryLockFile(path string) (release func(), ok bool) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, false
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, false
	}
	return held(f), true
}

func lockFile(ctx context.Context, path string, kind int) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = unix.Flock(int(f.Fd()), kind|unix.LOCK_NB)
		if err == nil {
			return held(f), nil
		}
		if !errors.Is(err, unix.EWOULDBLOCK) {
			_ = f.Close()
			return nil, err
		}
		// A blocking flock could not be interrupted by ctx.
		select {
		case <-ctx.Done():
			_ = f.Close()
			return nil, ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}
