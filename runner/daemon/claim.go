package daemon

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/system/platform"
)

// This file owns who may serve a home: whoever holds its lock. The system drops
// the lock when its holder dies, however it dies; so nothing is ever to be
// tidied up by hand.

// Claim is a held home.
type Claim struct {
	Home    control.Home
	release func()
}

// ErrTaken means that another runner holds the home.
var ErrTaken = errors.New("another runner serves this folder")

// Take takes a home for as long as this process lives, or until Release. The
// error is ErrTaken, or says why the home cannot be used.
func Take(home control.Home) (*Claim, error) {
	if err := home.Make(); err != nil {
		return nil, err
	}
	release, ok := platform.TryLockFile(home.Lock())
	if !ok {
		return nil, notTaken(home)
	}
	// For people's eyes alone: a number of a process that is gone misleads
	// nobody, since only the lock counts.
	_ = os.WriteFile(home.Pid(), []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600)
	return &Claim{Home: home, release: release}, nil
}

// notTaken tells a lock that somebody holds from one that cannot be used.
func notTaken(home control.Home) error {
	f, err := os.OpenFile(home.Lock(), os.O_RDWR, 0)
	if err != nil {
		return &control.Failure{
			Message: fmt.Sprintf("%s cannot be used: %v", home.Lock(), err),
			Hint:    "remove " + home.Dir + "; nothing in it is needed for long",
		}
	}
	_ = f.Close()
	return ErrTaken
}

// Listen opens the control socket of the home.
func (c *Claim) Listen() (net.Listener, error) { return c.Home.Listen() }

// Release gives the home up. The end of the process does that too.
func (c *Claim) Release() {
	_ = os.Remove(c.Home.Pid())
	c.release()
}
