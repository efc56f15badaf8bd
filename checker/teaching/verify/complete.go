package verify

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"workshop.example/processes/checker/check"
)

// This file owns what an exercise must have around it to be complete.

const (
	leastWrong = 8
	leastRight = 3
	leastHints = 3
)

// generalHints is the heading of the hints that every exercise has.
const generalHints = "## In general"

// missingIn says what an exercise is missing in the kit's folder besides answers that
// cannot be understood: a sentence each, nothing when it is complete.
func missingIn(root string, e *check.Exercise) []string {
	var missing []string
	folder := "exercises/" + e.Folder()
	for _, file := range []struct{ name, is string }{
		{folder + "/task.md", "the task, as a learner reads it"},
		{"docs/" + e.Folder() + ".md", "the exercise's page"},
		{"solutions/" + e.Folder() + "/README.md", "the instructor's notes"},
	} {
		if info, err := os.Stat(filepath.Join(root, filepath.FromSlash(file.name))); err != nil || info.Size() == 0 {
			missing = append(missing, file.name+" is missing: "+file.is)
		}
	}
	for _, kind := range []struct {
		Kind
		least int
		is    string
	}{{Wrong, leastWrong, "known wrong answers"}, {Right, leastRight, "different right answers"}} {
		if n := subfolders(filepath.Join(root, "exercises", e.Folder(), string(kind.Kind))); n < kind.least {
			missing = append(missing, fmt.Sprintf("%s/%s has %d %s, and needs at least %d", folder, kind.Kind, n, kind.is, kind.least))
		}
	}
	text, _ := os.ReadFile(filepath.Join(root, "exercises", e.Folder(), "hints.md")) // none is no hint
	if n := hintsIn(string(text)); n < leastHints {
		missing = append(missing, fmt.Sprintf("%s/hints.md has %d hints (### headings under %q), and needs at least %d", folder, n, generalHints, leastHints))
	}
	return missing
}

func subfolders(dir string) int {
	entries, _ := os.ReadDir(dir) // a folder that is not there has none
	n := 0
	for _, entry := range entries {
		if entry.IsDir() {
			n++
		}
	}
	return n
}

// hintsIn counts the hints that everybody may read, whatever failed.
func hintsIn(text string) int {
	n, general := 0, false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "## "):
			general = line == generalHints
		case general && strings.HasPrefix(line, "### "):
			n++
		}
	}
	return n
}
