package report

import (
	"fmt"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/progress"
)

// Reset says what was forgotten, of the exercises that were asked for; book is
// what was known before.
func Reset(asked, forgotten []*check.Exercise, book progress.Book) string {
	if len(forgotten) == 0 {
		if len(asked) == 1 {
			return fmt.Sprintf("Exercise %d had not been checked yet; there was nothing to forget.", asked[0].Number)
		}
		return "No exercise had been checked yet; there was nothing to forget."
	}
	lines := []string{"Forgotten. Your files are as they were."}
	for _, e := range forgotten {
		lines = append(lines, fmt.Sprintf("  %2d %-20s it was %s", e.Number, e.Name, stateOf(book.Exercises[e.Number])))
	}
	first := forgotten[0]
	lines = append(lines, fmt.Sprintf("Next: read docs/%s.md, then: go run ./checker %d", first.Folder(), first.Number))
	return strings.Join(lines, "\n")
}

func stateOf(entry progress.Entry) string {
	var parts []string
	switch {
	case entry.Passed():
		parts = append(parts, "passed on "+entry.PassedAt.Local().Format("2006-01-02 15:04"))
	case entry.LastStatus != "":
		parts = append(parts, "not passed yet")
	}
	if entry.Hint != (progress.Entry{}).Hint {
		parts = append(parts, "with hints shown")
	}
	if len(parts) == 0 {
		return "not checked yet"
	}
	return strings.Join(parts, ", ")
}
