package docker

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// This file owns building an image with `docker build`, and understanding what
// it prints.

// Build says what is to be built.
type Build struct {
	Context string // the folder that is sent to the engine
	File    string // the Dockerfile's path
	Tag     string // of Session.Image
	// Progress is told which step is under way, now and then; may be nil.
	Progress func(step string)
}

// Built is how a build went.
type Built struct {
	Steps []BuildStep // in the order of their numbers
	// Line is the Dockerfile's line at which it failed, from 1; 0 when it did
	// not, or at none.
	Line int
}

// BuildStep is one step of a build, as BuildKit tells of it.
type BuildStep struct {
	Number int
	Name   string // "[build 4/6] RUN go build -o /app ./services/hello-world"
	Cached bool   // it was taken from the cache
	Done   bool   // it is over, and did not fail
	Lines  []string
	Error  string // "" when it did not fail
}

// mostStepLines is how many lines of a step are kept.
const mostStepLines = 400

// Build builds an image with the learner's own `docker build`, labelled as the
// session's. When the build fails, the error is a *Failed and the steps tell at
// which one.
func (s *Session) Build(ctx context.Context, b Build) (Built, error) {
	args := []string{"build", "--progress=plain", "--load", "--provenance=false", "--tag", b.Tag, "--file", b.File}
	for name, value := range s.Labels() {
		args = append(args, "--label", name+"="+value)
	}
	return build(ctx, append(args, "."), b.Context, b.Progress)
}

// FillCache builds a Dockerfile with a folder as its context, and keeps no image:
// what was downloaded and compiled stays in the engine's cache.
func FillCache(ctx context.Context, folder, file string, progress func(step string)) error {
	_, err := build(ctx, []string{"build", "--progress=plain", "--output", "type=cacheonly", "--file", file, "."}, folder, progress)
	return err
}

// build calls a command that builds. BuildKit gives its account on one of the two
// streams: older ones on the standard output.
func build(ctx context.Context, args []string, folder string, progress func(step string)) (Built, error) {
	log := &buildLog{progress: progress}
	err := call{args: args, folder: folder, onLine: log.line, onError: log.line}.run(ctx)
	return Built{log.steps, log.at}, err
}

// FailedStep is the step at which the build failed; nil when it did not fail
// at one.
func (b Built) FailedStep() *BuildStep {
	for i := range b.Steps {
		if b.Steps[i].Error != "" {
			return &b.Steps[i]
		}
	}
	return nil
}

// buildLog understands `docker build --progress=plain`. Both streams tell it
// lines.
type buildLog struct {
	mu       sync.Mutex
	steps    []BuildStep
	at       int // Built.Line
	progress func(string)
}

var (
	// stepLine is "#12 " and what is said of step 12.
	stepLine = regexp.MustCompile(`^#(\d+) (.*)$`)
	// stepTime is the time since the step's begin, before a line of its own.
	stepTime = regexp.MustCompile(`^\d+\.\d+ `)
	// place is where it failed, before an excerpt of the file: "Dockerfile:12".
	place = regexp.MustCompile(`^\S[^"]*:(\d+)$`)
	// stepDone ends a step, and tells nothing else.
	stepDone = regexp.MustCompile(`^DONE \d+\.\d+s$`)
)

func (l *buildLog) line(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	parts := stepLine.FindStringSubmatch(text)
	if parts == nil {
		if parts = place.FindStringSubmatch(text); parts != nil {
			_, _ = fmt.Sscan(parts[1], &l.at) // it is digits
		}
		return
	}
	var number int
	_, _ = fmt.Sscan(parts[1], &number) // it is digits
	if number == 0 {
		return // which builder is at work
	}
	rest := parts[2]
	step := l.step(number)
	switch {
	case step == nil:
		l.begin(number, rest)
	case rest == "CACHED":
		step.Cached = true
	case stepDone.MatchString(rest):
		step.Done = true
	case rest == "CANCELED" || rest == step.Name || strings.HasPrefix(rest, "..."):
	case strings.HasPrefix(rest, "ERROR: "):
		step.Error = strings.TrimPrefix(rest, "ERROR: ")
	default:
		if step.Lines = append(step.Lines, stepTime.ReplaceAllString(rest, "")); len(step.Lines) > mostStepLines {
			step.Lines = slices.Clone(step.Lines[mostStepLines/2:])
		}
	}
}

func (l *buildLog) step(number int) *BuildStep {
	for i := range l.steps {
		if l.steps[i].Number == number {
			return &l.steps[i]
		}
	}
	return nil
}

func (l *buildLog) begin(number int, name string) {
	at, _ := slices.BinarySearchFunc(l.steps, number, func(s BuildStep, n int) int { return s.Number - n })
	l.steps = slices.Insert(l.steps, at, BuildStep{Number: number, Name: name})
	if l.progress != nil && strings.HasPrefix(name, "[") && !strings.HasPrefix(name, "[internal]") {
		l.progress(name)
	}
}
