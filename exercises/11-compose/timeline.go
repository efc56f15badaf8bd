package compose

import (
	"context"
	"syscall"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/system/platform"
)

// This file owns what a timeline shows of the containers: each is drawn as an
// instance of its service.

// follow writes down what happens to the stack's containers.
func follow(ctx context.Context, r *check.Run) {
	lives := map[instance]*life{}
	check.Notes[notes](r).stack.Follow(ctx, func(h docker.Event) {
		if e, ok := told(lives, h); ok {
			r.Box.Note(e)
		}
	})
}

// instance is one of a service's containers, as the next one takes it.
type instance struct {
	service string
	number  int
}

// life is what is known of the container that has an instance's place.
type life struct {
	generation int
	ready      bool
	asked      bool // to end
}

// told is what happened in a runner's words. ok is false for what those do not
// tell.
func told(lives map[instance]*life, h docker.Event) (e supervise.Event, ok bool) {
	at := instance{h.Service, h.Number}
	l := lives[at]
	if l == nil {
		l = &life{}
		lives[at] = l
	}
	e = supervise.Event{App: h.Service, Instance: h.Number - 1}
	switch h.What {
	case docker.Started:
		*l = life{generation: l.generation + 1}
		e.Kind = supervise.Started
	case docker.Healthy:
		if l.ready { // it was unhealthy for a while, as without its Redis
			return e, false
		}
		l.ready, e.Kind = true, supervise.Ready
	case docker.Signalled:
		if l.asked || h.Signal == int(syscall.SIGKILL) {
			return e, false
		}
		l.asked, e.Kind = true, supervise.StopAsked
	case docker.Ended:
		e.Kind, e.Exit, e.Wanted = supervise.Exited, platform.Exit{Code: h.ExitCode}, l.asked
	}
	e.Generation = l.generation
	return e, e.Generation > 0
}
