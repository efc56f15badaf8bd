package control

import (
	"errors"
	"fmt"
)

// Failure is an error as it travels: what went wrong, and what to try. It is
// the body of every answer that is no success.
type Failure struct {
	Message string `json:"error"`
	Hint    string `json:"hint,omitempty"` // a sentence; "": there is nothing to try
	Code    int    `json:"-"`              // the answer's HTTP status; 0: it never got that far
}

func (f *Failure) Error() string { return f.Message }

// ErrNoDaemon means that nobody serves a home: nothing runs there.
var ErrNoDaemon = errors.New("no daemon runs")

// ErrGone means that the daemon ended while it was being listened to.
var ErrGone = errors.New("the daemon has ended")

// HintOf is what to try after an error, "" when nobody knows.
func HintOf(err error) string {
	var failure *Failure
	if errors.As(err, &failure) {
		return failure.Hint
	}
	var other interface{ Hint() string }
	if errors.As(err, &other) {
		return other.Hint()
	}
	return ""
}

// otherAPI is the refusal to talk to a daemon with other messages.
func otherAPI(v Version) error {
	return &Failure{
		Message: fmt.Sprintf("the daemon here (pid %d) was started by another version of the runner, and the two do not understand one another", v.Pid),
		Hint:    "go run ./runner kill, then start again",
	}
}

// silent is a daemon that holds the socket and says nothing.
func silent(home Home, cause error) error {
	who := "the daemon of " + home.Dir
	hint := ""
	if pid := home.Owner(); pid != 0 {
		who = fmt.Sprintf("the daemon of %s (pid %d)", home.Dir, pid)
		hint = fmt.Sprintf("if it stays like that: kill -9 %d ends it and everything it has started", pid)
	}
	return &Failure{Message: fmt.Sprintf("%s does not answer: %v", who, cause), Hint: hint}
}
