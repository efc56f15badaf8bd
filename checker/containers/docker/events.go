package docker

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"sync"
)

// This file owns what an engine reports about containers while they come and go.

// Event is something that happened to a container of a stack.
type Event struct {
	Service  string
	Number   int       // among its service's containers, from 1
	What     EventKind // no other kind is reported
	Signal   int       // Signalled
	ExitCode int       // Ended
}

// EventKind is the kind of an event, in the words of `docker events`.
type EventKind string

const (
	Started   EventKind = "start"
	Healthy   EventKind = "health_status: healthy" // reported again after each time that it was not
	Signalled EventKind = "kill"
	Ended     EventKind = "die"
)

// Follow reports the events of the stack's containers, in order and from the
// stack's beginning, until the session is closed. It serves the timeline only:
// where the engine cannot say, nothing is reported.
func (s *Stack) Follow(ctx context.Context, report func(Event)) {
	args := []string{"events", "--since=1h", "--format={{json .}}", "--filter=type=container",
		"--filter=label=com.docker.compose.project=" + s.Session.Name}
	for _, event := range []string{"start", "health_status", "kill", "die"} {
		args = append(args, "--filter=event="+event)
	}
	ctx, cancel := context.WithCancel(ctx)
	var following sync.WaitGroup
	following.Go(func() {
		_ = stream(ctx, call{args: args, listens: true}, func(out io.Reader) error {
			eachLine(out, func(line string) {
				if e, ok := readEvent(line); ok {
					report(e)
				}
			})
			return nil
		})
	})
	s.Session.follows = append(s.Session.follows, func() { cancel(); following.Wait() })
}

// readEvent reads a line of `docker events`. ok is false for an event that no
// timeline shows.
func readEvent(line string) (e Event, ok bool) {
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
