// Package keyboard reads single keys from the terminal, without Enter, and
// leaves the terminal as it found it: when it is closed, while the program is
// suspended (Ctrl-Z), and before a signal ends it.
//
// Only the line discipline of the input is changed: nothing is echoed and
// nobody waits for Enter. Output goes on as before, and where the system
// can, Ctrl-C is still a signal. It reaches `go run` and everybody else in the
// foreground as well, as it must.
package keyboard

import (
	"os"
	"sync"

	"golang.org/x/term"
)

// CtrlC is the key that arrives where Ctrl-C is no signal (Windows).
const CtrlC = 3

// Keyboard is the terminal's, while it is open.
type Keyboard struct {
	input *os.File
	keys  chan byte
	look  chan struct{}

	end    chan struct{} // closed by Close
	once   sync.Once
	ending sync.WaitGroup

	mu    sync.Mutex
	found *term.State // what is to be restored; nil: nothing
}

// Open begins to read keys from standard input. It says false, and changes
// nothing, when there is nobody to press a key: standard input or output is no
// terminal, or the program runs in the background.
func Open() (*Keyboard, bool) {
	return open(os.Stdin, os.Stdout)
}

func open(input, output *os.File) (*Keyboard, bool) {
	if !term.IsTerminal(int(input.Fd())) || !term.IsTerminal(int(output.Fd())) || !inForeground(input) {
		return nil, false
	}
	k := &Keyboard{input: input, keys: make(chan byte), look: make(chan struct{}, 1), end: make(chan struct{})}
	if !k.take() {
		return nil, false
	}
	k.heedSignals()
	// Nobody can end a read, so this goroutine may outlive Close. What it reads
	// then is lost, which is why a program opens its keyboard once.
	go k.read()
	return k, true
}

// Keys are the keys as they are pressed. A nil Keyboard has none, ever.
func (k *Keyboard) Keys() <-chan byte {
	if k == nil {
		return nil
	}
	return k.keys
}

// Look is ready when the screen may not look any more as it was left: its size
// is another one, or the program was suspended.
func (k *Keyboard) Look() <-chan struct{} {
	if k == nil {
		return nil
	}
	return k.look
}

// Close restores the terminal. It may be called twice, and on nil.
func (k *Keyboard) Close() {
	if k == nil {
		return
	}
	k.once.Do(func() { close(k.end) })
	k.ending.Wait()
	k.giveBack()
}

// read hands on one key at a time. Several bytes at once are an arrow key, a
// letter beyond ASCII or something that was pasted: none of them is a command.
func (k *Keyboard) read() {
	var buffer [256]byte
	for {
		n, err := k.input.Read(buffer[:])
		if err != nil || n == 0 {
			return
		}
		if n > 1 {
			continue
		}
		select {
		case k.keys <- buffer[0]:
		case <-k.end:
			return
		}
	}
}

// take sets the terminal for single keys.
func (k *Keyboard) take() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.found != nil {
		return true
	}
	found, err := singleKeys(int(k.input.Fd()))
	if err != nil {
		return false
	}
	k.found = found
	return true
}

// giveBack restores the terminal, if it is not as it was found.
func (k *Keyboard) giveBack() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.found != nil {
		_ = term.Restore(int(k.input.Fd()), k.found) // it fails only when the terminal is gone
		k.found = nil
	}
}

// lookAgain has Look say so; once is enough for several reasons.
func (k *Keyboard) lookAgain() {
	select {
	case k.look <- struct{}{}:
	default:
	}
}

// CloseOnPanic is to be deferred by goroutines: a panic in one ends the program
// while another one has the keyboard open.
func (k *Keyboard) CloseOnPanic() {
	if v := recover(); v != nil {
		k.Close()
		panic(v)
	}
}
