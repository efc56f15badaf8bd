// Package compose is exercise 11: both services and a real Redis, described in
// one file and started by one command.
package compose

import (
	"context"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/ready"
	"workshop.example/processes/checker/patience"
)

//go:embed hints.md
var files embed.FS

// usual is the name that messages use while there is no file.
const usual = "docker-compose.yml"

// Exercise is what the checker knows of this folder.
var Exercise = check.Exercise{
	Number:  11,
	Name:    "compose",
	Title:   "Describe the whole ecosystem in one file",
	Files:   files,
	Answers: []string{usual, "docker-compose.yaml", "compose.yaml", "compose.yml"},
	Engine:  true,
	Time:    patience.Compose.Time,
	Promises: []check.Promise{
		{Name: "there is a compose file", Check: isThere},
		{Name: "it can be read, and stays inside the project", Check: canBeRead},
		{Name: "a Redis is in it, and two services that are built here", Check: hasThem},
		{Name: "their images can be built", Check: build},
		{Name: "docker compose up: everything becomes healthy", Check: comesUp},
		{Name: "hello-world and world-cup-fixtures answer at published ports", Check: answer},
		{Name: "world-cup-fixtures waits for its Redis, and serves 64 matches", Check: waitsAndServes},
		{Name: "its Redis is gone: 503, and it lives on; back: it serves again", Check: outage},
		{Name: "hello-world scaled to three: all report the same number of visits", Check: scale},
		{Name: "a container of each app is replaced: nothing is lost", Check: replace},
		{Name: "docker compose stop is graceful: each app ends by itself", Check: stop},
		{Name: "all containers are recreated: Redis still knows everything", Check: recreate},
	},
	Proved: proved,
	Question: &check.Question{
		Text: "In docker-compose.yml, world-cup-fixtures is given REDIS_URL: redis://localhost:6379. Redis is a service of the same file, and healthy. What happens?",
		Answers: []string{
			"It finds Redis: both run on this machine",
			"It finds no Redis, and ends with exit code 69",
			"It waits until there is a Redis at localhost",
			"It finds Redis, if Redis publishes 6379",
		},
		Right:   1,
		Because: "In a container, localhost is that container and nothing else. Other services are reached by their names in the file, which are host names in the network of the project: redis://redis:6379.",
		Seen: func(r *check.Run) int {
			if check.Notes[notes](r).localhost {
				return 1
			}
			return -1
		},
	},
}

// notes carries what one promise finds out to the later ones.
type notes struct {
	path    string // of the file, in the copy
	project composefile.Project
	stack   *docker.Stack

	redis    composefile.Service // where world-cup-fixtures keeps its matches
	hello    app
	fixtures app

	localhost bool // world-cup-fixtures looked for its Redis there, and ended

	matches string        // the answer to GET /fixtures
	visits  int64         // the number that every container must report
	unsure  int64         // by how much it may be higher: a visit without an answer may have been counted
	counted int64         // how many of the visits are the check's, for sure
	stopped time.Duration // how long docker compose stop took
}

// app is a service that runs one of the kit's programs.
type app struct {
	composefile.Service
	port int // inside of its containers
}

// isThere runs before the checker has built its part for containers, so it must not
// need that part.
func isThere(ctx context.Context, r *check.Run) *check.Finding {
	if _, problem := ready.Look(ctx, ready.Need{Build: true, Compose: true}); problem != nil {
		return check.NoEngine(problem)
	}
	_, missing := r.AnswerIsThere("Write " + usual + " in the kit's folder; the exercise's page says what goes in it.")
	if missing != nil {
		return missing
	}
	// When there are several files, Compose's order decides.
	path := r.Box.Answer(composefile.Names)
	check.Notes[notes](r).path = path
	mine := slices.Index(composefile.Names, filepath.Base(path))
	for _, name := range composefile.Names[mine+1:] {
		other := filepath.Join(filepath.Dir(path), name)
		if _, err := os.Stat(other); err == nil {
			return &check.Finding{
				ID:       "TWO-FILES",
				Expected: "one compose file",
				Seen:     fmt.Sprintf("there are %s and %s; docker compose reads only the first", filepath.Base(path), name),
				Where:    r.Box.Shown(other),
				Try:      fmt.Sprintf("Keep the one that you mean, and remove the other: rm %s.", name),
			}
		}
	}
	return nil
}

func canBeRead(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	session, err := r.Box.Docker()
	if err != nil {
		return check.Internal(err)
	}
	parts, err := r.Box.Parts()
	if err != nil {
		return check.Internal(err)
	}
	project, problems := parts.ReadCompose(ctx, r.Box.Root, n.path)
	if len(problems) > 0 {
		return unreadable(r, problems)
	}
	n.project = project
	n.stack = &docker.Stack{Session: session, Folder: r.Box.Root, Progress: r.Tell}
	return nil
}

// mostProblems is how many further problems of a file are shown at once.
const mostProblems = 5

// unreadable is about the first of a file's problems, and lists the others.
func unreadable(r *check.Run, problems []composefile.Problem) *check.Finding {
	first := problems[0]
	finding := &check.Finding{
		ID: first.ID, Expected: first.Expected, Seen: first.SeenAndWhy(), Where: shownPlace(r, first.Where()), Try: first.Try,
	}
	for i, p := range problems[1:] {
		if i == mostProblems {
			finding.Seen += fmt.Sprintf("\nand %d more", len(problems)-1-i)
			break
		}
		finding.Seen += fmt.Sprintf("\nalso %s: %s", shownPlace(r, p.Where()), p.SeenAndWhy())
	}
	return finding
}

func proved(r *check.Run) string {
	n := check.Notes[notes](r)
	return fmt.Sprintf("One file says how %s, %s and their Redis belong together. Three containers of %s counted %d visits as one, containers were replaced, "+
		"stopped within %s and recreated, and not one visit and not one match was lost: what must stay is in the volume of %s, and nowhere else.",
		n.hello.Name, n.fixtures.Name, n.hello.Name, n.counted, inWords(n.stopped), n.redis.Name)
}

// inWords is a duration as a person says it.
func inWords(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
