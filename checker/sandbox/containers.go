package sandbox

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/dockerfile"
)

// This file owns the box's dealings with a container engine, for the exercises
// whose apps run in containers.

// errNoParts: the check runs in a program that was built without Docker.
var errNoParts = errors.New("this program cannot start containers")

// Docker is the box's session with the container engine. It is opened at the
// first call, and all that it has made is removed when the box is closed.
func (b *Box) Docker() (*docker.Session, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.session != nil {
		return b.session, nil
	}
	session, err := docker.Open(filepath.Dir(b.Root))
	if err != nil {
		return nil, fmt.Errorf("begin to work with the container engine: %w", err)
	}
	b.session, b.began = session, time.Now()
	return session, nil
}

// Parts are what needs libraries for containers.
func (b *Box) Parts() (docker.Parts, error) {
	if b.cfg.Parts == nil {
		return nil, errNoParts
	}
	return b.cfg.Parts, nil
}

// TakeDown removes what was made with the engine, after it has said that it
// begins, and returns when it is gone. What is left when ctx ends, or when the
// engine is away, is removed by a process that outlives this one.
func (b *Box) TakeDown(ctx context.Context, begins func()) {
	b.mu.Lock()
	session := b.session
	b.session = nil
	b.mu.Unlock()
	if session != nil {
		begins()
		_ = session.Close(ctx) // who goes on with it then is known
	}
}

// standing are the learner's own files for containers, in the way of another
// answer of that kind which is handed over.
func standing(file string) []string {
	if !slices.Contains(docker.AnswerNames, filepath.Base(file)) {
		return nil
	}
	return []string{
		dockerfile.Name, ".dockerignore",
		"compose.y*ml", "docker-compose.y*ml", "compose.override.y*ml", "docker-compose.override.y*ml",
	}
}
