package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/dockerfile"
	"workshop.example/processes/checker/kit"
	"workshop.example/processes/checker/learner/compare"
	"workshop.example/processes/checker/screen/report"
)

// This file owns comparing the files of the exercises with containers: they are
// read as they lie there, and no container engine is needed for it.

// mostText bounds a file that is compared.
const mostText = 1 << 20

func compareTexts(opts *options, e *check.Exercise) error {
	theirs, finding, err := theirText(opts, e)
	if err != nil {
		return err
	}
	if finding != nil {
		return unreadable(opts, e, finding)
	}
	folder := path.Join("solutions", e.Folder())
	name := kit.FirstFile(filepath.Join(opts.Kit, filepath.FromSlash(folder)), e.Answers)
	if name == "" {
		return usageError{fmt.Errorf("there is nothing to compare with: %s has no %s", folder, e.Answers[0])}
	}
	solution := compare.Text{Name: path.Join(folder, name)}
	if solution.Text, err = readText(filepath.Join(opts.Kit, filepath.FromSlash(solution.Name))); err != nil {
		return err
	}
	compared := report.Compared{Exercise: e, Config: theirs.Name, Solution: solution.Name, SolutionText: solution.Text}
	if slices.Contains(e.Answers, dockerfile.Name) {
		compared.Comparison = compare.Dockerfiles(theirs, solution)
	} else if compared.Comparison, err = compare.ComposeFiles(theirs, solution); err != nil {
		return unreadable(opts, e, &check.Finding{
			ID: "NOT-YAML", Expected: "a compose file that can be read", Seen: err.Error(), Where: theirs.Name,
			Try: fmt.Sprintf("Let the check read it first: go run ./checker %d.", e.Number),
		})
	}
	if err := explain(opts, e, &compared); err != nil {
		return err
	}
	return printComparison(opts, compared)
}

// theirText is the file of --config, or else the learner's own. The finding is
// that there is none.
func theirText(opts *options, e *check.Exercise) (compare.Text, *check.Finding, error) {
	name := cmp.Or(shownConfig(opts), kit.FirstFile(opts.Kit, e.Answers))
	if name == "" {
		return compare.Text{}, &check.Finding{
			ID: "FILE-MISSING", Expected: e.Answers[0] + " in the kit's folder", Seen: "there is no such file", Where: e.Answers[0],
			Try: fmt.Sprintf("Write it first; docs/%s.md says what goes in it.", e.Folder()),
		}, nil
	}
	file := opts.Config
	if file == "" {
		file = filepath.Join(opts.Kit, name)
	}
	text, err := readText(file)
	return compare.Text{Name: name, Text: text}, nil, err
}

func readText(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostText))
	return string(text), err
}
