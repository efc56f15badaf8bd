// Package verify holds the checker itself to its word: every solution and
// every right answer passes, every known wrong answer is caught by the id that
// it names, and in the words that it names; run after run, also with the
// processors kept busy.
package verify

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workshop.example/processes/checker/check"
)

// Case is one answer to an exercise, and what the checker must say of it.
type Case struct {
	Exercise *check.Exercise
	Kind     Kind
	Name     string // the folder's name
	File     string // the process file's path
	// ID is what must be reported; "" for an answer that must pass.
	ID string
	// Says are words that must be in the message, in any case.
	Says []string
}

// Kind is a sort of answer.
type Kind string

const (
	Start    Kind = "start" // nothing written yet
	Solution Kind = "solution"
	Right    Kind = "right"
	Wrong    Kind = "wrong"
)

// Cases finds every answer to an exercise in the kit's folder. empty is a
// folder with nothing in it.
func Cases(root string, e *check.Exercise, empty string) ([]Case, error) {
	cases := []Case{{
		Exercise: e, Kind: Start, Name: "nothing written", File: filepath.Join(empty, "services.config.js"),
		ID: fmt.Sprintf("E%d-FILE-MISSING", e.Number), Says: []string{"runner init"},
	}}
	solution, err := processFile(filepath.Join(root, "solutions", e.Folder()))
	if err != nil {
		return nil, err
	}
	cases = append(cases, Case{Exercise: e, Kind: Solution, Name: "solution", File: solution})
	for _, kind := range []Kind{Right, Wrong} {
		more, err := answers(filepath.Join(root, "exercises", e.Folder(), string(kind)), e, kind)
		if err != nil {
			return nil, err
		}
		cases = append(cases, more...)
	}
	return cases, nil
}

func answers(dir string, e *check.Exercise, kind Kind) ([]Case, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var cases []Case
	for _, entry := range entries {
		folder := filepath.Join(dir, entry.Name())
		file, err := processFile(folder)
		if err != nil {
			return nil, err
		}
		c := Case{Exercise: e, Kind: kind, Name: entry.Name(), File: file}
		if kind == Wrong {
			about, err := os.ReadFile(filepath.Join(folder, "about.md"))
			if err != nil {
				return nil, err
			}
			if c.ID, c.Says, err = parseAbout(string(about)); err != nil {
				return nil, fmt.Errorf("%s: %w", filepath.Join(folder, "about.md"), err)
			}
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// parseAbout reads the first two lines of a wrong answer's about.md.
func parseAbout(text string) (id string, says []string, err error) {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, "caught by:"); ok {
			id = strings.TrimSpace(rest)
		}
		if rest, ok := strings.CutPrefix(line, "says:"); ok {
			for _, word := range strings.Split(rest, ",") {
				says = append(says, strings.TrimSpace(word))
			}
		}
	}
	if id == "" || len(says) == 0 || slices.Contains(says, "") {
		return "", nil, fmt.Errorf("it must begin with a line `caught by: ID` and a line `says: words, more words`")
	}
	return id, says, nil
}

// processFile finds the one process file of an answer, by the names under
// which the runner looks for it.
func processFile(folder string) (string, error) {
	found, err := filepath.Glob(filepath.Join(folder, "*.config.*"))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("%s: expected one process file, found %d", folder, len(found))
	}
	return found[0], nil
}

// Judge compares a result with what the case asks for. It returns "" when the
// checker was right, else what was wrong about it.
func (c Case) Judge(r check.Result) string {
	if c.ID == "" {
		if r.Status != check.Passed {
			return "it must pass, and did not: " + outcome(r)
		}
		return ""
	}
	step := failedStep(r)
	if r.Status != check.Failed || step == nil {
		return fmt.Sprintf("it must fail with %s: %s", c.ID, outcome(r))
	}
	if step.ID != c.ID {
		return fmt.Sprintf("it must be caught by %s: %s", c.ID, outcome(r))
	}
	words := strings.ToLower(strings.Join([]string{step.Finding.Expected, step.Finding.Seen, step.Finding.Where, step.Finding.Try}, "\n"))
	for _, w := range c.Says {
		if !strings.Contains(words, strings.ToLower(w)) {
			return fmt.Sprintf("its message must say %q: %s", w, outcome(r))
		}
	}
	if step.Finding.Expected == "" || step.Finding.Seen == "" || step.Finding.Try == "" {
		return "its message lacks what was expected, what was seen, or what to try: " + outcome(r)
	}
	return ""
}

func failedStep(r check.Result) *check.Step {
	for i := range r.Steps {
		if r.Steps[i].Finding != nil {
			return &r.Steps[i]
		}
	}
	return nil
}

func outcome(r check.Result) string {
	step := failedStep(r)
	if step == nil {
		return string(r.Status)
	}
	f := step.Finding
	return fmt.Sprintf("%s %s\n  expected %s\n  seen %s\n  where %s\n  try %s", r.Status, step.ID, f.Expected, f.Seen, f.Where, f.Try)
}
