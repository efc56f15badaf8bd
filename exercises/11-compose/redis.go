package compose

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/patience"
)

// This file owns world-cup-fixtures with its Redis and without it.

const (
	// allMatches is how many the World Cup of 2018 had.
	allMatches = 64
	// backTries is how often the check tries until a service has found its Redis
	// again: for at least half a minute.
	backTries = 600
)

func waitsAndServes(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	if !waitsFor(n.project.Services(), n.fixtures.Name, n.redis.Name) {
		return notWaiting(r, n.fixtures.Name)
	}
	matches, finding := readMatches(ctx, r)
	n.matches = matches
	return finding
}

// readMatches asks for the matches until they are served.
func readMatches(ctx context.Context, r *check.Run) (string, *check.Finding) {
	n := check.Notes[notes](r)
	c, finding := containerOf(ctx, r, n.fixtures)
	if finding != nil {
		return "", finding
	}
	var last check.Answer
	if until(ctx, backTries, func() bool {
		last = send(ctx, r, c, n.fixtures.port, http.MethodGet, "/fixtures")
		return flawOf(last) == ""
	}) {
		return last.Body, nil
	}
	if now, err := docker.One(ctx, c.ID); err == nil && isOver(now) {
		return "", ended(ctx, r, now)
	}
	return "", &check.Finding{
		ID:       "NO-MATCHES",
		Expected: fmt.Sprintf("%s to serve the %d matches that it keeps in %s", n.fixtures.Name, allMatches, n.redis.Name),
		Seen:     flawOf(last),
		Where:    place(r, n.fixtures.Name),
		Try:      fmt.Sprintf("See what it says: docker compose logs %s.", n.fixtures.Name),
	}
}

// flawOf says what is wrong with an answer that should have all the matches.
func flawOf(a check.Answer) string {
	var matches []json.RawMessage
	switch {
	case a.Err != nil || a.Status != http.StatusOK:
		return "GET /fixtures got " + a.String()
	case json.Unmarshal([]byte(a.Body), &matches) != nil:
		return "GET /fixtures got no list: " + a.String()
	case len(matches) != allMatches:
		return fmt.Sprintf("GET /fixtures got %d matches", len(matches))
	}
	return ""
}

// containerOf is a container of an app, as it is now.
func containerOf(ctx context.Context, r *check.Run, a app) (docker.Container, *check.Finding) {
	containers, err := check.Notes[notes](r).stack.Containers(ctx, a.Name)
	switch {
	case err != nil:
		return docker.Container{}, check.Internal(err)
	case len(containers) == 0:
		return docker.Container{}, check.Internal(fmt.Errorf("no container of %s is there any more", a.Name))
	case isOver(containers[0]):
		return docker.Container{}, ended(ctx, r, containers[0])
	}
	return containers[0], nil
}

// outage stops Redis, as if it had failed, and starts it again.
func outage(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	before, finding := containerOf(ctx, r, n.fixtures)
	if finding != nil {
		return finding
	}
	stores, err := n.stack.Containers(ctx, n.redis.Name)
	if err != nil {
		return check.Internal(err)
	}
	for _, c := range stores {
		r.Mark("%s is stopped", n.redis.Name)
		grace, err := docker.Grace(ctx, patience.ComposeStop.Time, c.ID)
		if err != nil {
			return check.Internal(err)
		}
		if _, _, err := docker.Stop(ctx, c.ID, grace); err != nil {
			return check.Internal(err)
		}
	}
	if finding := without(ctx, r, before); finding != nil {
		return finding
	}
	for _, c := range stores {
		r.Mark("%s is started again", n.redis.Name)
		if _, err := docker.Run(ctx, "container", "start", c.ID); err != nil {
			return check.Internal(err)
		}
	}
	_, finding = readMatches(ctx, r)
	if finding == nil {
		finding = stillThere(ctx, r, before)
	}
	return finding
}

// without checks what world-cup-fixtures does while its Redis is away.
func without(ctx context.Context, r *check.Run, before docker.Container) *check.Finding {
	n := check.Notes[notes](r)
	var last check.Answer
	gone := until(ctx, backTries, func() bool {
		last = send(ctx, r, before, n.fixtures.port, http.MethodGet, "/fixtures")
		// 200 with the matches shows another Redis, which still runs.
		return last.Status == http.StatusServiceUnavailable || last.Status == http.StatusOK || stillThere(ctx, r, before) != nil
	})
	if finding := afterNextProbes(ctx, r, before); finding != nil {
		return finding
	}
	if !gone || last.Status != http.StatusServiceUnavailable {
		return &check.Finding{
			ID:       "OTHER-REDIS",
			Expected: fmt.Sprintf("GET /fixtures to answer 503 while %s is stopped", n.redis.Name),
			Seen:     last.String(),
			Where:    place(r, n.fixtures.Name, "environment", redisURL),
			Try:      fmt.Sprintf("Make it keep the matches in the Redis of this file: %s: redis://%s:6379.", redisURL, n.redis.Name),
		}
	}
	return nil
}

// twoProbes is how many health checks are waited for: the one under way may
// have begun before Redis was gone.
const twoProbes = 2

// afterNextProbes looks at a container after the next two health checks: some
// health checks do more than ask, such as ending the service.
func afterNextProbes(ctx context.Context, r *check.Run, before docker.Container) *check.Finding {
	var finding *check.Finding
	probes := map[time.Time]bool{}
	for _, probe := range before.State.Health.Log {
		probes[probe.Start] = true
	}
	fresh := 0
	until(ctx, backTries, func() bool {
		now, err := docker.One(ctx, before.ID)
		if err != nil {
			return false
		}
		if finding = lives(ctx, r, before, now); finding != nil || now.State.Health == nil {
			return true
		}
		for _, probe := range now.State.Health.Log {
			if !probes[probe.Start] {
				probes[probe.Start] = true
				fresh++
			}
		}
		return fresh >= twoProbes
	})
	return finding
}

// stillThere is the finding that a container has ended or was restarted since; nil
// when it has run on.
func stillThere(ctx context.Context, r *check.Run, before docker.Container) *check.Finding {
	now, err := docker.One(ctx, before.ID)
	if err != nil {
		return check.Internal(err)
	}
	return lives(ctx, r, before, now)
}

func lives(ctx context.Context, r *check.Run, before, now docker.Container) *check.Finding {
	n := check.Notes[notes](r)
	if !isOver(now) && now.State.StartedAt.Equal(before.State.StartedAt) {
		return nil
	}
	seen := "its process ended, and was started again"
	if isOver(now) {
		seen = "it ended with " + now.Ended()
	}
	if lines := docker.Logs(ctx, now.ID, words); len(lines) > 0 {
		seen += "; it said:\n  " + lastLines(lines, words)
	}
	return &check.Finding{
		ID:       "ENDED-WITH-REDIS",
		Expected: fmt.Sprintf("%s to live on while %s is away, and to answer 503", n.fixtures.Name, n.redis.Name),
		Seen:     seen,
		Where:    place(r, n.fixtures.Name, "healthcheck"),
		Try:      "A health check must ask and do nothing else; the service finds its Redis again by itself.",
	}
}
