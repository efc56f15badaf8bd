// Package verify holds the checker itself to its word: every solution and
// every right answer passes, every known wrong answer is caught by the id that
// it names, and in the words that it names; run after run, also with the
// processors kept busy.
package verify

import (
	"errors"
	"fmt"
	"io/fs"
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
	Start    Kind = "start" // nothing written yet, or what the exercise before has left
	Solution Kind = "solution"
	Right    Kind = "right"
	Wrong    Kind = "wrong"
)

// casesOf finds every answer to an exercise in the kit's folder: nothing written,
// the solution of the exercise before, its own solution, and all right and wrong
// ones. empty is a folder with nothing in it; before is nil for the first
// exercise. What cannot be found or understood is told in missing, a sentence
// each.
func casesOf(root string, e, before *check.Exercise, empty string) (cases []Case, missing []string) {
	f := finder{root: root, e: e}
	f.cases = []Case{{
		Exercise: e, Kind: Start, Name: "nothing written", File: filepath.Join(empty, "services.config.js"),
		ID: fmt.Sprintf("E%d-FILE-MISSING", e.Number), Says: []string{"runner init"},
	}}
	if len(e.Answers) > 0 {
		f.cases[0].File, f.cases[0].Says = filepath.Join(empty, e.Answers[0]), []string{e.Answers[0]}
	}
	if before != nil {
		f.add(Case{Kind: Start, Name: "what " + before.Folder() + " left"},
			"solutions/"+before.Folder(), "exercises/"+e.Folder()+"/start.md")
	}
	f.add(Case{Kind: Solution, Name: "solution"}, "solutions/"+e.Folder(), "")
	f.answers(Right)
	f.answers(Wrong)
	return f.cases, f.missing
}

// finder collects the cases of one exercise. Its paths are relative to the
// kit's root, with slashes.
type finder struct {
	root    string
	e       *check.Exercise
	cases   []Case
	missing []string
}

// add completes a case by the process file of a folder and, if about names a
// file, by what it says must be reported.
func (f *finder) add(c Case, folder, about string) {
	c.Exercise = f.e
	var problem string
	if c.File, problem = f.file(c.Kind, folder); problem != "" {
		f.missing = append(f.missing, problem)
		return
	}
	if about != "" {
		if c.ID, c.Says, problem = f.about(about); problem != "" {
			f.missing = append(f.missing, problem)
			return
		}
	}
	f.cases = append(f.cases, c)
}

func (f *finder) answers(kind Kind) {
	folder := "exercises/" + f.e.Folder() + "/" + string(kind)
	entries, _ := os.ReadDir(f.path(folder)) // a folder that is not there has none
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		about := ""
		if kind == Wrong {
			about = folder + "/" + entry.Name() + "/about.md"
		}
		f.add(Case{Kind: kind, Name: entry.Name()}, folder+"/"+entry.Name(), about)
	}
}

func (f *finder) path(name string) string { return filepath.Join(f.root, filepath.FromSlash(name)) }

// about reads what a wrong answer must be caught by.
func (f *finder) about(name string) (id string, says []string, problem string) {
	text, err := os.ReadFile(f.path(name))
	if err != nil {
		return "", nil, name + ": there is no such file; it must begin with " + aboutForm
	}
	if id, says, err = parseAbout(string(text)); err != nil {
		return "", nil, fmt.Sprintf("%s: %s", name, err)
	}
	return id, says, ""
}

const aboutForm = "a line `caught by: ID` and a line `says: words, more words`"

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
		return "", nil, errors.New("it must begin with " + aboutForm)
	}
	if id == "nothing" {
		return "", nil, errors.New("`caught by: nothing`: every exercise must ask for something new")
	}
	return id, says, nil
}

// file finds the one file of an answer that is judged, by the names under which
// it is looked for. What the exercise before has left need not have one.
func (f *finder) file(kind Kind, folder string) (path, problem string) {
	stems, wanted := []string{"services.config.*", "ecosystem.config.*"}, "process file, such as services.config.js,"
	if len(f.e.Answers) > 0 {
		stems, wanted = f.e.Answers, "file of this exercise, such as "+f.e.Answers[0]+","
	}
	var found []string
	for _, stem := range stems {
		more, _ := fs.Glob(os.DirFS(f.path(folder)), stem) // the pattern is well-formed
		for _, name := range more {
			found = append(found, filepath.Join(f.path(folder), name))
		}
	}
	if len(found) == 0 && kind == Start && len(f.e.Answers) > 0 {
		return filepath.Join(f.path(folder), f.e.Answers[0]), ""
	}
	if len(found) != 1 {
		return "", fmt.Sprintf("%s: expected one %s found %d", folder, wanted, len(found))
	}
	return found[0], ""
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
	step := r.FailedStep()
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
		return "its message must say what was expected, what was seen and what to try: " + outcome(r)
	}
	return ""
}

func outcome(r check.Result) string {
	step := r.FailedStep()
	if step == nil {
		return string(r.Status)
	}
	f := step.Finding
	return fmt.Sprintf("%s %s\n  expected %s\n  seen %s\n  where %s\n  try %s", r.Status, step.ID, f.Expected, f.Seen, f.Where, f.Try)
}
