package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/screen/console"
)

// This file turns one result into what the template shows of it.

// sheetView is an exercise's part of the page.
type sheetView struct {
	Number     int
	Title      string // "Exercise 2 · Scale the service …"
	Name       string
	Class      string // how the verdict is painted: passed, failed, trouble, skipped
	Sign       string
	Verdict    string
	Took       string
	Proved     string
	ID         string // of the step that is not kept; ""
	Steps      []stepView
	Told       []toldView // what happened, in the exercise's own words
	Chart      *chartView // nil: nothing was started
	Events     []toldView
	MoreEvents int // events for which there was no room
	File       string
	Lines      []lineView
}

type stepView struct {
	Class, Sign, Name, After string
	Finding                  *findingView
}

type findingView struct{ Expected, Seen, Where, Try, Page, ID string }

type toldView struct{ At, Who, What string }

type lineView struct {
	Text string
	Hit  bool // the finding is about this line
}

// words of a verdict: how it is painted, its sign, and what it is called.
var words = map[check.Status]struct{ class, sign, verdict string }{
	check.Passed:     {"passed", "✓", "Passed"},
	check.Failed:     {"failed", "✗", "Not yet"},
	check.Skipped:    {"skipped", "–", "Skipped: this machine is missing what the exercise needs"},
	check.Trouble:    {"trouble", "!", "No verdict: the checker or this machine had trouble; the file is not at fault"},
	check.NotReached: {"waits", "·", ""},
}

func (s Sheet) view() sheetView {
	r := s.Result
	v := sheetView{
		Number: r.Exercise.Number, Name: r.Exercise.Name,
		Title: fmt.Sprintf("Exercise %d · %s", r.Exercise.Number, r.Exercise.Title),
		Class: words[r.Status].class, Sign: words[r.Status].sign, Verdict: words[r.Status].verdict, Took: console.Duration(r.Duration),
		Proved: clean(r.Proved), File: clean(r.Config), Chart: draw(r.Record),
	}
	where, kept := "", 0
	for _, step := range r.Steps {
		v.Steps = append(v.Steps, viewOf(r.Exercise, step))
		if step.Status == check.Passed {
			kept++
		}
		if step.Finding != nil {
			v.ID, where = step.ID, step.Finding.Where
		}
	}
	if r.Status == check.Failed {
		v.Verdict = fmt.Sprintf("Not yet: %d of %d promises are kept", kept, len(r.Steps))
	}
	for _, m := range r.Timeline {
		v.Told = append(v.Told, toldView{milliseconds(m.At), clean(m.App), clean(m.Text)})
	}
	v.Events, v.MoreEvents = happened(r.Record)
	v.Lines = numbered(s.File, lineOf(where, r.Config))
	return v
}

func (v sheetView) hasHit() bool {
	return slices.ContainsFunc(v.Lines, func(l lineView) bool { return l.Hit })
}

func viewOf(e *check.Exercise, step check.Step) stepView {
	look := words[step.Status]
	v := stepView{Class: look.class, Sign: look.sign, Name: step.Name}
	switch step.Status {
	case check.Passed:
		v.After = milliseconds(step.Duration)
	case check.Failed:
		v.After = "not yet"
	case check.NotReached:
		v.After = "not reached"
	}
	if f := step.Finding; f != nil {
		v.Finding = &findingView{
			Expected: clean(f.Expected), Seen: clean(f.Seen), Where: clean(f.Where), Try: clean(f.Try), ID: step.ID,
		}
		if step.Status == check.Failed {
			v.Finding.Page = fmt.Sprintf("docs/%s.md · go run ./checker hint %d", e.Folder(), e.Number)
		}
	}
	return v
}

// lineOf is the line that a place such as "services.config.js:6:7" names in
// that file; 0 when it names another file, or none.
func lineOf(where, file string) int {
	rest, found := strings.CutPrefix(where, file+":")
	if !found {
		return 0
	}
	line, _, _ := strings.Cut(rest, ":")
	n, _ := strconv.Atoi(line)
	return n
}

const (
	mostLines  = 2000 // of a process file
	mostLetter = 500  // of one of its lines
)

func numbered(text string, hit int) []lineView {
	text = strings.TrimRight(clean(text), "\n")
	if text == "" {
		return nil
	}
	var lines []lineView
	for i, line := range strings.Split(text, "\n") {
		if i == mostLines {
			return append(lines, lineView{Text: "…"})
		}
		lines = append(lines, lineView{Text: shorten(line, mostLetter), Hit: i+1 == hit})
	}
	return lines
}
