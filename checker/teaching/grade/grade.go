// Package grade checks many submissions and says where each of them stands.
//
// [Find] turns paths into submissions, [All] checks them, and [Share] counts
// which failures many of them have in common: what there is to talk about in
// the room. A submission that hangs, forks, floods or brings its check down
// costs its own row alone, as long as the given check has its own process.
package grade

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/kit"
	"workshop.example/processes/checker/parallel"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/system/platform"
)

// Options say what is checked, and how.
type Options struct {
	Kit       string
	Exercises []*check.Exercise // in this order
	// Every: also those for containers are checked of whom there is no such
	// file. Else they count only for a submission that has theirs.
	Every bool
	Jobs  int // how many submissions at once; 0 is 1
	// Without is what the sandbox leaves out of its copy of the kit, as
	// sandbox.Config has it. The submissions themselves are left out, too.
	Without []string
	// Check runs one check. Its error is the end of everything.
	Check func(ctx context.Context, e *check.Exercise, cfg sandbox.Config) (check.Result, error)
	// Began is called before each check, by several at once; may be nil.
	Began func(s Submission, e *check.Exercise)
	// Done is called after each submission, in their order; may be nil.
	Done func(Row)
}

// All checks submissions and returns a row for each, in their order. It ends
// early, with an error, only when ctx ends or a check cannot be run.
func All(ctx context.Context, submissions []Submission, opts Options) ([]Row, error) {
	staging, remove, err := platform.TempFolder()
	if err != nil {
		return nil, err
	}
	defer func() { _ = remove() }()
	opts.Without = append(opts.Without, inside(opts.Kit, submissions)...)
	return parallel.Rows(ctx, len(submissions), opts.Jobs, func(ctx context.Context, i int) (Row, error) {
		return one(ctx, submissions[i], opts, staging)
	}, opts.Done)
}

// inside are the places of submissions that lie in the kit, relative to it:
// what one has handed in must not lie in the copy in which another one runs.
func inside(kit string, submissions []Submission) []string {
	var places []string
	for _, s := range submissions {
		for _, path := range []string{s.Path, s.Top} {
			rel, err := filepath.Rel(kit, path)
			if err == nil && rel != "." && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
				places = append(places, rel)
			}
		}
	}
	return places
}

// one checks one submission, until there is nothing more to be learnt about it.
func one(ctx context.Context, s Submission, opts Options, staging string) (Row, error) {
	asked := s.asked(opts)
	row := Row{Submission: s, Of: len(asked)}
	if s.Problem != "" {
		return row.close(), nil
	}
	cfg, err := s.config(staging)
	if err != nil {
		row.Problem = "it cannot be read: " + err.Error()
		return row.close(), nil
	}
	cfg.Kit, cfg.Without = opts.Kit, opts.Without
	var hopeless []string // files that cannot even be read
	for _, e := range asked {
		this := cfg
		if len(e.Answers) > 0 {
			this.File = answer(e, filepath.Dir(cfg.File))
		}
		if slices.Contains(hopeless, this.File) {
			continue
		}
		if opts.Began != nil {
			opts.Began(s, e)
		}
		result, err := opts.Check(ctx, e, this)
		if err != nil {
			return row, err
		}
		row.Results = append(row.Results, result)
		if result.Status == check.Trouble {
			break // no verdict, and the next one would take as long again
		}
		if isHopeless(result) {
			hopeless = append(hopeless, this.File)
		}
	}
	return row.close(), nil
}

// asked are the exercises that count for a submission.
func (s Submission) asked(opts Options) []*check.Exercise {
	return slices.DeleteFunc(slices.Clone(opts.Exercises), func(e *check.Exercise) bool {
		return len(e.Answers) > 0 && !opts.Every && (s.Alone || s.File == "" || kit.FirstFile(filepath.Dir(s.File), e.Answers) == "")
	})
}

// answer is the file in a folder for an exercise that asks for no process file;
// where none is, the path at which it is looked for.
func answer(e *check.Exercise, folder string) string {
	return filepath.Join(folder, cmp.Or(kit.FirstFile(folder, e.Answers), e.Answers[0]))
}

// isHopeless says that the other exercises would tell nothing new of the same
// file: it cannot even be read, which every exercise looks at first.
func isHopeless(r check.Result) bool {
	return r.Status == check.Failed && len(r.Steps) > 0 && r.Steps[0].Finding != nil
}

// config says what the sandbox is to run. A file that came without its folder
// is put into a separate folder first, so that its neighbours, which are
// other people's, are not laid over the kit with it.
func (s Submission) config(staging string) (sandbox.Config, error) {
	if !s.Alone {
		return sandbox.Config{File: s.File, Shown: s.Shown}, nil
	}
	text, err := os.ReadFile(s.File)
	if err != nil {
		return sandbox.Config{}, err
	}
	folder, err := os.MkdirTemp(staging, "one-")
	if err != nil {
		return sandbox.Config{}, err
	}
	file := filepath.Join(folder, filepath.Base(s.File))
	return sandbox.Config{File: file, Shown: s.Shown}, os.WriteFile(file, text, 0o600)
}
