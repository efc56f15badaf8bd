package report

import (
	"fmt"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/teaching/verify"
	"workshop.example/processes/runner/screen/console"
)

// VerifyHead is the line above an exercise's answers.
func VerifyHead(s *console.Streams, e *check.Exercise) string {
	return "\n" + s.Paint(console.Bold, fmt.Sprintf("Exercise %d · %s", e.Number, e.Name)) +
		s.Paint(console.Dim, "   shortest, median and longest run")
}

// VerifyLine is one answer: what it must come to, how often it did, and how
// long it took.
func VerifyLine(s *console.Streams, r verify.Row) string {
	mark, want := s.Paint(console.Green, "✓"), "passes"
	if r.ID != "" {
		want = r.ID
	}
	switch {
	case !r.Right():
		mark = s.Paint(console.Red, "✗")
	case r.Skipped != "":
		return fmt.Sprintf("  %s %-8s %-34s %-24s %s", s.Paint(console.Blue, "–"), r.Kind, r.Name, want, s.Paint(console.Dim, "skipped"))
	}
	line := fmt.Sprintf("  %s %-8s %-34s %-24s %d/%d  %5d %5d %5d ms", mark, r.Kind, r.Name, want,
		len(r.Times)-len(r.Faults), len(r.Times),
		r.Times[0].Milliseconds(), r.Median().Milliseconds(), r.Times[len(r.Times)-1].Milliseconds())
	for _, fault := range r.Faults {
		line += "\n      " + strings.ReplaceAll(fault, "\n", "\n      ")
	}
	return line
}

// VerifyEnd is what stands below an exercise's answers: which promise caught
// how many of them, and what the exercise is missing.
func VerifyEnd(s *console.Streams, o verify.Outcome) string {
	var b strings.Builder
	if o.Matrix != nil {
		fmt.Fprintf(&b, "\n  %s\n", s.Paint(console.Bold, "What each promise has caught"))
	}
	for _, c := range o.Matrix {
		count, ids := fmt.Sprintf("%4d", len(c.Answers)), strings.Join(c.IDs, " ")
		style := console.Style("")
		if len(c.Answers) == 0 {
			style, ids = console.Red, "nothing: it needs a wrong answer that breaks this promise and none before it"
		}
		for i, line := range console.Wrap(ids, widthBeside(s, caughtIndent)) {
			if i == 0 {
				fmt.Fprintf(&b, "  %s  %s\n", s.Paint(style, count), c.Promise)
			}
			b.WriteString(strings.Repeat(" ", caughtIndent) + s.Paint(console.Dim, line) + "\n")
		}
	}
	if lacks := o.Skipped(); lacks != "" {
		note := "note: not every answer could be judged on this machine: " + console.Harmless(firstLine(lacks))
		for _, line := range console.Wrap(note, widthBeside(s, 2)) {
			fmt.Fprintf(&b, "  %s\n", s.Paint(console.Blue, line))
		}
	}
	if len(o.Missing) > 0 {
		fmt.Fprintf(&b, "\n  %s\n", s.Paint(console.Bold, "What it does not have yet"))
	}
	for _, l := range o.Missing {
		fmt.Fprintf(&b, "  %s %s\n", s.Paint(console.Red, "✗"), l)
	}
	return b.String()
}

// caughtIndent is where the ids below a promise begin.
const caughtIndent = 10

// VerifySummary is the last line of all.
func VerifySummary(outcomes []verify.Outcome) string {
	checks, wrong, idle, lacking := verifyCounts(outcomes)
	text := fmt.Sprintf("%d checks, %d judged wrongly", checks, wrong)
	if checks == 1 {
		text = fmt.Sprintf("1 check, %d judged wrongly", wrong)
	}
	if idle > 0 {
		text += fmt.Sprintf("; promises that catch nothing: %d", idle)
	}
	if n := VerifySkipped(outcomes); n > 0 {
		text += fmt.Sprintf("; answers skipped because of what this machine is missing: %d", n)
	}
	if lacking > 0 {
		text += fmt.Sprintf("; things that are missing: %d", lacking)
	}
	return text
}

// VerifyRight says whether nothing is wrong with any of them.
func VerifyRight(outcomes []verify.Outcome) bool {
	_, wrong, idle, lacking := verifyCounts(outcomes)
	return wrong+idle+lacking == 0
}

// VerifySkipped counts the answers that could not be judged on this machine.
func VerifySkipped(outcomes []verify.Outcome) int {
	n := 0
	for _, o := range outcomes {
		for _, r := range o.Rows {
			if r.Skipped != "" {
				n++
			}
		}
	}
	return n
}

func verifyCounts(outcomes []verify.Outcome) (checks, wrong, idle, lacking int) {
	for _, o := range outcomes {
		for _, r := range o.Rows {
			if r.Skipped == "" {
				checks += len(r.Times)
			}
			wrong += len(r.Faults)
		}
		idle += len(o.Idle())
		lacking += len(o.Missing)
	}
	return checks, wrong, idle, lacking
}
