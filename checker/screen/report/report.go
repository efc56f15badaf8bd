// Package report turns results into words: for a person on a terminal, and for
// scripts as JSON. Everything that the checker says is said here.
//
// Rules for the words: what was expected, what was seen, where, and one thing
// to try. "Not yet", never a verdict on the person. No meaning hangs on colour
// alone. The stable id of a failure stands dim at the end of its line.
package report

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/predict"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/screen/console"
)

// Report prints one check as it goes.
type Report struct {
	Streams *console.Streams
	// Live shows what is being waited for, on a terminal.
	Live bool
	// Timeline draws the run's timeline after a pass, too.
	Timeline bool
	// Prediction, if there is one to tell, is told before the verdict.
	Prediction *predict.Outcome

	mu   sync.Mutex
	live live
}

// Begin prints what is being checked.
func (p *Report) Begin(e *check.Exercise, config string) {
	head := p.Streams.Paint(console.Bold, fmt.Sprintf("Exercise %d · %s", e.Number, e.Title))
	if config != "" {
		head += "  " + p.Streams.Paint(console.Dim, config)
	}
	p.Streams.Printf("%s\n\n", head)
}

// Step prints a promise when its check begins (done is nil) and when it ends.
func (p *Report) Step(name string, done *check.Step) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case done != nil:
		p.erase()
		p.Streams.Printf("%s\n", p.stepLine(*done))
	case p.Live:
		p.wait(name)
	}
}

const nameWidth = 68

func (p *Report) stepLine(s check.Step) string {
	mark, style := "·", console.Dim
	switch s.Status {
	case check.Passed:
		mark, style = "✓", console.Green
	case check.Failed:
		mark, style = "✗", console.Yellow
	case check.Trouble:
		mark, style = "!", console.Red
	case check.Skipped:
		mark, style = "–", console.Blue
	}
	line := "  " + p.Streams.Paint(style, mark) + " " + s.Name
	padding := strings.Repeat(" ", max(1, nameWidth-len([]rune(s.Name))))
	switch s.Status {
	case check.NotReached:
		// These words begin earlier than a time, so that they end as early: at 80.
		padding = strings.Repeat(" ", max(1, nameWidth-3-len([]rune(s.Name))))
		return p.Streams.Paint(console.Dim, "  · "+s.Name+padding+"not reached")
	case check.Failed:
		return line + padding + p.Streams.Paint(console.Yellow, "not yet")
	}
	return line + padding + p.Streams.Paint(console.Dim, milliseconds(s.Duration))
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%5d ms", d.Milliseconds()) }

// End prints the rest: what went wrong and what to try, or what was proved and
// what comes next. Next is nil after the last exercise.
func (p *Report) End(r check.Result, next *check.Exercise) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
	for _, s := range r.Steps {
		if s.Status == check.NotReached {
			p.Streams.Printf("%s\n", p.stepLine(s))
		}
	}
	p.Streams.Printf("\n")
	p.timeline(r.Timeline)
	p.chart(r)
	for _, s := range r.Steps {
		if s.Finding != nil {
			p.finding(r.Exercise, s)
		}
	}
	p.leftovers(r)
	p.changed(r)
	p.prediction()
	p.verdict(r, next)
}

func (p *Report) timeline(moments []check.Moment) {
	if len(moments) == 0 {
		return
	}
	p.Streams.Printf("%s\n", p.Streams.Paint(console.Bold, "What happened"))
	width := 0
	for _, m := range moments {
		width = max(width, len([]rune(m.App)))
	}
	styles := map[string]console.Style{}
	for _, m := range moments {
		if _, known := styles[m.App]; !known {
			styles[m.App] = console.StyleOf(len(styles))
		}
		padded := m.App + strings.Repeat(" ", width-len([]rune(m.App)))
		at := milliseconds(m.At) + "  "
		hang(p.Streams, at+p.Streams.Paint(styles[m.App], padded)+"  ", len(at)+width+2, m.Text)
	}
	p.Streams.Printf("\n")
}

// room is how many columns are left beside an indent; 0: as many as it takes.
func (p *Report) room(indent int) int { return widthBeside(p.Streams, indent) }

func widthBeside(s *console.Streams, indent int) int {
	if s.Width == 0 {
		return 0
	}
	return max(s.Width-indent, 20)
}

// hang prints a text behind its head. Lines that do not fit beside it stand
// below, set in as far as the head is wide.
func hang(s *console.Streams, head string, indent int, text string) {
	for _, line := range console.Wrap(console.Harmless(text), widthBeside(s, indent)) {
		s.Printf("%s%s\n", head, line)
		head = strings.Repeat(" ", indent)
	}
}

func (p *Report) finding(e *check.Exercise, s check.Step) {
	f := s.Finding
	p.field("expected", f.Expected)
	p.field("seen", f.Seen)
	p.field("where", f.Where)
	p.field("try", f.Try)
	more := s.ID
	if s.Status == check.Failed {
		more = fmt.Sprintf("docs/%s.md · go run ./checker hint %d · %s", e.Folder(), e.Number, s.ID)
		if term := explained(s.ID); term != "" {
			p.Streams.Printf("%s%s\n", strings.Repeat(" ", fieldIndent), p.Streams.Paint(console.Dim, term))
		}
	}
	p.Streams.Printf("%s%s\n\n", strings.Repeat(" ", fieldIndent), p.Streams.Paint(console.Dim, more))
}

// fieldIndent is where the text of a finding's parts begins.
const fieldIndent = 12

// field prints a part of a finding; further lines stand below the first.
func (p *Report) field(name, text string) {
	if text == "" {
		return
	}
	label := p.Streams.Paint(console.Bold, name+strings.Repeat(" ", fieldIndent-2-len(name)))
	for line := range strings.SplitSeq(text, "\n") {
		hang(p.Streams, "  "+label, fieldIndent, line)
		label = strings.Repeat(" ", fieldIndent-2)
	}
}

func (p *Report) leftovers(r check.Result) {
	for _, l := range r.Leftovers {
		p.Streams.Printf("  note: a program had left its process group and was still running when the check was over; it was ended: pid %d, %s\n\n",
			l.Pid, console.Harmless(l.Command))
	}
}

// changed names services that are not the kit's, whatever the verdict: it is
// about them, too. The finding for it has said so already.
func (p *Report) changed(r check.Result) {
	if slices.ContainsFunc(r.Steps, isChangedService) {
		return
	}
	for _, words := range r.Changed {
		hang(p.Streams, "  ", 2, "note: "+words)
		p.Streams.Printf("\n")
	}
}

// isChangedService: the step has failed for a service that is not the kit's.
func isChangedService(s check.Step) bool {
	return s.Finding != nil && s.Finding.ID == "CHANGED-SERVICE"
}

func (p *Report) verdict(r check.Result, next *check.Exercise) {
	kept := 0
	for _, s := range r.Steps {
		if s.Status == check.Passed {
			kept++
		}
	}
	took := p.Streams.Paint(console.Dim, "in "+console.Duration(r.Duration)+compiled(r))
	switch r.Status {
	case check.Passed:
		p.Streams.Printf("%s %s\n%s\n", p.Streams.Paint(console.Green, "Passed"), took,
			strings.Join(console.Wrap(r.Proved, p.room(0)), "\n"))
		p.Streams.Printf("See how the instructor did it: go run ./checker compare %d\n", r.Exercise.Number)
		p.Streams.Printf("%s\n", nextWords(next))
	case check.Failed:
		p.Streams.Printf("%s: %d of %d promises are kept %s\n", p.Streams.Paint(console.Yellow, "Not yet"), kept, len(r.Steps), took)
	case check.Skipped:
		p.Streams.Printf("%s: this machine is missing what the exercise needs\n", p.Streams.Paint(console.Blue, "Skipped"))
		if r.Exercise.Engine {
			p.Streams.Printf("%s\n", strings.Join(console.Wrap(withoutDocker, p.room(0)), "\n"))
		}
	case check.Trouble:
		p.Streams.Printf("%s %s. The checker or this machine had trouble; your file is not at fault.\n", p.Streams.Paint(console.Red, "No verdict"), took)
	}
}

// compiled says how much of a check's time the compiler worked, when that is
// worth a word.
func compiled(r check.Result) string {
	if r.Compiling < patience.Word.Time {
		return ""
	}
	return ", " + console.Duration(r.Compiling) + " of it compiling"
}

// withoutDocker is said to whom exercises 10 and 11 cannot be checked.
const withoutDocker = "The exercises before it need no Docker, and nothing that you have done is lost."

func nextWords(next *check.Exercise) string {
	if next == nil {
		return "Next: that was the last exercise of this kit."
	}
	return fmt.Sprintf("Next: exercise %d, docs/%s.md", next.Number, next.Folder())
}
