package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/ready"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/screen/console"
)

// This file owns the questions about Docker: is it there, are the images that
// the last two exercises begin with, and does the build of the tenth find all
// it needs without a network? Exercises 1 to 9 do without Docker, so nothing
// here is ever missing.

const (
	dockerName = "Docker"
	// withoutDocker begins the advice about everything that is missing.
	withoutDocker = "exercises 1 to 9 do not need it; for 10 and 11: "
	pullCommand   = "go run ./checker doctor --pull"
)

// dockerState are the questions about Docker, and what the first of them has
// found for the others.
type dockerState struct {
	kit          string
	pull         bool        // what is not here is fetched
	works, lacks atomic.Bool // the engine; an image, after an attempt to pull it
}

// look is one of their looks.
type look = func(context.Context, func(Progress)) finding

// quick are those that are answered at once.
func (d *dockerState) quick() []Check {
	engine := func(ctx context.Context, _ func(Progress)) finding {
		facts := lookAtDocker(ctx)
		d.works.Store(facts.problem == nil)
		return judgeDocker(facts)
	}
	// The client's own bounds are shorter, and tell more.
	checks := []Check{{Name: dockerName, Limit: soon, Docker: true, look: engine}}
	if !d.pull {
		checks = append(checks, Check{Name: "images", Limit: soon, Docker: true, look: d.ifItWorks(func(ctx context.Context, _ func(Progress)) finding {
			return judgeImages(ready.Present(ctx, ready.BaseImages))
		})})
	}
	return checks
}

func (d *dockerState) ifItWorks(ask look) look {
	return func(ctx context.Context, progress func(Progress)) finding {
		if !d.works.Load() {
			return warn("not checked: see `Docker` above", "")
		}
		return ask(ctx, progress)
	}
}

// slow are those that fetch and compile: the checker's part for containers
// where there is Docker, and with pull an answer for each image, too.
func (d *dockerState) slow() []Check {
	var checks []Check
	if folder := filepath.Join(d.kit, "checker", "containers", "engine"); existing(folder) == folder {
		checks = append(checks, Check{Name: "container part", Limit: fetching + compiling + asking, Docker: true, look: d.prepare})
	}
	if !d.pull {
		return checks
	}
	for _, image := range ready.BaseImages {
		name, _, _ := strings.Cut(image, ":")
		checks = append(checks, Check{Name: "image " + name, Limit: patience.DoctorPull.Time, Docker: true, look: d.ifItWorks(func(ctx context.Context, progress func(Progress)) finding {
			facts := pullImage(ctx, image, progress)
			d.lacks.Store(d.lacks.Load() || facts.err != nil)
			return judgePull(image, facts)
		})})
	}
	if file := filepath.Join(d.kit, "solutions", "10-docker", "Dockerfile"); existing(file) == file {
		checks = append(checks, Check{Name: "first build", Limit: patience.DoctorBuild.Time, Docker: true, look: d.ifItWorks(func(ctx context.Context, progress func(Progress)) finding {
			if d.lacks.Load() {
				return warn("not done: it needs the images above", "")
			}
			return judgeFirstBuild(buildOnce(ctx, d.kit, file, progress))
		})})
	}
	return checks
}

// prepare fetches and compiles the program that checks exercises 10 and 11.
// Without Docker nobody needs it.
func (d *dockerState) prepare(ctx context.Context, progress func(Progress)) finding {
	if !d.works.Load() && !d.pull {
		return finding{}
	}
	if f := judgeLibraries(lookAtLibraries(ctx, d.kit, containers, progress)); f.status != OK {
		return notForAll(f)
	}
	return notForAll(judgeWarm(warmUp(ctx, d.kit, containers, progress)))
}

// notForAll is a finding about what exercises 1 to 9 do without.
func notForAll(f finding) finding {
	if f.status != OK && f.do != "" {
		f.do = withoutDocker + f.do
	}
	if f.status == Missing {
		f.status = Warn
	}
	return f
}

type dockerFacts struct {
	engine  *ready.Engine
	problem *ready.Problem
	root    string // where the engine keeps images; "" when that is not on this machine
	free    uint64 // bytes there
}

func lookAtDocker(ctx context.Context) dockerFacts {
	var facts dockerFacts
	facts.engine, facts.problem = ready.Look(ctx, ready.Need{Build: true, Compose: true})
	if facts.problem != nil {
		return facts
	}
	if root := ready.DataRoot(ctx); root != "" {
		if free, err := freeSpace(existing(root)); err == nil {
			facts.root, facts.free = root, free
		}
	}
	return facts
}

// roomForImages is what the images of the exercises and the cache of a build
// take together, with some to spare.
const roomForImages = 3 << 30

func judgeDocker(f dockerFacts) finding {
	if f.problem != nil {
		return warn(f.problem.Seen, withoutDocker+f.problem.Do)
	}
	seen := fmt.Sprintf("version %s answers, with BuildKit (buildx %s) and Compose %s", f.engine.Version, f.engine.Buildx, f.engine.Compose)
	if f.root != "" {
		seen += fmt.Sprintf("; %s free for its images", gigabytes(f.free))
	}
	switch {
	case f.root != "" && f.free < roomForImages:
		return warn(seen, withoutDocker+"make room; this removes build caches, stopped containers and images without a name:\ndocker system prune")
	case f.engine.Classic:
		return warn(seen+"; DOCKER_BUILDKIT says no, and a build by hand is one without BuildKit", withoutDocker+"take that out of the environment:\nunset DOCKER_BUILDKIT")
	}
	return ok("%s", seen)
}

func judgeImages(lacking []string, err error) finding {
	if problem, ok := errors.AsType[*ready.Problem](err); ok {
		return warn(problem.Seen, withoutDocker+problem.Do)
	}
	if len(lacking) > 0 {
		return warn("not here: "+strings.Join(lacking, ", "), withoutDocker+"with a network:\n"+pullCommand)
	}
	return ok("all here: %s", strings.Join(ready.BaseImages, ", "))
}

type pullFacts struct {
	here   bool // it was before
	size   int64
	layers int
	took   time.Duration
	err    error
}

// pullImage pulls an image that is not here.
func pullImage(ctx context.Context, image string, progress func(Progress)) pullFacts {
	var facts pullFacts
	lacking, err := ready.Present(ctx, []string{image})
	if facts.here, facts.err = len(lacking) == 0, err; err != nil || facts.here {
		return facts
	}
	began := time.Now()
	progress(Progress{Line: "pulling " + image})
	facts.err = ready.Pull(ctx, image, func(done, layers int) {
		facts.layers = layers
		progress(Progress{Done: done, Total: layers, What: "layers of " + image})
	})
	facts.took = time.Since(began)
	if got, err := docker.InspectImage(ctx, image); err == nil {
		facts.size = got.Size
	}
	return facts
}

func judgePull(image string, f pullFacts) finding {
	if problem, ok := errors.AsType[*ready.Problem](f.err); ok {
		return warn(problem.Seen, problem.Do)
	}
	switch {
	case errors.Is(f.err, context.DeadlineExceeded):
		return warn(image+" took too long and was stopped", "try again, what is here is kept:\n"+pullCommand)
	case f.err != nil:
		return warn(f.err.Error(), "try it by hand for the whole message:\ndocker pull "+image)
	case f.here:
		return ok("%s is here", image)
	}
	return ok("%s pulled: %s, %d MB in %s", image, console.Count(f.layers, "layer"), f.size/1e6, f.took.Round(time.Second))
}

// buildOnce builds exercise 10's solution without keeping the image: what it
// downloads and compiles stays in the engine's cache, for the learner's build.
func buildOnce(ctx context.Context, kit, file string, progress func(Progress)) error {
	progress(Progress{Line: "building " + filepath.Join("solutions", "10-docker", "Dockerfile") + " once, which downloads modules and takes a minute or two"})
	return ready.Warm(ctx, kit, file, func(done, steps int, what string) {
		progress(Progress{Done: done, Total: steps, What: what})
	})
}

func judgeFirstBuild(err error) finding {
	if problem, ok := errors.AsType[*ready.Problem](err); ok {
		return warn(problem.Seen, problem.Do)
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return warn("building exercise 10's solution took too long and was stopped", "try again, what is built is kept:\n"+pullCommand)
	case err != nil:
		said := err.Error()
		if failed, ok := errors.AsType[*docker.Failed](err); ok {
			said = lastWords(failed.Said, err)
		}
		return warn("exercise 10's solution does not build: "+said,
			"try it by hand for the whole message:\ndocker build -f "+strings.Join([]string{"solutions", "10-docker", "Dockerfile"}, string(os.PathSeparator))+" .")
	}
	return ok("exercise 10's solution builds, and its modules are in the engine's cache")
}
