// Package docker is how the checker speaks to a container engine: through the
// docker command, as a learner does.
//
// A [Session] is one check's dealings with the engine. Everything it makes
// (containers, networks, volumes, images) carries its label, and is removed by
// [Session.Close]. What that could not remove, or what a killed check has left,
// is removed by a keeper, which outlives the check; and at the latest by the
// [Sweep] before the next one.
//
// The package is light on purpose: `go run ./checker` imports it, and compiles
// no Docker library for it. The few things for which libraries are better are
// in [Parts], which another program brings along.
package docker

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/system/platform"
)

// Labels on everything that a check makes.
const (
	// LabelRun is the session's name.
	LabelRun = "workshop.check"
	// LabelLock is a file that is locked for as long as the session's owner lives.
	LabelLock = "workshop.check.lock"
	// labelHost is the machine on which that file lies.
	labelHost = "workshop.check.host"
)

// Session is one check's dealings with the engine.
type Session struct {
	// Name is unique to the session, and fit for a project, an image or a
	// container: "workshop-check-4kq7".
	Name string

	lock    string
	release func()
	keeper  *keeper
	follows []func() // each ends one that goes on in the background
}

// Open begins a session. Its folder must live as long as the session: the
// sandbox's, in which a lock says that the session's owner lives.
func Open(folder string) (*Session, error) {
	s := &Session{
		Name: "workshop-check-" + strings.ToLower(rand.Text()[:10]),
		lock: filepath.Join(folder, "engine.lock"),
	}
	release, free := platform.TryLockFile(s.lock)
	if !free {
		return nil, errors.New("another check holds " + s.lock)
	}
	keeper, err := startKeeper(s.Name)
	if err != nil {
		release()
		return nil, fmt.Errorf("start what removes it all when this check cannot: %w", err)
	}
	s.release, s.keeper = release, keeper
	return s, nil
}

// Labels are put on everything that the session makes.
func (s *Session) Labels() map[string]string {
	return map[string]string{LabelRun: s.Name, LabelLock: s.lock, labelHost: thisHost()}
}

// Image names an image of the session's own.
func (s *Session) Image(name string) string { return s.Name + "-" + name + ":check" }

// Close removes all that the session has made, and waits until it is gone. When
// ctx ends first, or the engine does not do it, a process that outlives this one
// goes on with it, and the error says why.
func (s *Session) Close(ctx context.Context) error {
	defer s.release()
	for _, end := range s.follows {
		end()
	}
	err := (&removal{settling: patience.Settling.Time, stuck: patience.Stuck.Time}).of(ctx, s.Name)
	if err != nil {
		s.keeper.takeOver()
		return err
	}
	s.keeper.dismiss()
	return nil
}
