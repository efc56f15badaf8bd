//go:build unix

package main

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// readerGone is closed when whoever reads our standard output has left, as in
// `logs | head`. Without it, that would be noticed at the next line only, and
// none may ever come. nil, never ready: standard output is no pipe.
func readerGone() <-chan struct{} {
	info, err := os.Stdout.Stat()
	if err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		return nil
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		out := []unix.PollFd{{Fd: int32(os.Stdout.Fd())}} // errors are told unasked
		for {
			if _, err := unix.Poll(out, -1); !errors.Is(err, unix.EINTR) {
				return
			}
		}
	}()
	return gone
}
