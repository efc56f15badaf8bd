//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package keyboard

import "golang.org/x/sys/unix"

const getModes, setModes = unix.TIOCGETA, unix.TIOCSETA
