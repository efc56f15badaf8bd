package docker

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"sync"
)

// This file owns what an engine tells of containers while they come and go.

// Happening is something that happened to a container of a stack.
type Happening struct {
	Service  string
	Number   int           // among its service's containers, from 1
	What     HappeningKind // others are not told
	Signal   int           // Signalled
	ExitCode int           // Ended
}

// HappeningKind is what can happen, in the words of `docker events`.
type HappeningKind string

const (
	Started   HappeningKind = "start"
	Healthy   HappeningKind = "health_status: healthy" // told again after each time that it was not
	Signalled HappeningKind = "kill"
	Ended     HappeningKind = "die"
)

// Follow tells of what happens to the stack's containers, in order and from the
// stack's beginning, until the session is closed. It is for those who look on:
// where the engine cannot tell, nothing is told.
func (s *Stack) Follow(ctx context.Context, tell func(Happening)) {
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
				if h, ok := happening(line); ok {
					tell(h)
				}
			})
			return nil
		})
	})
	s.Session.follows = append(s.Session.follows, func() { cancel(); following.Wait() })
}

// happening reads a line of `docker events`. ok is false for what nobody needs
// to know.
func happening(line string) (h Happening, ok bool) {
	var event struct {
		Action string
		Actor  struct{ Attributes map[string]string }
	}
	if json.Unmarshal([]byte(line), &event) != nil {
		return h, false
	}
	about := event.Actor.Attributes
	h.Service, h.What = about["com.docker.compose.service"], HappeningKind(strings.TrimSpace(event.Action))
	h.Number, _ = strconv.Atoi(about["com.docker.compose.container-number"]) // what is none is 0
	h.Signal, _ = strconv.Atoi(about["signal"])
	h.ExitCode, _ = strconv.Atoi(about["exitCode"])
	switch h.What {
	case Started, Healthy, Signalled, Ended:
		return h, h.Service != "" && h.Number > 0
	}
	return h, false
}
