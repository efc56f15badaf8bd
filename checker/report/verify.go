package report

import (
	"fmt"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/verify"
	"workshop.example/processes/runner/console"
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
	if !r.Right() {
		mark = s.Paint(console.Red, "✗")
	}
	if r.ID != "" {
		want = r.ID
	}
	line := fmt.Sprintf("  %s %-8s %-34s %-24s %d/%d  %5d %5d %5d ms", mark, r.Kind, r.Name, want,
		len(r.Times)-len(r.Faults), len(r.Times),
		r.Times[0].Milliseconds(), r.Median().Milliseconds(), r.Times[len(r.Times)-1].Milliseconds())
	for _, fault := range r.Faults {
		line += "\n      " + strings.ReplaceAll(fault, "\n", "\n      ")
	}
	return line
}
