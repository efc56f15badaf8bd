package report_test

import (
	"bytes"
	"testing"

	"workshop.example/processes/checker/learner/hints"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/runner/screen/console"
)

// capture is what a report prints.
func capture(s *console.Streams, print func(*report.Report)) string {
	var out bytes.Buffer
	s.Out = &out
	print(&report.Report{Streams: s})
	return out.String()
}

func TestAHintSaysWhatItIsTiedTo(t *testing.T) {
	ladder := hints.Ladder{Step: "it comes online", Hints: []hints.Hint{
		{Title: "A nudge", Text: "Read its last words.\n\n```js\n  x\n```"}, {Title: "Nearly the answer", Text: "So."},
	}}
	general := hints.Ladder{Step: hints.General, Hints: ladder.Hints}
	s := &console.Streams{}
	golden(t, "hints", report.Hint(s, scaling, ladder, 1, "go run ./checker hint 2")+"----\n"+report.Hint(s, scaling, ladder, 2, "h")+"----\n"+report.Hint(s, scaling, general, 1, "h"))
}
