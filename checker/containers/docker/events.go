package docker

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
)

// This file owns what an engine reports about containers while they come and go.

// Event is something that happened to a container of a stack.
type Event struct {
	Service  string
	Number   int       // among its service's containers, from 1
	What     EventKind // others are not told
	Signal   int       // Signalled
	ExitCode int       // Ended
}

// EventKind is what can happen, in the words of `docker events`.
type EventKind string

const (
	Started   EventKind = "start"
	Healthy   EventKind = "health_status: healthy" // told again after each time that it was not
	Signalled EventKind = "kill"
	Ended     EventKind = "die"
)

// Follow tells of what happens to the stack's containers, in order and from the
// stack's beginning, until the session is closed. It is for those who look on:
// where the engine cannot tell, nothing is told.
func (s *Stack) Follow(ctx context.Context, tell func(Event)) {
	args := []string{"events", "--since=1h", "--format={{json .}}", "--filter=type=container",
		"--filter=label=com.docker.compose.project=" + s.Session.Name}
	for _, each := range []string{"start", "health_status", "kill", "die"} {
		args = append(args, "--filter=event="+each)
	}
	ctx, cancel := context.WithCancel(ctx)
	var following sync.WaitGroup
	following.Go(func() {
		_ = call{args: args, listens: true, onLine: func(line string) {
			if e, ok := event(line); ok {
				tell(e)
			}
		}}.run(ctx)
	})
	s.Session.follows = append(s.Session.follows, func() { cancel(); following.Wait() })
}

// event reads a line of `docker events`. ok is false for what nobody needs
// to know.
func event(line string) (e Event, ok bool) {
	var read struct {
		Action string
		Actor  struct{ Attributes map[string]string }
	}
	if json.Unmarshal([]byte(line), &read) != nil {
		return e, false
	}
	about := read.Actor.Attributes
	e.Service, e.What = about["com.docker.compose.service"], EventKind(strings.TrimSpace(read.Action))
	e.Number, _ = strconv.Atoi(about["com.docker.compose.container-number"]) // what is none is 0
	e.Signal, _ = strconv.Atoi(about["signal"])
	e.ExitCode, _ = strconv.Atoi(about["exitCode"])
	switch e.What {
	case Started, Healthy, Signalled, Ended:
		return e, e.Service != "" && e.Number > 0
	}
	return e, false
}
