// Package hints reads an exercise's hints.md and finds the next hint.
//
// Hints stand on ladders, one for each step that somebody may be stuck at:
//
//	## hello-world comes online     a promise of the exercise, as it is named there
//	### Read its last words         a hint's title, then its text: first a nudge,
//	…                               at the end nearly the answer
//
//	## In general                   for all other cases
package hints

import (
	"fmt"
	"slices"
	"strings"
)

// General names the ladder for when nothing was checked yet, the last check
// passed, or the step that failed has no ladder of its own.
const General = "In general"

// fewest is how many hints the general ladder has at least.
const fewest = 3

// Hint is one rung of a ladder.
type Hint struct {
	Title string // a few words
	Text  string // Markdown
}

// Ladder is the hints for one step, from a nudge to nearly the answer.
type Ladder struct {
	Step  string // a promise's name, or General
	Hints []Hint
}

// Ladders are those of one exercise.
type Ladders []Ladder

// Parse reads a hints.md. Headings within a block of code are code.
func Parse(text string) Ladders {
	var all Ladders
	inCode := false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			inCode = !inCode
		}
		title, isHint := strings.CutPrefix(line, "### ")
		step, isLadder := strings.CutPrefix(line, "## ")
		switch {
		case !inCode && isLadder:
			all = append(all, Ladder{Step: strings.TrimSpace(step)})
		case len(all) == 0: // the page's own heading, and words for its authors
		case !inCode && isHint:
			last := &all[len(all)-1]
			last.Hints = append(last.Hints, Hint{Title: strings.TrimSpace(title)})
		default:
			all[len(all)-1].add(line)
		}
	}
	for _, ladder := range all {
		for i := range ladder.Hints {
			ladder.Hints[i].Text = strings.Trim(ladder.Hints[i].Text, "\n")
		}
	}
	return all
}

// add adds a line to the last hint. What stands before the first one is for
// authors.
func (l *Ladder) add(line string) {
	if n := len(l.Hints); n > 0 {
		l.Hints[n-1].Text += line
	}
}

// For is the ladder for a step; "" is no step. Without one of its own it is the
// general one.
func (l Ladders) For(step string) Ladder {
	for _, name := range []string{step, General} {
		for _, ladder := range l {
			if ladder.Step == name && len(ladder.Hints) > 0 {
				return ladder
			}
		}
	}
	return Ladder{}
}

// Place is where on which ladder somebody stands. The zero value is in front of
// all of them.
type Place struct {
	Step  string `json:"step,omitempty"`
	Shown int    `json:"shown,omitempty"` // of this ladder's hints
}

// Next is the place after one more hint of a ladder: the first, when the place
// was on another one or at the end.
func (p Place) Next(on Ladder) Place {
	if p.Step != on.Step || p.Shown < 0 || p.Shown >= len(on.Hints) {
		p = Place{Step: on.Step}
	}
	p.Shown++
	return p
}

// Faults says what is wrong with the ladders of an exercise that makes these
// promises: a sentence each, none when all is well.
func (l Ladders) Faults(promises []string) []string {
	var faults []string
	seen := map[string]bool{}
	for _, ladder := range l {
		switch {
		case ladder.Step != General && !slices.Contains(promises, ladder.Step):
			faults = append(faults, fmt.Sprintf("`## %s` is neither a promise of the exercise nor %q", ladder.Step, General))
		case seen[ladder.Step]:
			faults = append(faults, fmt.Sprintf("`## %s` is there twice", ladder.Step))
		case len(ladder.Hints) == 0:
			faults = append(faults, fmt.Sprintf("`## %s` has no hint: no line below it begins with `### `", ladder.Step))
		}
		seen[ladder.Step] = true
		for _, hint := range ladder.Hints {
			if hint.Text == "" || hint.Title == "" {
				faults = append(faults, fmt.Sprintf("`## %s`: the hint %q has no title or no text", ladder.Step, hint.Title))
			}
		}
	}
	n := 0
	if i := slices.IndexFunc(l, func(ladder Ladder) bool { return ladder.Step == General }); i >= 0 {
		n = len(l[i].Hints)
	}
	if n < fewest {
		faults = append(faults, fmt.Sprintf("`## %s` needs at least %d hints and has %d", General, fewest, n))
	}
	return faults
}
