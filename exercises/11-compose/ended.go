package compose

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/checker/containers/docker"
)

// This file owns the findings about a container that has ended.

// mostRestarts is after how many restarts of a container it is plain that another
// one will not help.
const mostRestarts = 3

// words is how many of a container's last lines a finding shows.
const words = 4

// inOrder sorts containers by whose trouble to report first: the Redis comes before
// the services that need it. Services that are not part of the exercise are left
// out.
func inOrder(r *check.Run, containers []docker.Container) []docker.Container {
	n := check.Notes[notes](r)
	order := []string{n.redis.Name}
	for _, s := range candidates(n.project.Services(), n.redis) {
		order = append(order, s.Name)
	}
	var sorted []docker.Container
	for _, name := range order {
		for _, c := range containers {
			if c.Service() == name {
				sorted = append(sorted, c)
			}
		}
	}
	return sorted
}

// hopeless is the finding that waiting longer will not help, or nil.
func hopeless(ctx context.Context, r *check.Run, containers []docker.Container) *check.Finding {
	for _, c := range inOrder(r, containers) {
		switch {
		case c.RestartCount >= mostRestarts:
			return ended(ctx, r, c)
		case willStayUnhealthy(ctx, c):
			return unhealthy(ctx, r, c)
		}
	}
	return nil
}

// someEnded is the finding that a container has ended which should run, or nil.
func someEnded(ctx context.Context, r *check.Run, containers []docker.Container) *check.Finding {
	for _, c := range inOrder(r, containers) {
		if isOver(c) {
			return ended(ctx, r, c)
		}
	}
	return nil
}

func isOver(c docker.Container) bool {
	return c.State.Status == "exited" || c.State.Status == "dead" || c.State.Status == "restarting"
}

// redisPlace matches the words with which the kit's services name their Redis.
var redisPlace = regexp.MustCompile(`the Redis at (\S+?):? `)

// ended says why a container ended, by its last words.
func ended(ctx context.Context, r *check.Run, c docker.Container) *check.Finding {
	lines := docker.Logs(ctx, c.ID, 20)
	finding := &check.Finding{
		ID:       "ENDED",
		Expected: fmt.Sprintf("%s to start, and to stay up", c.Service()),
		Seen:     fmt.Sprintf("it ended with %s", c.Ended()),
		Where:    place(r, c.Service()),
		Try:      fmt.Sprintf("Read everything that it prints: docker compose up %s.", c.Service()),
	}
	if c.RestartCount > 0 {
		finding.Seen += fmt.Sprintf(", and again after %d restarts", c.RestartCount)
	}
	if len(lines) > 0 {
		finding.Seen += "; it said:\n  " + lastLines(lines, words)
	} else {
		finding.Seen += ", and it printed nothing"
	}
	refine(r, c.Service(), strings.Join(lines, "\n"), finding)
	check.Notes[notes](r).localhost = finding.ID == "LOCALHOST"
	return finding
}

// refine turns a finding about a service into one about its Redis, if that is what
// the service complained about. It says whether it did.
func refine(r *check.Run, service, said string, f *check.Finding) bool {
	n := check.Notes[notes](r)
	right := fmt.Sprintf("%s: redis://%s:6379", redisURL, n.redis.Name)
	parts := redisPlace.FindStringSubmatch(said)
	switch {
	case strings.Contains(said, redisURL+" is not set"):
		f.ID = "NO-REDIS-URL"
		f.Expected = fmt.Sprintf("a variable %s in the environment of %s", redisURL, service)
		f.Try = fmt.Sprintf("Add it to the environment of %s: %s.", service, right)
	case strings.Contains(said, redisURL+" "):
		f.ID = "REDIS-URL"
		f.Expected = "a valid " + redisURL
		f.Where = place(r, service, "environment", redisURL)
		f.Try = fmt.Sprintf("Write it like this: %s.", right)
	case parts != nil:
		outOfReach(r, service, parts[1], said, f)
	default:
		return false
	}
	return true
}

// outOfReach is about a Redis that a service names but cannot use.
func outOfReach(r *check.Run, service, at, said string, f *check.Finding) {
	n := check.Notes[notes](r)
	right := fmt.Sprintf("%s: redis://%s:6379", redisURL, n.redis.Name)
	host, port := cutPort(at)
	isRedis := host == n.redis.Name || host == n.redis.Container && host != ""
	f.Expected = fmt.Sprintf("%s to find the Redis of this file", service)
	f.Where = place(r, service, "environment", redisURL)
	switch {
	case isLocalhost(host):
		f.ID = "LOCALHOST"
		f.Seen += fmt.Sprintf("\nInside of a container, %s is that container itself, and no Redis runs in it.", host)
		f.Try = fmt.Sprintf("Write the name of the service as the host: %s.", right)
	case strings.Contains(said, "no host of that name"):
		f.ID = "UNKNOWN-HOST"
		f.Seen += fmt.Sprintf("\nThe services of the file are %s: those are the names that containers know.", names(n.project.Services()))
		f.Try = fmt.Sprintf("Write the name of the service as the host: %s.", right)
	case strings.Contains(said, "NOAUTH") || strings.Contains(said, "WRONGPASS"):
		f.ID = "REDIS-PASSWORD"
		f.Try = fmt.Sprintf("Put the password that %s asks for into the URL: redis://:PASSWORD@%s:6379.", n.redis.Name, n.redis.Name)
	case isRedis && isLate(said) && waitsFor(n.project.Services(), service, n.redis.Name):
		f.ID, f.Trouble = slowID, true
		f.Seen += fmt.Sprintf("\n%s was healthy by then: this machine is too busy for the two to talk in time.", n.redis.Name)
		f.Try = "Close what keeps this machine busy, and check again."
	case isRedis && port != "6379":
		f.ID = "REDIS-PORT"
		f.Seen += fmt.Sprintf("\nBetween containers only the port inside counts, 6379, whatever %s publishes.", n.redis.Name)
		f.Try = fmt.Sprintf("Write it like this: %s.", right)
	case isRedis && !waitsFor(n.project.Services(), service, n.redis.Name):
		seen := f.Seen
		*f = *notWaiting(r, service)
		f.Seen += "\nThis time " + seen
	default:
		f.ID = "REDIS-UNREACHABLE"
		f.Try = fmt.Sprintf("Give it the Redis of this file: %s.", right)
	}
}

// slowID is the id of the finding that Redis is there, but answers too late for the
// kit's services.
const slowID = "REDIS-SLOW"

// isLate recognises the words of the kit's services about a Redis that did not
// answer in time.
func isLate(said string) bool { return strings.Contains(said, "no answer within ") }

// notWaiting is about a service that may be started before its Redis can answer.
func notWaiting(r *check.Run, service string) *check.Finding {
	n := check.Notes[notes](r)
	all := n.project.Services()
	finding := &check.Finding{
		ID:       "NOT-WAITING",
		Expected: fmt.Sprintf("%s to be started once %s is healthy", service, n.redis.Name),
		Seen:     fmt.Sprintf("it does not depend on %s, so both are started at once, and it is luck which is ready first", n.redis.Name),
		Where:    place(r, service),
		Try: fmt.Sprintf("Write it under %s: depends_on: { %s: { condition: service_healthy } }.",
			service, n.redis.Name),
	}
	if at := named(all, service); at >= 0 {
		if condition := all[at].DependsOn[n.redis.Name]; condition != "" {
			finding.Where = place(r, service, "depends_on")
			finding.Seen = fmt.Sprintf("depends_on waits for %s to be started (%s), as a list always does; started is not ready, so it is luck whether Redis answers by then", n.redis.Name, condition)
		}
	}
	return finding
}

func cutPort(at string) (host, port string) {
	i := strings.LastIndex(at, ":")
	if i < 0 {
		return at, ""
	}
	return at[:i], at[i+1:]
}

func isLocalhost(host string) bool {
	return slices.Contains([]string{"localhost", "127.0.0.1", "0.0.0.0", "[::1]", "::1"}, host)
}

func names(services []composefile.Service) string {
	var all []string
	for _, s := range services {
		all = append(all, s.Name)
	}
	return strings.Join(all, ", ")
}
