package check

import (
	"context"
	"errors"
	"fmt"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/checker/sandbox/redis"
	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/processfile"
)

// This file is what a check changes in a run: the environment, the sources, the
// backing service.

// ReadAs reads the process file as --env does; the run goes on with what it had.
func (r *Run) ReadAs(ctx context.Context, envName string) (*processfile.File, *Finding) {
	file, err := r.Box.ReadAs(ctx, envName)
	if err != nil {
		return nil, unread(err)
	}
	return file, nil
}

// Apply makes the apps that run what a list says, as `runner start` does with a
// changed file. What was done to each is returned; it is ready then, or has a
// Problem. mark says what the check does, for the timeline.
func (r *Run) Apply(ctx context.Context, apps []processfile.App, mark string) ([]ecosystem.Change, *Finding) {
	r.Mark("%s", mark)
	changes, err := r.Box.Apply(ctx, apps)
	if err != nil {
		return nil, Internal(err)
	}
	return changes, nil
}

// AttachRedis leads every REDIS_URL of the file to a Redis of the sandbox's
// own, which is empty. It must be called before Start.
func (r *Run) AttachRedis(ctx context.Context) (*redis.Redis, *Finding) {
	attached, err := r.Box.AttachRedis(ctx)
	return attached, redisTrouble(err)
}

// AnotherRedis opens a second Redis, empty, and leads every REDIS_URL there
// from the next Apply on.
func (r *Run) AnotherRedis(ctx context.Context) (*redis.Redis, *Finding) {
	other, err := r.Box.AnotherRedis(ctx)
	return other, redisTrouble(err)
}

// redisTrouble is never about the learner's file.
func redisTrouble(err error) *Finding {
	var failed *build.Failed
	var unusable *sandbox.UnusableRedis
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unusable):
		return unusableRedis(unusable)
	case errors.As(err, &failed) && failed.NoGo:
		return noGo(failed)
	case errors.As(err, &failed) && failed.Machine:
		return goToolTrouble(failed)
	}
	return Internal(err)
}

// Save writes a file of the private copy, relative to its root, as an editor
// does. The learner's own stays as it is.
func (r *Run) Save(file, text string) *Finding {
	r.Mark("saved %s", file)
	if err := r.Box.Save(file, text); err != nil {
		return Internal(fmt.Errorf("save a file of the copy: %w", err))
	}
	return nil
}
