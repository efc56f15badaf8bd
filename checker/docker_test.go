package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/docker"
)

// engineThere is asked once: a script may be one of many.
var engineThere = sync.OnceValue(func() *docker.Problem {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	_, problem := docker.Look(ctx, docker.Need{Build: true, Compose: true})
	return problem
})

// raceDetector: these tests were built with -race.
var raceDetector bool

// dockerCondition is the condition [docker]. In CI it must hold: else nobody
// would see that nothing is tested. With the race detector it does not: what
// runs in an engine was compiled without, so one run is enough.
func dockerCondition(name string) (bool, error) {
	if name != "docker" {
		return false, fmt.Errorf("unknown condition %s", name)
	}
	if raceDetector {
		return false, nil
	}
	problem := engineThere()
	if problem != nil && isCI() {
		return false, errors.New("in CI there must be a container engine: " + problem.Seen)
	}
	return problem == nil, nil
}

// needsEngine skips a test on a machine without a container engine. In CI there
// must be one.
func needsEngine(t *testing.T) {
	t.Helper()
	is, err := dockerCondition("docker")
	require.NoError(t, err)
	if !is {
		t.Skip("there is no container engine, or the race detector is on")
	}
}
