package compose

import (
	"context"
	"errors"
	"strings"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/ready"
	"workshop.example/processes/checker/patience"
)

// This file owns `docker compose up`, and sees early that it will not succeed.

const (
	// upTime, in seconds, is longer than any check: Compose waits for health checks,
	// and this file ends the wait when they cannot succeed.
	upTime = "86400"
)

func comesUp(ctx context.Context, r *check.Run) *check.Finding {
	follow(ctx, r)
	r.Mark("docker compose up")
	return up(ctx, r)
}

// up starts what is not running, and waits until everything is healthy. The finding
// says why that does not happen.
func up(ctx context.Context, r *check.Run, args ...string) *check.Finding {
	n := check.Notes[notes](r)
	upward, giveUp := context.WithCancel(ctx)
	defer giveUp()
	ended := make(chan error, 1)
	go func() {
		err := n.stack.Compose(upward, append([]string{"up", "--detach", "--no-build", "--wait", "--wait-timeout", upTime}, args...)...)
		ended <- err
	}()
	tick := time.NewTicker(patience.Look.Time)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return isUp(ctx, r, err)
		case <-tick.C:
			containers, err := n.stack.Containers(ctx)
			if err != nil {
				continue // how up ends will say more
			}
			if finding := hopeless(ctx, r, containers); finding != nil {
				giveUp()
				<-ended
				return finding
			}
		}
	}
}

// isUp judges how up has ended.
func isUp(ctx context.Context, r *check.Run, err error) *check.Finding {
	n := check.Notes[notes](r)
	if ctx.Err() != nil {
		return check.Internal(context.Cause(ctx))
	}
	containers, listErr := n.stack.Containers(ctx)
	if listErr != nil {
		return check.Internal(listErr)
	}
	if finding := someEnded(ctx, r, containers); finding != nil {
		return finding
	}
	failed, ok := errors.AsType[*docker.Failed](err)
	if err != nil && !ok {
		return check.Internal(err)
	}
	if failed != nil {
		if problem := ready.UnderstandUp(strings.Join(failed.Said, "\n"), pulled(n.project.Services())); problem != nil {
			return engineFailed(r, problem)
		}
	}
	if finding := withoutHealth(r, containers); finding != nil {
		return finding
	}
	for _, c := range inOrder(r, containers) {
		if c.State.Health != nil && c.State.Health.Status != "healthy" && failed != nil {
			return unhealthy(ctx, r, c)
		}
	}
	if failed == nil {
		return nil
	}
	return &check.Finding{
		ID:       "NOT-UP",
		Expected: "docker compose up to start every service",
		Seen:     "it failed: " + lastLines(failed.Said, 5),
		Where:    r.Box.Shown(n.path),
		Try:      "Try it yourself: docker compose up --build. Then take everything down again: docker compose down.",
	}
}

// pulled are the images that are not built here, by service.
func pulled(services []composefile.Service) map[string]string {
	all := map[string]string{}
	for _, s := range services {
		if s.Build == nil {
			all[s.Name] = s.Image
		}
	}
	return all
}
