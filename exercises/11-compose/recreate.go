package compose

import (
	"context"
	"fmt"
	"slices"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/composefile"
)

// This file owns what must outlive every container: the data of Redis.

// dataFolder is where a Redis keeps its data inside of its container.
const dataFolder = "/data"

// recreate removes every container, as `docker compose down` does, and brings the
// stack up again. Volumes without a name are removed too: no new container would
// find them.
func recreate(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	containers, err := n.stack.Containers(ctx)
	if err != nil {
		return check.Internal(err)
	}
	var ids []string
	for _, c := range containers {
		ids = append(ids, c.ID)
	}
	r.Mark("all containers are removed")
	if err := removeAll(ctx, ids); err != nil {
		return check.Internal(err)
	}
	r.Mark("docker compose up")
	if finding := up(ctx, r); finding != nil {
		return finding
	}
	if containers, err = n.stack.Containers(ctx, n.hello.Name); err != nil {
		return check.Internal(err)
	}
	if finding := sameEverywhere(ctx, r, containers, dataLost); finding != nil {
		return finding
	}
	return sameMatches(ctx, r)
}

// dataLost says why the data of Redis is gone.
func dataLost(r *check.Run, seen string) *check.Finding {
	n := check.Notes[notes](r)
	// The Redis in which hello-world counts is the one that lost its data.
	store := n.redis
	if at := reachedAt(n.project.Services(), hostOf(n.hello.Environment[redisURL])); at >= 0 {
		store = n.project.Services()[at]
	}
	finding := &check.Finding{
		ID:       "DATA-LOST",
		Expected: fmt.Sprintf("%d visits, as before docker compose down and up", n.visits),
		Seen:     fmt.Sprintf("%s: the data of %s is gone with its container", seen, store.Name),
		Where:    place(r, store.Name, "volumes"),
		Try:      fmt.Sprintf("Give %s a volume with a name: volumes: [redis-data:%s], and below, at the file's left edge: volumes: { redis-data: {} }.", store.Name, dataFolder),
	}
	if why := whyLost(store); why != "" {
		finding.Seen += "\n" + why
	}
	if mountAt(store, dataFolder) >= 0 && store.Volumes[mountAt(store, dataFolder)].Source != "" {
		finding.ID = "NOT-SAVED"
		finding.Where = place(r, store.Name, "command")
		finding.Try = fmt.Sprintf("Make %s save: remove --save \"\" and anything else that prevents it, or add --appendonly yes to its command.", store.Name)
	}
	return finding
}

// whyLost says what is wrong with a Redis's volumes.
func whyLost(s composefile.Service) string {
	at := mountAt(s, dataFolder)
	switch {
	case at >= 0 && s.Volumes[at].Type == "tmpfs":
		return fmt.Sprintf("%s is a tmpfs: it is in memory, and ends with the container.", dataFolder)
	case at >= 0 && s.Volumes[at].Source == "":
		return fmt.Sprintf("The volume at %s has no name: each new container gets a new, empty one.", dataFolder)
	case at >= 0:
		return fmt.Sprintf("The volume at %s is there, but Redis has not written its data to it before it was stopped.", dataFolder)
	case len(s.Volumes) > 0:
		return fmt.Sprintf("What it mounts is at %s; Redis keeps its data in %s.", s.Volumes[0].Target, dataFolder)
	}
	return fmt.Sprintf("It mounts nothing at %s, where Redis keeps its data: a container's own files end with it.", dataFolder)
}

func mountAt(s composefile.Service, target string) int {
	return slices.IndexFunc(s.Volumes, func(v composefile.Volume) bool { return v.Target == target })
}
