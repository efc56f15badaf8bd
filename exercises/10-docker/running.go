package docker

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/docker"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/console"
	"workshop.example/processes/runner/platform"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/supervise"
)

// This file owns starting a container, and waiting until it answers.

const (
	// defaultPort is hello-world's own, where nothing gives it another one.
	defaultPort = 3000
	// answerTime bounds a start. Only one that neither answers nor ends nor
	// says where it listens takes so long.
	answerTime = 30 * time.Second
	// pace is the time between two requests to a container that starts, and
	// glance that between two looks at it, which cost more.
	pace   = 20 * time.Millisecond
	glance = 300 * time.Millisecond
	// quiet is how many looks a program may have said in that it listens where
	// nobody can reach it, before it is believed.
	quiet = 3
)

// instance is one container of the image.
type instance struct {
	number int
	id     string
	inside int // the port on which it should listen
	port   int // where that one is published on this machine
	begun  time.Time
}

// appName is how the containers are called in a timeline.
const appName = "hello-world"

func runs(ctx context.Context, r *check.Run) *check.Finding {
	k := check.Keep[known](r)
	r.App = &processfile.App{Name: appName, Instances: 2}
	inside := defaultPort
	if port, err := strconv.Atoi(k.image.Variable("PORT")); err == nil {
		inside = port
	}
	r.Tell("starting a container")
	var finding *check.Finding
	k.first, finding = start(ctx, r, instance{inside: inside}, nil)
	if finding != nil {
		return finding
	}
	answer := send(ctx, r, k.first, check.Request{})
	if answer.Err != nil {
		if c, err := docker.One(ctx, k.first.id); err == nil && !c.State.Running {
			return k.ended(ctx, r, k.first, c)
		}
		return k.silent(ctx, k.first)
	}
	if answer.Status != http.StatusOK || r.Identity(answer, sandbox.HelloWorld) != "" || answer.Greeting() == "" {
		return k.impostor(r, answer)
	}
	return nil
}

// start starts a container and returns when it answers.
func start(ctx context.Context, r *check.Run, i instance, env map[string]string) (instance, *check.Finding) {
	k := check.Keep[known](r)
	parts, err := r.Box.Parts()
	if err != nil {
		return i, check.Internal(err)
	}
	given := map[string]string{sandbox.RunVariable: r.Box.Run}
	for name, value := range env {
		given[name] = value
	}
	i.begun = time.Now()
	i.id, err = parts.Start(ctx, k.session, docker.Spec{
		Image: k.session.Image(appName), Name: fmt.Sprintf("%s-%d", appName, i.number), Env: given, Port: i.inside,
	})
	if err != nil {
		return i, k.notStarted(ctx, i, err)
	}
	r.Box.Note(i.event(supervise.Started))
	return await(ctx, r, i)
}

// event is something that happened to an instance, for the timeline. Its
// process is the first of its container.
func (i instance) event(kind supervise.EventKind) supervise.Event {
	return supervise.Event{App: appName, Instance: i.number, Generation: 1, Kind: kind, Pid: 1, Port: i.inside}
}

// await returns when the container answers, when it has ended, or when it has
// said that it listens elsewhere.
func await(ctx context.Context, r *check.Run, i instance) (instance, *check.Finding) {
	k := check.Keep[known](r)
	bounded, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	next, looked, elsewhere := time.NewTicker(pace), time.Time{}, 0
	defer next.Stop()
	for {
		if i.port != 0 && check.Ask(bounded, i.port, "/").Err == nil {
			r.Box.Note(i.event(supervise.Ready))
			return i, nil
		}
		if time.Since(looked) > glance {
			c, err := docker.One(ctx, i.id)
			switch {
			case err != nil:
				return i, trouble(err)
			case !c.State.Running && c.State.Status != "created":
				return i, k.ended(ctx, r, i, c)
			}
			i.port = c.Port(i.inside)
			looked = time.Now()
			if place := listens(docker.Logs(ctx, i.id, 50)); place.isElsewhere(i.inside) {
				if elsewhere++; elsewhere > quiet {
					return i, k.elsewhere(i, place)
				}
			}
		}
		select {
		case <-bounded.Done():
			return i, k.silent(ctx, i)
		case <-next.C:
		}
	}
}

// send asks a container that has answered before. What fails is asked again, for
// as long as the container runs: on a busy machine a connection may be lost
// between the engine and the container, which tells nothing about an image.
func send(ctx context.Context, r *check.Run, i instance, q check.Request) (answer check.Answer) {
	bounded, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	q.Port = i.port
	next := time.NewTicker(glance)
	defer next.Stop()
	for {
		if answer = r.Send(bounded, q); answer.Err == nil {
			return answer
		}
		if c, err := docker.One(bounded, i.id); err != nil || !c.State.Running {
			return answer
		}
		select {
		case <-bounded.Done():
			return answer
		case <-next.C:
		}
	}
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

func (p place) isElsewhere(port int) bool { return p.port != 0 && (p.isLoopback() || p.port != port) }

// exited writes down that a container has ended.
func exited(r *check.Run, i instance, c docker.Container, asked bool) {
	event := i.event(supervise.Exited)
	event.Exit, event.Wanted = platform.Exit{Code: c.State.ExitCode}, asked
	event.Uptime = time.Since(i.begun)
	r.Box.Note(event)
}

// words are the last lines that a container said, for the end of a sentence.
func words(ctx context.Context, id string) string {
	lines := docker.Logs(ctx, id, 8)
	if len(lines) == 0 {
		return ", and it printed nothing"
	}
	return "; its last words:\n  " + strings.Join(lines[max(0, len(lines)-8):], "\n  ")
}

// silent is about a container that runs and says nothing of where it listens.
func (k *known) silent(ctx context.Context, i instance) *check.Finding {
	return &check.Finding{
		ID:       "NO-ANSWER",
		Expected: fmt.Sprintf("hello-world to answer on port %d of the container", i.inside),
		Seen:     fmt.Sprintf("%s runs, and did not answer within %s%s", k.command(), console.Duration(answerTime), words(ctx, i.id)),
		Where:    k.starts(),
		Try:      "See what it does: docker build -t hello . && docker run --rm -p 3000:3000 hello",
	}
}

// command is what the container starts, as a person would type it.
func (k *known) command() string { return "`" + strings.Join(k.image.Command(), " ") + "`" }
