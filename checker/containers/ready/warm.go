package ready

import (
	"context"
	"regexp"
	"strconv"

	"workshop.example/processes/checker/containers/docker"
)

// This file owns building once beforehand, so that a later build of the same
// sort needs no network.

// Warm builds a Dockerfile with a folder as its context and keeps no image:
// what was downloaded and compiled stays in the engine's cache. Progress is
// told the step under way of the stage that has the most of them. The error is
// a *Problem when it is known what is wrong with the machine.
func Warm(ctx context.Context, folder, file string, progress func(done, steps int, what string)) error {
	var most stage
	err := docker.FillCache(ctx, folder, file, func(name string) {
		if most.takes(name) {
			progress(most.at-1, most.steps, name)
		}
	})
	if err == nil || ctx.Err() != nil {
		return err
	}
	return problemOr(err, "")
}

// stage is where a build is in the stage that has the most steps.
type stage struct{ at, steps int }

// stageStep is the beginning of a step's name: "[build 4/6] ".
var stageStep = regexp.MustCompile(`^\[(?:\S+ +)?(\d+)/(\d+)\] `)

// takes takes a step's name, and says whether it is of that stage.
func (s *stage) takes(name string) bool {
	parts := stageStep.FindStringSubmatch(name)
	if parts == nil {
		return false
	}
	at, _ := strconv.Atoi(parts[1]) // they are digits
	steps, _ := strconv.Atoi(parts[2])
	if steps < s.steps || steps == s.steps && at < s.at {
		return false
	}
	*s = stage{at, steps}
	return true
}
