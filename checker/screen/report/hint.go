package report

import (
	"fmt"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/hints"
	"workshop.example/processes/runner/screen/console"
)

// Hint is one hint of a ladder, shown is its number from 1; more says how one
// comes to the next. The last one says that it is the last, and where there is
// more.
func Hint(s *console.Streams, e *check.Exercise, ladder hints.Ladder, shown int, more string) string {
	what := fmt.Sprintf("for exercise %d", e.Number)
	if ladder.Step != hints.General {
		what = fmt.Sprintf("for the step “%s”", ladder.Step)
	}
	hint := ladder.Hints[shown-1]
	head := s.Paint(console.Dim, fmt.Sprintf("Hint %d of %d %s", shown, len(ladder.Hints), what))
	text := head + "\n" + s.Paint(console.Bold, hint.Title) + "\n\n" + withoutFences(hint.Text) + "\n\n"
	if shown < len(ladder.Hints) {
		return text + s.Paint(console.Dim, "One more: "+more) + "\n"
	}
	return text + strings.Join([]string{
		"That was the last hint for this; the next call starts over. There is more in",
		fmt.Sprintf("  docs/%s.md", e.Folder()),
		fmt.Sprintf("  go run ./checker compare %d --yes    the instructor's own answer", e.Number),
	}, "\n") + "\n"
}

// withoutFences shows blocks of code set in, as nobody's terminal shows Markdown.
func withoutFences(text string) string {
	var lines []string
	inCode := false
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			inCode = !inCode
		case inCode:
			lines = append(lines, indent(line))
		default:
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// indent sets lines in by two columns, and leaves empty ones empty.
func indent(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = "  " + line
		}
	}
	return strings.Join(lines, "\n")
}
