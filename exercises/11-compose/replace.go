package compose

import (
	"context"
	"fmt"
	"sync"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
)

// This file owns containers that are replaced by new ones.

// replace removes a container of each app by force, as a failing machine would, and
// has Compose start new ones.
func replace(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	var victims []string
	for _, a := range []app{n.hello, n.fixtures} {
		c, finding := containerOf(ctx, r, a)
		if finding != nil {
			return finding
		}
		victims = append(victims, c.ID)
		r.Mark("a container of %s is removed", a.Name)
	}
	if err := removeAll(ctx, victims); err != nil {
		return check.Internal(err)
	}
	if finding := upScaled(ctx, r); finding != nil {
		return finding
	}
	containers, finding := helloContainers(ctx, r)
	if finding != nil {
		return finding
	}
	if finding := sameEverywhere(ctx, r, containers, visitsLost); finding != nil {
		return finding
	}
	return sameMatches(ctx, r)
}

// removeAll removes containers in parallel, with their volumes that have no name.
func removeAll(ctx context.Context, ids []string) error {
	errs := make(chan error, len(ids))
	var all sync.WaitGroup
	for _, id := range ids {
		all.Go(func() { errs <- docker.Remove(ctx, id) })
	}
	all.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func visitsLost(r *check.Run, seen string) *check.Finding {
	n := check.Notes[notes](r)
	return &check.Finding{
		ID:       "VISITS-LOST",
		Expected: fmt.Sprintf("%d visits, as before a container was replaced", n.visits),
		Seen:     seen,
		Where:    place(r, n.hello.Name),
		Try:      "Find out what sets the number back when a container starts: no container may clear what all of them share.",
	}
}

func sameMatches(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	now, finding := readMatches(ctx, r)
	if finding != nil || now == n.matches {
		return finding
	}
	return &check.Finding{
		ID:       "MATCHES-CHANGED",
		Expected: fmt.Sprintf("%s to serve the same matches as before", n.fixtures.Name),
		Seen:     "GET /fixtures answers something else",
		Where:    place(r, n.fixtures.Name),
		Try:      "Find out what writes to its Redis when a container starts.",
	}
}
