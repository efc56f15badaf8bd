//go:build unix

package session

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/ready"
)

// This file owns pages that use a container engine: what they may make there,
// and that nothing of it stays.

// Engine is a page's part of this machine's container engine: whatever has a
// name with its prefix. It knows no other way to tell what a page has made, so
// nothing of that name may be there before.
type Engine struct{ prefix string }

// UseEngine takes the names that begin with a prefix for a page. Lacking is
// what this machine has not, or has too much of, in words; then there is no
// engine. Images that would have to be pulled are lacking, too.
func UseEngine(ctx context.Context, prefix string) (e *Engine, lacking string, err error) {
	if _, problem := ready.Look(ctx, ready.Need{Build: true, Compose: true}); problem != nil {
		return nil, "the page needs Docker: " + problem.Seen, nil
	}
	missing, err := ready.Present(ctx, ready.BaseImages)
	if err != nil {
		return nil, "", err
	}
	if len(missing) > 0 {
		return nil, "the page needs images that are not here; try: docker pull " + missing[0], nil
	}
	e = &Engine{prefix}
	there, err := e.things(ctx)
	if err != nil {
		return nil, "", err
	}
	if len(there) > 0 {
		return nil, "the page needs its names for itself; what has them, and is yours to remove: " + names(there), nil
	}
	return e, "", nil
}

// Variables are those by which commands find the engine: a session has another
// home, in which no docker command would find its settings and plugins.
func (e *Engine) Variables() []string {
	var all []string
	for _, name := range []string{"DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY"} {
		if value, set := os.LookupEnv(name); set {
			all = append(all, name+"="+value)
		}
	}
	config := os.Getenv("DOCKER_CONFIG")
	if home, err := os.UserHomeDir(); config == "" && err == nil {
		config = filepath.Join(home, ".docker")
	}
	if _, err := os.Stat(config); err == nil {
		all = append(all, "DOCKER_CONFIG="+config)
	}
	return all
}

// Clear removes everything that the page has made. An error names what is
// still there. What was built stays in the engine's build cache, as after any
// build. A page whose time is over is cleared away all the same, so ctx must not
// be the page's own.
func (e *Engine) Clear(ctx context.Context) error {
	there, err := e.things(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, t := range there {
		if _, err := docker.Run(ctx, append(slices.Clone(t.kind.remove), t.name)...); err != nil {
			errs = append(errs, err)
		}
	}
	left, err := e.things(ctx)
	if len(left) > 0 {
		errs = append(errs, fmt.Errorf("left in the engine: %s", names(left)))
	}
	return errors.Join(append(errs, err)...)
}

// kind is a sort of things in an engine, and the commands for them.
type kind struct {
	name         string
	list, remove []string
}

// kinds stand in the order in which they can be removed.
var kinds = []kind{
	{"container", words("container ls --all --format {{.Names}}"), words("container rm --force --volumes")},
	{"network", words("network ls --format {{.Name}}"), words("network rm")},
	{"volume", words("volume ls --format {{.Name}}"), words("volume rm --force")},
	{"image", words("image ls --format {{.Repository}}:{{.Tag}}"), words("image rm --force")},
}

func words(command string) []string { return strings.Fields(command) }

// thing is one of them.
type thing struct {
	kind kind
	name string
}

func (e *Engine) things(ctx context.Context) ([]thing, error) {
	var all []thing
	for _, k := range kinds {
		listed, err := docker.Run(ctx, k.list...)
		if err != nil {
			return nil, err
		}
		for _, name := range listed {
			if strings.HasPrefix(name, e.prefix) {
				all = append(all, thing{k, name})
			}
		}
	}
	return all, nil
}

func names(things []thing) string {
	var all []string
	for _, t := range things {
		all = append(all, t.kind.name+" "+t.name)
	}
	return strings.Join(all, ", ")
}
