package compose

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
)

// This file owns hello-world in several containers that count together.

const (
	// copies is to how many containers hello-world is scaled.
	copies = 3
	// visitsEach is how many visits each of them gets.
	visitsEach = 3
)

func scale(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	if finding := cannotBeScaled(r, n.hello); finding != nil {
		return finding
	}
	r.Mark("docker compose up --scale %s=%d", n.hello.Name, copies)
	if finding := upScaled(ctx, r); finding != nil {
		return finding
	}
	return countTogether(ctx, r)
}

// upScaled starts what is not running, with three containers of hello-world.
func upScaled(ctx context.Context, r *check.Run) *check.Finding {
	return up(ctx, r, "--no-recreate", "--scale", fmt.Sprintf("%s=%d", check.Notes[notes](r).hello.Name, copies))
}

// cannotBeScaled is about a name or a port that only one container can have. In a
// check names and ports are not those of the file, so the conflict would not
// show.
func cannotBeScaled(r *check.Run, hello app) *check.Finding {
	if hello.Container != "" {
		return &check.Finding{
			ID:       "FIXED-NAME",
			Expected: fmt.Sprintf("%s to be scaled: docker compose up --scale %s=%d", hello.Name, hello.Name, copies),
			Seen:     fmt.Sprintf("container_name gives its container the name %s, and only one container can have it", hello.Container),
			Where:    place(r, hello.Name, "container_name"),
			Try:      "Remove the line container_name: Compose numbers the containers, and others reach them by the service's name.",
		}
	}
	for _, p := range hello.Ports {
		first, last := hostPorts(p)
		if first == 0 || last-first+1 >= copies {
			continue
		}
		return &check.Finding{
			ID:       "FIXED-PORT",
			Expected: fmt.Sprintf("%s to be scaled: docker compose up --scale %s=%d", hello.Name, hello.Name, copies),
			Seen:     fmt.Sprintf("it publishes port %s of this machine, but each of %d containers needs its own: the second one fails with \"port is already allocated\"", p.Published, copies),
			Where:    place(r, hello.Name, "ports"),
			Try:      fmt.Sprintf("Give them a range, \"%d-%d:%d\", or let the engine choose: \"%d\".", first, first+copies-1, p.Target, p.Target),
		}
	}
	return nil
}

// tally is the answer of /visits.
type tally struct {
	Visits int64  `json:"visits"`
	KeptIn string `json:"kept_in"`
}

// countTogether sends each container some visits, and then asks each for the total.
func countTogether(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	containers, finding := helloContainers(ctx, r)
	if finding != nil {
		return finding
	}
	before, finding := visits(ctx, r, containers[0], http.MethodGet) // the learner's Redis may have counted visits before
	if finding != nil {
		return finding
	}
	n.visits = before.Visits
	for range visitsEach {
		for _, c := range containers {
			said, finding := visits(ctx, r, c, http.MethodPost)
			if finding != nil {
				return finding
			}
			if said.KeptIn != "redis" {
				return inMemory(r, said)
			}
			n.visits++
			n.counted++
		}
	}
	return sameEverywhere(ctx, r, containers, differ)
}

// helloContainers are the containers of hello-world; there must be three.
func helloContainers(ctx context.Context, r *check.Run) ([]docker.Container, *check.Finding) {
	n := check.Notes[notes](r)
	containers, err := n.stack.Containers(ctx, n.hello.Name)
	if err != nil {
		return nil, check.Internal(err)
	}
	running := slices.DeleteFunc(slices.Clone(containers), isOver)
	if len(running) != copies {
		return nil, &check.Finding{
			ID:       "NOT-SCALED",
			Expected: fmt.Sprintf("%d containers of %s", copies, n.hello.Name),
			Seen:     fmt.Sprintf("there are %d", len(running)),
			Where:    place(r, n.hello.Name),
			Try:      fmt.Sprintf("Try it yourself: docker compose up --detach --scale %s=%d.", n.hello.Name, copies),
		}
	}
	return containers, nil
}

// visits asks one container for its number, and waits for a Redis that is coming
// back.
func visits(ctx context.Context, r *check.Run, c docker.Container, method string) (said tally, f *check.Finding) {
	n := check.Notes[notes](r)
	var last check.Answer
	if until(ctx, answerTries, func() bool {
		last = send(ctx, r, c, n.hello.port, method, "/visits")
		if method == http.MethodPost && last.Status != http.StatusOK {
			n.unsure++
		}
		return last.Status == http.StatusOK && json.Unmarshal([]byte(last.Body), &said) == nil || cannotCount(r, last) != nil
	}) && last.Status == http.StatusOK {
		return said, nil
	}
	if now, err := docker.One(ctx, c.ID); err == nil && isOver(now) {
		return said, ended(ctx, r, now)
	}
	if f = cannotCount(r, last); f == nil {
		f = notCounted(r, last)
		f.Trouble = isLate(last.Body)
	}
	return said, f
}

// cannotCount is the finding that a visit cannot be counted, however often the check
// tries; nil when it may be.
func cannotCount(r *check.Run, a check.Answer) *check.Finding {
	if a.Status != http.StatusServiceUnavailable {
		return nil
	}
	finding := notCounted(r, a)
	if !refine(r, check.Notes[notes](r).hello.Name, a.Body, finding) || finding.ID == "NOT-WAITING" || finding.ID == "REDIS-UNREACHABLE" || finding.ID == slowID {
		return nil
	}
	return finding
}

func notCounted(r *check.Run, a check.Answer) *check.Finding {
	n := check.Notes[notes](r)
	return &check.Finding{
		ID:       "NOT-COUNTED",
		Expected: fmt.Sprintf("every visit to be counted: POST /visits of %s answers 200", n.hello.Name),
		Seen:     a.String(),
		Where:    place(r, n.hello.Name, "environment", redisURL),
		Try:      fmt.Sprintf("Let it count in the Redis of this file: %s: redis://%s:6379.", redisURL, n.redis.Name),
	}
}

func inMemory(r *check.Run, said tally) *check.Finding {
	n := check.Notes[notes](r)
	return &check.Finding{
		ID:       "IN-MEMORY",
		Expected: fmt.Sprintf("%s to count in %s, so that all of its containers share one number", n.hello.Name, n.redis.Name),
		Seen:     fmt.Sprintf("a container reports %d, kept in %s: each of %d counts for itself, and forgets its number when it is replaced", said.Visits, said.KeptIn, copies),
		Where:    place(r, n.hello.Name, "environment"),
		Try:      fmt.Sprintf("Add to the environment of %s: %s: redis://%s:6379.", n.hello.Name, redisURL, n.redis.Name),
	}
}

// sameEverywhere asks each container how many visits there were. differ makes the
// finding when one of them reports another number.
func sameEverywhere(ctx context.Context, r *check.Run, containers []docker.Container, differ func(r *check.Run, seen string) *check.Finding) *check.Finding {
	n := check.Notes[notes](r)
	var seen []string
	var reported []int64
	for _, c := range containers {
		said, finding := visits(ctx, r, c, http.MethodGet)
		if finding != nil {
			return finding
		}
		seen = append(seen, fmt.Sprintf("container %d reports %d", c.Number(), said.Visits))
		reported = append(reported, said.Visits)
	}
	if !n.agree(reported) {
		return differ(r, strings.Join(seen, ", "))
	}
	return nil
}

// agree says whether all containers report the same number, and the right one. From
// then on it is the number that every container must report.
func (n *notes) agree(reported []int64) bool {
	for _, number := range reported {
		if number != reported[0] || number < n.visits || number > n.visits+n.unsure {
			return false
		}
	}
	if len(reported) > 0 {
		n.visits, n.unsure = reported[0], 0
	}
	return true
}

func differ(r *check.Run, seen string) *check.Finding {
	n := check.Notes[notes](r)
	return &check.Finding{
		ID:       "DIFFERENT-NUMBERS",
		Expected: fmt.Sprintf("each container of %s to report %d: that many visits were counted", n.hello.Name, n.visits),
		Seen:     seen,
		Where:    place(r, n.hello.Name, "environment", redisURL),
		Try:      "All of them must share one number in one Redis. Remove what changes it when a container starts.",
	}
}
