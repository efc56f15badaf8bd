package compose

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
)

// This file owns health checks: whether they are there, and why they fail.

const (
	// fewFailures in a row show that a health check fails although its service is
	// up.
	fewFailures = 8
	// manyFailures show it when nothing says that the service is up: about ten
	// seconds.
	manyFailures = 20
)

// withoutHealth is about containers that have no health check.
func withoutHealth(r *check.Run, containers []docker.Container) *check.Finding {
	n := check.Notes[notes](r)
	for _, c := range inOrder(r, containers) {
		if c.State.Health != nil {
			continue
		}
		return &check.Finding{
			ID:       "NO-HEALTHCHECK",
			Expected: fmt.Sprintf("a health check for %s, in the file or in its image", c.Service()),
			Seen:     "there is none: for Compose it is well as soon as its process has started",
			Where:    place(r, c.Service()),
			Try:      fmt.Sprintf("Add to %s: healthcheck: { test: %s, interval: 5s }.", c.Service(), usualTest(n, c.Service())),
		}
	}
	return nil
}

// usualTest is a health check that works for the service.
func usualTest(n *notes, service string) string {
	if service == n.redis.Name {
		return `["CMD", "redis-cli", "ping"]`
	}
	return fmt.Sprintf(`["CMD", "wget", "-q", "-O-", "http://127.0.0.1:%d/healthz"]`, portOf(n, service))
}

// portOf is the port on which a service most likely listens inside of its
// containers.
func portOf(n *notes, service string) int {
	all := n.project.Services()
	if at := named(all, service); at >= 0 && len(all[at].Ports) > 0 {
		return all[at].Ports[0].Target
	}
	return 3000
}

// willStayUnhealthy says whether a health check that has failed so far will keep
// failing.
func willStayUnhealthy(ctx context.Context, c docker.Container) bool {
	health := c.State.Health
	switch {
	case health == nil || len(health.Log) == 0 || !c.State.Running:
		return false
	case health.Status == "unhealthy" || health.FailingStreak >= manyFailures:
		return true
	case health.FailingStreak < 2:
		return false
	case missing(lastProbe(c)) != "":
		return true
	}
	return health.FailingStreak >= fewFailures && listening(ctx, c) != ""
}

// lastProbe is what a container's last health check printed.
func lastProbe(c docker.Container) string {
	if c.State.Health == nil || len(c.State.Health.Log) == 0 {
		return ""
	}
	return strings.TrimSpace(c.State.Health.Log[len(c.State.Health.Log)-1].Output)
}

// noCommand matches what the engine and shells say about a command that the image
// does not have.
var noCommand = regexp.MustCompile(`exec: "([^"]+)": (?:executable file not found|stat )|sh: (?:line )?(?:\d+: )?(\S+?): (?:command )?not found`)

// missing is the command that a health check needs and its image does not have; ""
// when that is not the reason.
func missing(probe string) string {
	parts := noCommand.FindStringSubmatch(probe)
	if parts == nil {
		return ""
	}
	return parts[1] + parts[2]
}

// listens matches the line in which the kit's services say where they listen.
var listens = regexp.MustCompile(`msg=listening url=http://(\S+):(\d+)`)

// listening is the address at which a container's service says that it listens,
// "[::]:3000"; "" when it has not said so.
func listening(ctx context.Context, c docker.Container) string {
	all := listens.FindAllStringSubmatch(strings.Join(docker.Logs(ctx, c.ID, 200), "\n"), -1)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1][1] + ":" + all[len(all)-1][2]
}

// unhealthy says why a health check fails.
func unhealthy(ctx context.Context, r *check.Run, c docker.Container) *check.Finding {
	n := check.Notes[notes](r)
	probe := lastProbe(c)
	test := testOf(n, c.Service())
	finding := &check.Finding{
		ID:       "UNHEALTHY",
		Expected: fmt.Sprintf("the health check of %s to succeed", c.Service()),
		Seen:     fmt.Sprintf("it fails again and again: %s", test),
		Where:    place(r, c.Service(), "healthcheck"),
		Try:      fmt.Sprintf("Try its command by hand, in the container: docker compose exec %s sh.", c.Service()),
	}
	if probe != "" {
		finding.Seen += "\nit printed: " + cut(probe)
	}
	at := listening(ctx, c)
	_, port := cutPort(at)
	switch asked := askedPort(test); {
	case missing(probe) != "":
		noSuchCommand(n, c.Service(), missing(probe), finding)
	case port != "" && asked != "" && asked != port:
		finding.ID = "HEALTH-PORT"
		finding.Seen += fmt.Sprintf("\nIt asks port %s, but %s listens on port %s.", asked, c.Service(), port)
		finding.Try = fmt.Sprintf("Ask the port inside of the container, which is %s: http://127.0.0.1:%s/healthz.", port, port)
	case strings.Contains(test, "localhost") && at != "":
		finding.Seen += fmt.Sprintf("\n%s listens on %s; localhost may mean another address, ::1.", c.Service(), at)
		finding.Try = fmt.Sprintf("Write 127.0.0.1 instead of localhost: http://127.0.0.1:%s/healthz.", port)
	}
	if lines := docker.Logs(ctx, c.ID, words); len(lines) > 0 && finding.ID == "UNHEALTHY" {
		finding.Seen += fmt.Sprintf("\n%s said:\n  %s", c.Service(), lastLines(lines, words))
	}
	return finding
}

func noSuchCommand(n *notes, service, command string, f *check.Finding) {
	f.ID = "HEALTH-COMMAND"
	f.Seen += fmt.Sprintf("\nA health check runs inside of the container, and the image of %s has no %s.", service, command)
	f.Try = fmt.Sprintf("Use what the image has; Alpine has wget: test: %s.", usualTest(n, service))
	if service == n.redis.Name {
		f.Try = fmt.Sprintf("Use what the image has: test: %s.", usualTest(n, service))
	}
}

// testOf is the command of a service's health check, as the file has it.
func testOf(n *notes, service string) string {
	all := n.project.Services()
	at := named(all, service)
	if at < 0 || len(all[at].Health) == 0 {
		return "the one of its image"
	}
	test := all[at].Health
	if (test[0] == "CMD" || test[0] == "CMD-SHELL") && len(test) > 1 {
		test = test[1:]
	}
	return strings.Join(test, " ")
}

// inURL is a port in a URL.
var inURL = regexp.MustCompile(`://[^/\s:]+(?::(\d+))?`)

// askedPort is the port that a health check asks; "" when it has no URL.
func askedPort(test string) string {
	parts := inURL.FindStringSubmatch(test)
	switch {
	case parts == nil:
		return ""
	case parts[1] == "":
		return strconv.Itoa(80)
	}
	return parts[1]
}

// longestShown is how many bytes of other programs' output are shown.
const longestShown = 300

func cut(text string) string {
	if len(text) > longestShown {
		return strings.ToValidUTF8(text[:longestShown], "") + " …"
	}
	return text
}
