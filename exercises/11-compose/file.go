package compose

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/composefile"
)

// This file owns what the compose file shows before anything runs.

// redisURL is the variable in which both services look for their Redis.
const redisURL = "REDIS_URL"

// hasThem looks for services by what they are, never by their names.
func hasThem(_ context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	services := n.project.Services()
	redis, ok := redisOf(services)
	if !ok {
		return &check.Finding{
			ID:       "NO-REDIS",
			Expected: "a service that is a Redis: world-cup-fixtures keeps its matches there, and hello-world its visits",
			Seen:     "no service has a Redis as its image: " + images(services),
			Where:    r.Box.Shown(n.path),
			Try:      "Add a service redis with image: redis:7-alpine.",
		}
	}
	n.redis = redis
	if built := candidates(services, redis); len(built) < 2 {
		return &check.Finding{
			ID:       "TOO-FEW-BUILT",
			Expected: "two services that are built from this folder, hello-world and world-cup-fixtures",
			Seen:     tooFew(built, services),
			Where:    r.Box.Shown(n.path),
			Try:      "Give each of the two its own block, with build: and the name of its service in args.",
		}
	}
	return portTwice(r, services)
}

// redisOf finds the Redis: the service to which another one's REDIS_URL leads, or
// else one whose image is a Redis.
func redisOf(services []composefile.Service) (composefile.Service, bool) {
	for _, s := range services {
		host := hostOf(s.Environment[redisURL])
		if found := reachedAt(services, host); found >= 0 && services[found].Name != s.Name {
			return services[found], true
		}
	}
	for _, s := range services {
		if isRedis(s.Image) {
			return s, true
		}
	}
	return composefile.Service{}, false
}

// isRedis goes by an image's name: redis:7-alpine, valkey/valkey, redis/redis-stack.
func isRedis(image string) bool {
	name, _, _ := strings.Cut(path.Base(image), ":")
	name, _, _ = strings.Cut(name, "@")
	return strings.Contains(name, "redis") || strings.Contains(name, "valkey")
}

// isRedisData says that a folder holds only what a Redis writes: an earlier
// `docker compose up` has left it there.
func isRedisData(folder string) bool {
	entries, err := os.ReadDir(folder)
	return err == nil && !slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		return e.Name() != "appendonlydir" && !slices.Contains([]string{".rdb", ".aof"}, filepath.Ext(e.Name()))
	})
}

// candidates are the services that may be one of the kit's: those that are
// built here.
func candidates(services []composefile.Service, redis composefile.Service) []composefile.Service {
	return slices.DeleteFunc(slices.Clone(services), func(s composefile.Service) bool {
		return s.Build == nil || s.Name == redis.Name
	})
}

func named(services []composefile.Service, name string) int {
	return slices.IndexFunc(services, func(s composefile.Service) bool { return s.Name == name })
}

// reachedAt is the index of the service that the others reach by a host name: its
// own name or that of its container. It is -1 when there is none.
func reachedAt(services []composefile.Service, host string) int {
	if found := named(services, host); found >= 0 || host == "" {
		return found
	}
	return slices.IndexFunc(services, func(s composefile.Service) bool { return s.Container == host })
}

// hostOf is the host of a URL; "" when it has none or cannot be read.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func images(services []composefile.Service) string {
	var all []string
	for _, s := range services {
		from := s.Image
		if s.Build != nil {
			from = "built here"
		}
		all = append(all, fmt.Sprintf("%s (%s)", s.Name, from))
	}
	if len(all) == 0 {
		return "there are no services"
	}
	return strings.Join(all, ", ")
}

func tooFew(built, services []composefile.Service) string {
	if len(built) == 0 {
		return "no service besides Redis has build: " + images(services)
	}
	return fmt.Sprintf("only %s has build: %s", built[0].Name, images(services))
}

// insidePorts are the ports of a service's containers that it publishes.
func insidePorts(s composefile.Service) []int {
	var all []int
	for _, p := range s.Ports {
		all = append(all, p.Target)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// hostPorts is the range of this machine's ports that a published port may take.
func hostPorts(p composefile.Port) (first, last int) {
	from, to, ranged := strings.Cut(p.Published, "-")
	first, _ = strconv.Atoi(from) // 0 when it is empty or no number: then the engine chooses
	if last = first; ranged {
		last, _ = strconv.Atoi(to)
	}
	return first, last
}

// portTwice is about two services that publish the same port of this machine. In a
// check the engine chooses every port, so the collision would not show.
func portTwice(r *check.Run, services []composefile.Service) *check.Finding {
	for i, one := range services {
		for _, other := range services[i+1:] {
			port := shared(one, other)
			if port == 0 {
				continue
			}
			return &check.Finding{
				ID:       "PORT-TWICE",
				Expected: "each port of this machine to be published by one service",
				Seen:     fmt.Sprintf("%s and %s both publish port %d; whichever comes second is told \"port is already allocated\"", one.Name, other.Name, port),
				Where:    place(r, other.Name, "ports"),
				Try:      fmt.Sprintf("Publish %s at another port: only the number before the colon has to differ, as in \"%d:%d\".", other.Name, port+10, other.Ports[0].Target),
			}
		}
	}
	return nil
}

// shared is a port of this machine that both services publish; 0 when there is
// none.
func shared(one, other composefile.Service) int {
	for _, a := range one.Ports {
		for _, b := range other.Ports {
			aFirst, aLast := hostPorts(a)
			bFirst, bLast := hostPorts(b)
			if aFirst != 0 && bFirst != 0 && aFirst <= bLast && bFirst <= aLast {
				return max(aFirst, bFirst)
			}
		}
	}
	return 0
}

// waitsFor says whether a service is started only after another one is healthy:
// because it depends on that one, or through the services that it depends on.
func waitsFor(services []composefile.Service, name, redis string) bool {
	seen := map[string]bool{}
	var waits func(string) bool
	waits = func(name string) bool {
		at := named(services, name)
		if at < 0 || seen[name] {
			return false
		}
		seen[name] = true
		for on, condition := range services[at].DependsOn {
			if on == redis && condition == healthy || waits(on) {
				return true
			}
		}
		return false
	}
	return waits(name)
}

// healthy is the condition of depends_on that waits for a health check.
const healthy = "service_healthy"

// place is where the file has a field of a service, in the learner's terms.
func place(r *check.Run, service string, field ...string) string {
	return shownPlace(r, check.Notes[notes](r).project.At(service, field...))
}

// shownPlace puts a place of the copy, "docker-compose.yml:12:5", into the
// learner's terms.
func shownPlace(r *check.Run, where string) string {
	name, position, _ := strings.Cut(where, ":")
	if name == "" {
		return r.Box.Shown(check.Notes[notes](r).path)
	}
	if position != "" {
		position = ":" + position
	}
	return r.Box.Shown(filepath.Join(r.Box.Root, filepath.FromSlash(name))) + position
}
