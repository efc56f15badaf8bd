// Package dockertest says whether tests have a container engine, once for all
// tests of a package.
package dockertest

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/containers/ready"
	"workshop.example/processes/tests/platformtest"
)

// engine is asked once: a test may be one of many.
var engine = sync.OnceValue(func() *ready.Problem {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	_, problem := ready.Look(ctx, ready.Need{Build: true, Compose: true})
	return problem
})

// There says whether there is a container engine. In CI there must be one, or it
// is an error: else nobody would see that nothing is tested. With the race
// detector there is none: what runs in an engine was compiled without, so one run
// is enough.
func There() (bool, error) {
	if platformtest.Race {
		return false, nil
	}
	problem := engine()
	if problem != nil && inCI() {
		return false, errors.New("in CI there must be a container engine: " + problem.Seen)
	}
	return problem == nil, nil
}

// Needs skips a test where There says that there is no engine.
func Needs(t *testing.T) {
	t.Helper()
	there, err := There()
	require.NoError(t, err)
	if !there {
		t.Skip("there is no container engine, or the race detector is on")
	}
}

// inCI is as the checker takes it.
func inCI() bool {
	ci := os.Getenv("CI")
	return ci != "" && ci != "0" && ci != "false"
}
