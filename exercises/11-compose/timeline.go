package compose

import (
	"context"
	"syscall"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/system/platform"
)

// This file owns what a timeline shows of the containers: each is an instance of its
// service.

// follow records the events of the stack's containers.
func follow(ctx context.Context, r *check.Run) {
	slots := map[instance]*slot{}
	check.Notes[notes](r).stack.Follow(ctx, func(event docker.Event) {
		if e, ok := translated(slots, event); ok {
			r.Box.Note(e)
		}
	})
}

// instance is the place of one container of a service; a new container takes the
// place of the old one.
type instance struct {
	service string
	number  int
}

// slot is the state of the container that has an instance's place now.
type slot struct {
	generation int
	ready      bool
	asked      bool // it was asked to stop
}

// translated is a container's event as an event of the runner. ok is false when the
// runner has no such event.
func translated(slots map[instance]*slot, event docker.Event) (e supervise.Event, ok bool) {
	at := instance{event.Service, event.Number}
	s := slots[at]
	if s == nil {
		s = &slot{}
		slots[at] = s
	}
	e = supervise.Event{App: event.Service, Instance: event.Number - 1}
	switch event.What {
	case docker.Started:
		*s = slot{generation: s.generation + 1}
		e.Kind = supervise.Started
	case docker.Healthy:
		if s.ready { // it was unhealthy for a while, as without its Redis
			return e, false
		}
		s.ready, e.Kind = true, supervise.Ready
	case docker.Signalled:
		if s.asked || event.Signal == int(syscall.SIGKILL) {
			return e, false
		}
		s.asked, e.Kind = true, supervise.StopAsked
	case docker.Ended:
		e.Kind, e.Exit, e.Wanted = supervise.Exited, platform.Exit{Code: event.ExitCode}, s.asked
	}
	e.Generation = s.generation
	return e, e.Generation > 0
}
