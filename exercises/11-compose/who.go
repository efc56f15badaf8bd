package compose

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/checker/sandbox"
)

// This file owns which service runs which of the kit's programs. It recognises them
// by their answers: the names are up to the learner.

const (
	// answerTries is how often the check tries to get an answer from a healthy
	// container: for at least twenty seconds, and longer on a slow machine.
	answerTries = 400
)

func answer(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	containers, err := n.stack.Containers(ctx)
	if err != nil {
		return check.Internal(err)
	}
	runs := map[string]string{} // the program, by service
	var unknown []composefile.Service
	var mistaken []wrongPort
	for _, s := range candidates(n.project.Services(), n.redis) {
		at := slices.IndexFunc(containers, func(c docker.Container) bool { return c.Service() == s.Name })
		if at < 0 || len(s.Ports) == 0 {
			unknown = append(unknown, s)
			continue
		}
		port, program, finding := identify(ctx, r, s, containers[at])
		if finding != nil && finding.ID == "WRONG-TARGET" {
			mistaken = append(mistaken, wrongPort{s.Name, usualProgram(containers[at], port), finding})
			continue
		}
		if finding != nil {
			return finding
		}
		runs[s.Name] = program
		switch {
		case program == sandbox.HelloWorld && n.hello.Name == "":
			n.hello = app{s, port}
		case program == sandbox.Fixtures && n.fixtures.Name == "":
			n.fixtures = app{s, port}
		}
	}
	// Either the port is wrong, or the program is: then another service runs the same
	// program.
	for _, m := range mistaken {
		if !slices.Contains(slices.Collect(maps.Values(runs)), m.program) {
			return m.finding
		}
		runs[m.service] = m.program
	}
	for _, wanted := range []struct {
		app     app
		program string
	}{{n.hello, sandbox.HelloWorld}, {n.fixtures, sandbox.Fixtures}} {
		switch {
		case wanted.app.Name != "":
		case len(unknown) > 0:
			return notPublished(ctx, r, unknown[0], containers)
		default:
			return nobodyRuns(r, wanted.program, runs)
		}
	}
	if at := reachedAt(n.project.Services(), hostOf(n.fixtures.Environment[redisURL])); at >= 0 {
		n.redis = n.project.Services()[at]
	}
	return nil
}

// wrongPort is a service that publishes a port on which nothing listens.
type wrongPort struct {
	service string
	program string // which one it seems to run, or ""
	finding *check.Finding
}

// usualProgram is the program that listens at a port unless PORT says otherwise.
func usualProgram(c docker.Container, port int) string {
	if slices.ContainsFunc(c.Config.Env, func(v string) bool { return strings.HasPrefix(v, "PORT=") }) {
		return ""
	}
	return map[int]string{3000: sandbox.HelloWorld, 3001: sandbox.Fixtures}[port]
}

// identify asks a container until its answer shows which program runs in it, and on
// which port inside. With WRONG-TARGET the port is the one on which it listens.
func identify(ctx context.Context, r *check.Run, s composefile.Service, c docker.Container) (port int, program string, f *check.Finding) {
	var last check.Answer
	found := until(ctx, answerTries, func() bool {
		for _, port = range insidePorts(s) {
			if last = send(ctx, r, c, port, http.MethodGet, "/teams"); last.Err == nil {
				return true
			}
		}
		f = noAnswer(ctx, r, s, c)
		return f != nil
	})
	switch {
	case f != nil && f.ID == "WRONG-TARGET":
		_, listens := cutPort(listening(ctx, c))
		port, _ = strconv.Atoi(listens)
		return port, "", f
	case f != nil:
		return 0, "", f
	case !found:
		return 0, "", notReachable(r, s, last)
	case last.Run != r.Box.Run:
		return 0, "", notTheKits(r, s, last)
	case last.Status == http.StatusNotFound:
		return port, sandbox.HelloWorld, nil
	}
	return port, sandbox.Fixtures, nil
}

// send asks a container at one of its published ports.
func send(ctx context.Context, r *check.Run, c docker.Container, inside int, method, path string) check.Answer {
	port := c.Port(inside)
	if port == 0 {
		return check.Answer{Err: fmt.Errorf("port %d of its container is not published", inside)}
	}
	// The promise decides which answer is right: 404 shows hello-world, 503 that
	// Redis is away. For the timeline, any answer will do.
	return r.Send(ctx, check.Request{Port: port, Method: method, Path: path, Right: func(a check.Answer) bool { return a.Err == nil }})
}

// until repeats a try until it is done, at most so many times and until ctx ends. It
// says whether it was done.
func until(ctx context.Context, tries int, done func() bool) bool {
	tick := time.NewTicker(patience.Try.Time)
	defer tick.Stop()
	for range tries {
		if done() {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
	return false
}

// noAnswer says why a healthy container cannot be reached; nil while that may
// change.
func noAnswer(ctx context.Context, r *check.Run, s composefile.Service, c docker.Container) *check.Finding {
	if now, err := docker.One(ctx, c.ID); err == nil && isOver(now) {
		return ended(ctx, r, now)
	}
	at := listening(ctx, c)
	host, port := cutPort(at)
	number, _ := strconv.Atoi(port) // "" is 0
	switch {
	case at == "":
		return nil
	case isLocalhost(host) && host != "0.0.0.0":
		return &check.Finding{
			ID:       "OWN-LOOPBACK",
			Expected: fmt.Sprintf("to reach %s from outside of its container", s.Name),
			Seen:     fmt.Sprintf("it listens on %s, the loopback of its own container: its health check comes from inside and succeeds, but nobody outside gets in", at),
			Where:    place(r, s.Name, "environment"),
			Try:      "Make it listen on every address of its container: HOST: 0.0.0.0 in its environment, or ENV HOST=0.0.0.0 in the Dockerfile.",
		}
	case !slices.Contains(insidePorts(s), number):
		return wrongTarget(r, s, number)
	}
	return nil
}

// wrongTarget is about a service that listens on none of its published ports.
func wrongTarget(r *check.Run, s composefile.Service, number int) *check.Finding {
	return &check.Finding{
		ID:       "WRONG-TARGET",
		Expected: fmt.Sprintf("a published port that leads to %s, which listens on port %d", s.Name, number),
		Seen:     fmt.Sprintf("ports leads to port %s of its container, but nothing listens there", numbers(insidePorts(s))),
		Where:    place(r, s.Name, "ports"),
		Try:      fmt.Sprintf("In ports the number after the colon is the container's: make it %d.", number),
	}
}

// notPublished is about a service that cannot be reached from outside of the
// project's network.
func notPublished(ctx context.Context, r *check.Run, s composefile.Service, containers []docker.Container) *check.Finding {
	port := "3000"
	for _, c := range containers {
		if at := listening(ctx, c); c.Service() == s.Name && at != "" {
			_, port = cutPort(at)
		}
	}
	return &check.Finding{
		ID:       "NOT-PUBLISHED",
		Expected: fmt.Sprintf("%s to be reachable from this machine, at a port that the file publishes", s.Name),
		Seen:     "it has no ports: only the other containers of the project can reach it",
		Where:    place(r, s.Name),
		Try:      fmt.Sprintf("Add to %s: ports: [\"%s\"]. The engine then chooses a port of this machine; docker compose ps shows it.", s.Name, port),
	}
}

func numbers(all []int) string {
	var text []string
	for _, n := range all {
		text = append(text, strconv.Itoa(n))
	}
	return strings.Join(text, ", ")
}

func notReachable(r *check.Run, s composefile.Service, a check.Answer) *check.Finding {
	return &check.Finding{
		ID:       "NO-ANSWER",
		Expected: fmt.Sprintf("%s to answer at its published port, since it is healthy", s.Name),
		Seen:     a.String(),
		Where:    place(r, s.Name, "ports"),
		Try:      fmt.Sprintf("See what it prints, and where it listens: docker compose logs %s.", s.Name),
	}
}

func notTheKits(r *check.Run, s composefile.Service, a check.Answer) *check.Finding {
	return &check.Finding{
		ID:       "NOT-THE-KITS",
		Expected: fmt.Sprintf("%s to run one of the kit's own services", s.Name),
		Seen:     "another program answers: " + a.String(),
		Where:    place(r, s.Name, "build"),
		Try:      "Build its image with the Dockerfile of exercise 10, from ./services/hello-world or ./services/world-cup-fixtures.",
	}
}

// nobodyRuns is about a program that no service runs.
func nobodyRuns(r *check.Run, program string, runs map[string]string) *check.Finding {
	n := check.Notes[notes](r)
	var seen []string
	suspect := ""
	for _, s := range candidates(n.project.Services(), n.redis) {
		if runs[s.Name] == "" {
			continue
		}
		seen = append(seen, s.Name+" runs "+runs[s.Name])
		if suspect == "" || s.Name == program {
			suspect = s.Name
		}
	}
	return &check.Finding{
		ID:       "NOBODY-RUNS",
		Expected: "a service that runs " + program,
		Seen:     strings.Join(seen, ", ") + ": their images were built from the same program",
		Where:    place(r, suspect, "build"),
		Try:      fmt.Sprintf("Tell the build which service you mean, build: { context: ., args: { SERVICE: %s } }, and read it in the Dockerfile with ARG SERVICE below the FROM that needs it.", program),
	}
}
