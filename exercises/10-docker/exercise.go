// Package docker is exercise 10: hello-world as an image, which runs alone and
// is configured by its environment.
package docker

import (
	"context"
	"embed"
	"fmt"
	"os"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/dockerfile"
	"workshop.example/processes/checker/containers/ready"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/screen/console"
)

//go:embed hints.md
var files embed.FS

// Exercise is what the checker knows of this folder.
var Exercise = check.Exercise{
	Number:  10,
	Name:    "docker",
	Title:   "Put hello-world into an image of its own",
	Files:   files,
	Answers: []string{dockerfile.Name},
	Engine:  true,
	Time:    patience.Image.Time,
	Promises: []check.Promise{
		{Name: "there is a Dockerfile", Check: isThere},
		{Name: "it builds an image", Check: builds},
		{Name: "a container of it runs alone, and hello-world answers", Check: runs},
		{Name: "greeting and port come from the environment", Check: fromEnvironment},
		{Name: "no process in the container is root", Check: notRoot},
		{Name: "told to stop, it ends by itself, with exit code 0", Check: stops},
		{Name: "the image is small", Check: small},
		{Name: "no source and no secret is in it", Check: nothingElse},
		{Name: "built again after an edit, it downloads nothing again", Check: downloadsOnce},
	},
	Proved: proved,
	Question: &check.Question{
		Text: "A container starts a shell script. The script's last line starts hello-world, and the shell waits for it. Now somebody types docker stop. What happens?",
		Answers: []string{
			"The shell passes the signal on, and hello-world ends at once, with exit code 0",
			"For ten seconds nothing at all; then both are killed",
			"The shell ends at once, and hello-world runs on without it",
			"Docker refuses: a container with two processes cannot be stopped",
		},
		Right:   1,
		Because: "The signal goes only to the first process of the container. That is the shell: it neither ends nor passes the signal on. After ten seconds the engine kills everything that is left, requests in flight and all.",
	},
}

// notes carries what one promise finds out to the later ones.
type notes struct {
	session    *docker.Session
	dockerfile string // its path in the copy
	shown      string // its path as the learner knows it
	text       string
	file       []dockerfile.Instruction
	image      docker.Image
	layers     []docker.Layer
	size       int64 // bytes
	first      instance
	second     instance
	processes  []docker.Process // of the first container
	stopTook   time.Duration
}

// where is a line of the Dockerfile, as messages name it.
func (n *notes) where(line int) string {
	if line == 0 {
		return n.shown
	}
	return fmt.Sprintf("%s:%d", n.shown, line)
}

// startLine is where the Dockerfile says what the container starts.
func (n *notes) startLine() string {
	if line := dockerfile.Line(n.text, "ENTRYPOINT"); line != 0 {
		return n.where(line)
	}
	return n.where(dockerfile.Line(n.text, "CMD"))
}

func isThere(ctx context.Context, r *check.Run) *check.Finding {
	if _, problem := ready.Look(ctx, ready.Need{Build: true}); problem != nil {
		return check.NoEngine(problem)
	}
	n := check.Notes[notes](r)
	path, missing := r.AnswerIsThere("Write a file named Dockerfile in the kit's folder. Its first line says what the image begins with: FROM golang:1.26-alpine AS build.")
	if missing != nil {
		return missing
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return check.Internal(err)
	}
	n.dockerfile, n.shown, n.text = path, r.Box.Shown(path), string(text)
	n.file = dockerfile.Instructions(n.text)
	return nil
}

func proved(r *check.Run) string {
	n := check.Notes[notes](r)
	return fmt.Sprintf("One image of %s ran as two containers, each with its own greeting and port, and not as root. Told to stop, it ended by itself after %s. "+
		"All that it needs of a machine is an engine: it runs like this wherever there is one.", megabytes(n.size), console.Duration(n.stopTook))
}

// trouble is about an error of the docker command that no learner can cause.
func trouble(err error) *check.Finding {
	if problem := ready.Understand(err.Error()); problem != nil && problem.Kind != ready.UnknownImage {
		return check.NoEngine(problem)
	}
	return check.Internal(err)
}
