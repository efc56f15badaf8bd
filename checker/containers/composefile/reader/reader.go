// Package reader reads a Compose file on a learner's behalf: it tells what
// is wrong with it, with lines and in plain words; it refuses what a check
// should not run on somebody's machine; and it writes the file that the check
// runs in its place.
//
// The two calls to know are Read and Project.Sandboxed. Both start no process,
// talk to no engine and fetch nothing: a file of the project's folder is all
// that they ever open.
package reader

import (
	"context"
	"slices"

	"github.com/compose-spec/compose-go/v2/types"

	"workshop.example/processes/checker/containers/composefile"
)

// overrideNames are the names of the file that `docker compose up` merges on top
// of the one that it found, in Compose's order of precedence. Only the first one
// is read.
var overrideNames = []string{
	"compose.override.yml", "compose.override.yaml",
	"docker-compose.override.yml", "docker-compose.override.yaml",
}

// Project is a Compose file that was read, with all that it names. It is a
// composefile.Project.
type Project struct {
	folder  string // absolute, symbolic links resolved
	layers  []layer
	project *types.Project
}

// Read reads the Compose file of a folder as `docker compose up` does: with the
// override file beside it if there is one, with the variables of environ
// ("NAME=value" each) and of the folder's .env, of which environ wins.
//
// It returns all that is wrong with the file and all that the check does not
// run, in the order of the lines. A project is returned only when there is no
// problem at all.
func Read(ctx context.Context, folder, file string, environ []string) (*Project, []composefile.Problem) {
	r := &reading{ctx: ctx, file: file}
	if !r.open(folder, environ) {
		return nil, r.sorted()
	}
	// Every step needs what the one before has proved: a file with a wrong
	// field cannot be asked for the services it depends on.
	for _, step := range []func(){r.parse, r.gather, r.interpolate, r.load, r.agree, r.refuse, r.resolve} {
		if step(); len(r.problems) > 0 {
			return nil, r.sorted()
		}
	}
	return &Project{folder: r.folder, layers: r.layers, project: r.project}, nil
}

// reading is one call of Read under way.
type reading struct {
	ctx     context.Context
	file    string // as the caller names it
	folder  string // absolute, symbolic links resolved
	env     types.Mapping
	layers  []layer
	merged  int // how many of the layers are the file's own and its override's
	files   []string
	project *types.Project
	visits  int // of unknownFields, to bound them

	problems []composefile.Problem
}

// add notes a problem once: a file that is included twice has its mistakes but
// once.
func (r *reading) add(p composefile.Problem) {
	if !slices.Contains(r.problems, p) {
		r.problems = append(r.problems, p)
	}
}

// sorted are the problems in the order in which a reader of the file meets them.
func (r *reading) sorted() []composefile.Problem {
	slices.SortStableFunc(r.problems, func(a, b composefile.Problem) int {
		if a.File != b.File {
			return 0 // the files are in order already
		}
		return a.Compare(b.Place)
	})
	return r.problems
}
