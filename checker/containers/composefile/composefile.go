// Package composefile is what a check wants to know of a Compose file, in plain
// structs. They are filled by composefile/reader, which has Compose's own
// library for it; whoever only asks does without that library.
package composefile

import (
	"cmp"
	"fmt"
	"time"
)

// Names are the names under which a Compose file is looked up, in Compose's own
// order of precedence.
var Names = []string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}

// Project is a Compose file that can be run.
type Project interface {
	// Services are the services that `docker compose up` starts, sorted by name.
	Services() []Service
	// At is where a field of a service stands, "compose.yaml:12:5"; as much of the
	// path is followed as the file has. Without fields it is the service's name.
	At(service string, field ...string) string
	// Sandboxed is the file as the check runs it.
	Sandboxed(Sandbox) ([]byte, error)
}

// Service is what a Compose file says of one service.
type Service struct {
	Name        string
	Container   string // its container_name; "" when Compose chooses
	Image       string // "" when it is built and not named
	Build       *Build // nil when it is not built here
	Environment map[string]string
	Ports       []Port
	DependsOn   map[string]string // the condition, by service
	Volumes     []Volume
	Restart     string // "" as written; "always", "on-failure:3", …

	StopSignal  string        // "" when the file names none
	GracePeriod time.Duration // 0: Compose's default, ten seconds

	// Health is the health check's test: "CMD" and a program, or "CMD-SHELL" and
	// a line. nil: there is none, or it is switched off.
	Health []string
}

// Build is how a service's image is built. Paths are relative to the project's
// folder, with slashes.
type Build struct {
	Context    string
	Dockerfile string // "" when it is written in the Compose file itself
}

// Port is a published port, of TCP.
type Port struct {
	Target    int
	Published string // "3000", "3000-3002"; "" when the engine chooses
}

// Volume is something mounted into a container.
type Volume struct {
	Type   string // "volume", "bind", "tmpfs"
	Source string // a volume's name, "" when it is anonymous; a bind's absolute path
	Target string
}

// Sandbox is what a run of the check needs that is not in the file.
type Sandbox struct {
	// Labels are put on every container, image, network and volume.
	Labels map[string]string
	// Image names the image that is built for a service, so that no image of
	// the learner is overwritten. nil: Compose names it after the project.
	Image func(service string) string
	// Environment is added to every service that is built.
	Environment map[string]string
	// Interval is the longest time between two health checks. 0: as in the file.
	Interval time.Duration
	// IsData says of a folder that is mounted that nothing is in it but data of
	// an earlier run, which the check begins without. nil: of none.
	IsData func(folder string) bool
}

// Problem is one thing that is wrong with a Compose file, or one that the check
// does not run, in a learner's words.
type Problem struct {
	// ID names this sort of problem for good: "UNKNOWN-FIELD", "PRIVILEGED".
	ID string
	Place

	Expected string
	Seen     string
	Why      string // why it matters; "" when the other words say it
	Try      string // one sentence
}

// String is the problem on one line, for logs and tests.
func (p Problem) String() string {
	return fmt.Sprintf("%s: %s: %s", p.Where(), p.ID, p.Seen)
}

// SeenAndWhy is what was seen, and below it why that matters.
func (p Problem) SeenAndWhy() string {
	if p.Why == "" {
		return p.Seen
	}
	return p.Seen + "\n" + p.Why
}

// At is the problem at a place.
func (p Problem) At(where Place) Problem {
	p.Place = where
	return p
}

// Place is somewhere in a Compose file, or in one that it names.
type Place struct {
	// File is relative to the project's folder.
	File string
	// Line and Column count from 1. Line 0: it is not known where; Column 0:
	// the whole line.
	Line, Column int
}

// Where is "file:line:column", or as much of it as is known.
func (p Place) Where() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Compare orders places of one file.
func (p Place) Compare(other Place) int {
	return cmp.Or(cmp.Compare(p.Line, other.Line), cmp.Compare(p.Column, other.Column))
}
