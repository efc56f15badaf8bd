package servicetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// lastWords is what a test keeps of its time for saying what it waited for.
const lastWords = 20 * time.Second

// Patience is how long a test waits for what must happen: until shortly before
// `go test` ends it (-timeout). No number of seconds is enough for every
// machine; where the process that is waited for has ended, nobody waits.
func Patience(t *testing.T) time.Duration {
	deadline, limited := t.Deadline()
	if !limited {
		return time.Hour
	}
	left := time.Until(deadline)
	return left - min(lastWords, left/4)
}

// Soon tries something again and again, until one try has taken less than the
// limit. On a busy machine a try that was late says nothing; but what takes its
// time by itself does so every time.
func Soon(t *testing.T, limit time.Duration, try func()) {
	t.Helper()
	last := time.Now().Add(Patience(t))
	for {
		started := time.Now()
		try()
		took := time.Since(started)
		if took < limit || t.Failed() {
			return
		}
		require.True(t, time.Now().Before(last), "it never took less than %s, at last %s", limit, took)
	}
}
