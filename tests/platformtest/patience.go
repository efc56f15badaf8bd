package platformtest

import (
	"context"
	"testing"
	"time"
)

// lastWords is what a test keeps of its time for saying what it waited for, and
// for ending what it has started.
const lastWords = 20 * time.Second

// Patience is how long a test waits for something that must happen: until
// shortly before `go test` itself loses patience (-timeout, ten minutes). A
// number of seconds would be a guess at how slow a machine can be. What is
// waited for in vain therefore costs minutes; so a test that can see that
// nothing will come any more, because the process is gone, fails at once.
func Patience(t testing.TB) (patience time.Duration) {
	defer func() {
		if recover() != nil { // in a bubble of synctest t tells no deadline, and to wait takes no time
			patience = time.Hour
		}
	}()
	limited, ok := t.(interface{ Deadline() (time.Time, bool) })
	if !ok {
		return time.Hour // a benchmark has no limit
	}
	deadline, ok := limited.Deadline()
	if !ok {
		return time.Hour
	}
	left := time.Until(deadline)
	return left - min(lastWords, left/4)
}

// Patient is a context that ends when t's patience does. It outlives the test,
// so it is good for cleaning up, too.
func Patient(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Patience(t))
	_ = cancel // with the process
	return ctx
}

// Soon tries something again and again, until one try has taken less than the
// limit. On a busy machine a try that was late says nothing; but what takes its
// time by itself does so every time.
func Soon(t testing.TB, limit time.Duration, try func()) {
	t.Helper()
	last := time.Now().Add(Patience(t))
	for {
		began := time.Now()
		try()
		took := time.Since(began)
		if took < limit || t.Failed() {
			return
		}
		if time.Now().After(last) {
			t.Fatalf("it never took less than %s, at last %s", limit, took)
		}
	}
}
