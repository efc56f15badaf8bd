//go:build unix

package keyboard

import (
	"os"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// singleKeys turns off that lines are edited and echoed, and nothing else. A
// term.MakeRaw would take Ctrl-C and Ctrl-Z away as well, and the way in which
// what others print begins a new line.
func singleKeys(terminal int) (*term.State, error) {
	found, err := term.GetState(terminal)
	if err != nil {
		return nil, err
	}
	modes, err := unix.IoctlGetTermios(terminal, getModes)
	if err != nil {
		return nil, err
	}
	modes.Lflag &^= unix.ICANON | unix.ECHO
	modes.Lflag |= unix.ISIG
	modes.Cc[unix.VMIN], modes.Cc[unix.VTIME] = 1, 0 // a read returns with the first byte, however late
	return found, unix.IoctlSetTermios(terminal, setModes, modes)
}

// inForeground says whether the terminal is ours at the moment. A program in
// the background is stopped when it reads, or changes the terminal.
func inForeground(terminal *os.File) bool {
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
