package docker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/platform"
)

// This file owns starting a container, and waiting until it answers.

const (
	// defaultPort is the port of hello-world when nothing sets another one.
	defaultPort = 3000
	// mostPolls limits a start by how often the engine is asked: half a minute of
	// it. Each poll asks the engine twice, which is many times the work of starting
	// hello-world, so on a busy machine the polls take as much longer. Only a
	// program that neither answers nor ends nor says where it listens needs so many.
	mostPolls = 100
	// believed is after how many polls a program that says that it listens where
	// nobody can reach it is believed.
	believed = 3
	// mostSilent is for how many polls a program that says that it listens where it
	// should may stay silent in its first container.
	mostSilent = 33
)

// instance is one container of the image.
type instance struct {
	number int
	id     string
	inside int // the port on which it should listen
	port   int // the port of this machine that leads there
	begun  time.Time
}

// appName is the name of the containers in a timeline.
const appName = "hello-world"

func runs(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	r.App = &processfile.App{Name: appName, Instances: 2}
	inside := defaultPort
	if port, err := strconv.Atoi(n.image.Variable("PORT")); err == nil {
		inside = port
	}
	r.Tell("starting a container")
	var finding *check.Finding
	n.first, finding = start(ctx, r, instance{inside: inside}, nil)
	if finding != nil {
		return finding
	}
	answer := send(ctx, r, n.first, check.Request{})
	if answer.Err != nil {
		if c, err := docker.One(ctx, n.first.id); err == nil && !c.State.Running {
			return n.ended(ctx, r, n.first, c)
		}
		return n.silent(ctx, n.first, answer.Err)
	}
	if answer.Status != http.StatusOK || r.Identity(answer, sandbox.HelloWorld) != "" || answer.Greeting() == "" {
		return n.impostor(r, answer)
	}
	return nil
}

// start starts a container and returns when it answers. A program that says that
// it listens where it should, but cannot be reached, gets a second container before
// it is judged: the engine's network fails now and then, and that is not the
// learner's fault.
func start(ctx context.Context, r *check.Run, i instance, env map[string]string) (instance, *check.Finding) {
	first, finding := startOnce(ctx, r, i, env, mostSilent)
	if finding == nil || finding.ID != noAnswer || !listens(docker.Logs(ctx, first.id, 50)).isAt(first.inside) {
		return first, finding
	}
	r.Tell("the container cannot be reached; starting another one")
	if err := docker.Remove(ctx, first.id); err != nil {
		return first, trouble(err)
	}
	gone := first.event(supervise.Exited)
	gone.Wanted, gone.Uptime = true, time.Since(first.begun)
	r.Box.Note(gone)
	return startOnce(ctx, r, i, env, mostPolls)
}

// startOnce starts a container. One that says that it listens where it should must
// answer within maxSilent polls; any other has mostPolls.
func startOnce(ctx context.Context, r *check.Run, i instance, env map[string]string, maxSilent int) (instance, *check.Finding) {
	n := check.Notes[notes](r)
	parts, err := r.Box.Parts()
	if err != nil {
		return i, check.Internal(err)
	}
	given := map[string]string{sandbox.RunVariable: r.Box.Run}
	for name, value := range env {
		given[name] = value
	}
	i.begun = time.Now()
	i.id, err = parts.Start(ctx, n.session, docker.Spec{
		Image: n.session.Image(appName), Name: fmt.Sprintf("%s-%d", appName, i.number), Env: given, Port: i.inside,
	})
	if err != nil {
		return i, n.notStarted(ctx, i, err)
	}
	r.Box.Note(i.event(supervise.Started))
	return await(ctx, r, i, maxSilent)
}

// event is something that happened to an instance, for the timeline. Its
// process is the first of its container.
func (i instance) event(kind supervise.EventKind) supervise.Event {
	return supervise.Event{App: appName, Instance: i.number, Generation: 1, Kind: kind, Pid: 1, Port: i.inside}
}

// await returns when the container answers, when it has ended, when it says that it
// listens elsewhere, or when it says that it listens but has not answered for
// maxSilent polls.
func await(ctx context.Context, r *check.Run, i instance, maxSilent int) (instance, *check.Finding) {
	n := check.Notes[notes](r)
	var (
		polled time.Time
		seen   polls
		last   error // why the last request had no answer
	)
	next := time.NewTicker(patience.Knock.Time)
	defer next.Stop()
	for {
		if i.port != 0 {
			answer := check.Ask(ctx, i.port, "/")
			if answer.Err == nil {
				r.Box.Note(i.event(supervise.Ready))
				return i, nil
			}
			last = answer.Err
		}
		if time.Since(polled) > patience.Look.Time {
			c, err := docker.One(ctx, i.id)
			switch {
			case err != nil:
				return i, trouble(err)
			case !c.State.Running && c.State.Status != "created":
				return i, n.ended(ctx, r, i, c)
			}
			i.port = c.Port(i.inside)
			place := listens(docker.Logs(ctx, i.id, 50))
			polled = time.Now()
			switch seen.judge(place, i.inside, maxSilent) {
			case isElsewhere:
				return i, n.elsewhere(i, place)
			case isSilent:
				return i, n.silent(ctx, i, last)
			}
		}
		select {
		case <-ctx.Done():
			return i, check.Internal(context.Cause(ctx))
		case <-next.C:
		}
	}
}

// polls counts how often a container was polled that has not answered yet.
type polls struct {
	all       int
	elsewhere int // while it said that it listens where nobody can reach it
	silent    int // while it said that it listens where it should
}

// outlook is what can be expected of such a container.
type outlook int

const (
	mayAnswer outlook = iota
	isElsewhere
	isSilent
)

// judge counts one more poll, by which the program has said that it listens at p.
// inside is the port on which it should listen, and maxSilent is for how many polls
// it may be silent after it said so.
func (l *polls) judge(p place, inside, maxSilent int) outlook {
	l.all++
	if p.isElsewhere(inside) {
		l.elsewhere++
	}
	if p.isAt(inside) {
		l.silent++
	}
	switch {
	case l.elsewhere > believed:
		return isElsewhere
	case l.silent > maxSilent || l.all > mostPolls:
		return isSilent
	}
	return mayAnswer
}

// send asks a container that has answered before. A request that fails is repeated
// while the container runs: on a busy machine a connection may be lost between the
// engine and the container, which says nothing about the image.
func send(ctx context.Context, r *check.Run, i instance, q check.Request) (answer check.Answer) {
	q.Port = i.port
	next := time.NewTicker(patience.Look.Time)
	defer next.Stop()
	for range mostPolls {
		if answer = r.Send(ctx, q); answer.Err == nil {
			return answer
		}
		if c, err := docker.One(ctx, i.id); err != nil || !c.State.Running {
			return answer
		}
		select {
		case <-ctx.Done():
			return answer
		case <-next.C:
		}
	}
	return answer
}

// place is where a program says that it listens.
type place struct {
	host string
	port int // 0: it has not said
}

// listening is hello-world's own line.
var listening = regexp.MustCompile(`listening.*url=http://(\S+):(\d+)`)

func listens(log []string) (p place) {
	for _, line := range log {
		if parts := listening.FindStringSubmatch(line); parts != nil {
			p.host = parts[1]
			p.port, _ = strconv.Atoi(parts[2]) // it is digits
		}
	}
	return p
}

// isLoopback: only the container itself gets there.
func (p place) isLoopback() bool {
	return strings.HasPrefix(p.host, "127.") || p.host == "localhost" || p.host == "[::1]"
}

// isAt: it says that it listens at that port, where others can reach it.
func (p place) isAt(port int) bool { return p.port == port && !p.isLoopback() }

// isElsewhere: it says that it listens where others cannot reach it.
func (p place) isElsewhere(port int) bool { return p.port != 0 && !p.isAt(port) }

// exited writes down that a container has ended.
func exited(r *check.Run, i instance, c docker.Container, asked bool) {
	event := i.event(supervise.Exited)
	event.Exit, event.Wanted = platform.Exit{Code: c.State.ExitCode}, asked
	event.Uptime = time.Since(i.begun)
	r.Box.Note(event)
}

// words are the last lines that a container printed, for the end of a sentence.
func words(ctx context.Context, id string) string {
	lines := docker.Logs(ctx, id, 8)
	if len(lines) == 0 {
		return ", and it printed nothing"
	}
	return "; its last words:\n  " + strings.Join(lines[max(0, len(lines)-8):], "\n  ")
}

// noAnswer is the id of the finding that a container runs but does not answer.
const noAnswer = "NO-ANSWER"

// silent is about a container that runs but has not answered. err is that of the
// last request; nil when none could be sent.
func (n *notes) silent(ctx context.Context, i instance, err error) *check.Finding {
	request := "the engine has not published its port"
	if err != nil {
		if u := (*url.Error)(nil); errors.As(err, &u) {
			err = u.Err // without the address on this machine, which is gone
		}
		request = "the last request: " + err.Error()
	}
	return &check.Finding{
		ID:       noAnswer,
		Expected: fmt.Sprintf("hello-world to answer on port %d of the container", i.inside),
		Seen:     fmt.Sprintf("%s runs, but did not answer for %s (%s)%s", n.command(), console.Duration(time.Since(i.begun).Round(time.Second)), request, words(ctx, i.id)),
		Where:    n.startLine(),
		Try:      "See what it does: docker build -t hello . && docker run --rm -p 3000:3000 hello",
	}
}

// command is what the container starts, as a person would type it.
func (n *notes) command() string { return "`" + strings.Join(n.image.Command(), " ") + "`" }
