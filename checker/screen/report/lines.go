package report

import (
	"fmt"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/progress"
	"workshop.example/processes/runner/screen/console"
)

// Line is a result in one line, for many of them.
func Line(s *console.Streams, r check.Result) string {
	words, id := "", ""
	if step := r.FailedStep(); step != nil {
		words, id = step.Name, step.ID
	}
	mark := s.Paint(console.Green, "✓")
	switch r.Status {
	case check.Failed:
		mark = s.Paint(console.Yellow, "✗")
		words = "not yet: " + words
	case check.Trouble:
		mark = s.Paint(console.Red, "!")
		words = "no verdict, the checker had trouble: " + words
	case check.Skipped:
		mark = s.Paint(console.Blue, "–")
		words = "skipped: " + skippedWords(r)
	default:
		words = "passed in " + console.Duration(r.Duration)
	}
	name := fmt.Sprintf("%2d %-20s", r.Exercise.Number, r.Exercise.Name)
	return strings.TrimRight(fmt.Sprintf("  %s %s %s  %s", mark, name, words, s.Paint(console.Dim, id)), " ")
}

// skippedWords say what is missing, in one line.
func skippedWords(r check.Result) string {
	if step := r.FailedStep(); step != nil {
		return console.Harmless(firstLine(step.Finding.Seen))
	}
	return "this machine is missing what it needs"
}

// Summary counts results, and names services that are not the kit's.
func Summary(results []check.Result) string {
	text := counts(results)
	for _, words := range check.ChangedIn(results) {
		text += "\nnote: " + console.Harmless(words)
	}
	return text
}

func counts(results []check.Result) string {
	passed, skipped, docker := 0, 0, false
	for _, r := range results {
		switch r.Status {
		case check.Passed:
			passed++
		case check.Skipped:
			skipped++
			docker = docker || r.Exercise.Engine
		}
	}
	switch text := fmt.Sprintf("%d of %d exercises are passed.", passed, len(results)); {
	case passed == len(results):
		return fmt.Sprintf("All %d exercises are passed.", passed)
	case skipped == 0:
		return text
	case docker:
		return text + " " + counted(skipped, "was", "were") + " skipped: that needs Docker, and the others do not."
	default:
		return text + " " + counted(skipped, "was", "were") + " skipped: this machine is missing what that needs."
	}
}

// counted is a number with its verb.
func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// List is the exercises, what is done, and what is next.
func List(s *console.Streams, all []*check.Exercise, book progress.Book) string {
	var b strings.Builder
	b.WriteString(s.Paint(console.Bold, "Process Management, the twelve-factor way") + "\n\n")
	var next *check.Exercise
	for _, e := range all {
		entry := book.Exercises[e.Number]
		if !entry.Passed() && next == nil {
			next = e
		}
		line := fmt.Sprintf("  %s %2d  %-20s %s", listMark(s, entry), e.Number, e.Name, e.Title)
		if e.Engine {
			line += s.Paint(console.Dim, " · needs Docker")
		}
		b.WriteString(line + "\n")
	}
	if next == nil {
		b.WriteString("\nAll exercises are passed.\n")
		return b.String()
	}
	fmt.Fprintf(&b, "\nNext: read docs/%s.md, then: go run ./checker %d\n", next.Folder(), next.Number)
	return b.String()
}

func listMark(s *console.Streams, entry progress.Entry) string {
	switch {
	case entry.Passed():
		return s.Paint(console.Green, "✓")
	case entry.LastStatus == string(check.Skipped):
		return s.Paint(console.Blue, "–")
	case entry.LastStatus != "":
		return s.Paint(console.Yellow, "…")
	}
	return " "
}
