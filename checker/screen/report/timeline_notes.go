package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"workshop.example/processes/checker/screen/timeline"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/screen/console"
)

// This file owns the notes of a timeline on a terminal: what the check did, and
// what happened to an app as a whole, each beneath its moment.

// noteLines is how many lines of notes a row may have.
const noteLines = 8

// note is a text, and the place that it was given.
type note struct {
	text string
	spot timeline.Spot
}

// notes draws a row of notes. Those for which no line is left are counted.
func (d *drawing) notes(row timeline.Row) {
	all := d.placed(row)
	name, style := label(row), console.Style("")
	if row.Kind == timeline.Marks {
		style = console.Purple
	}
	for line := range noteLines {
		drawn := drawNotes(all, line)
		if drawn == "" {
			return
		}
		d.begin(name)
		d.text.WriteString(d.streams.Paint(style, drawn) + "\n")
		name = ""
	}
	left := len(slices.DeleteFunc(all, func(n note) bool { return n.spot.Line < noteLines }))
	if left > 0 {
		d.begin("")
		fmt.Fprintf(&d.text, "and %d more\n", left)
	}
}

func (d *drawing) placed(row timeline.Row) []note {
	var all []note
	var labels []timeline.Label
	for _, point := range row.Points {
		if text := noteWords(point); text != "" {
			all = append(all, note{text: text})
			labels = append(labels, timeline.Label{At: d.chart.Column(point.At), Width: ansi.StringWidth(text) + 2})
		}
	}
	for i, spot := range timeline.Place(labels, d.room) {
		all[i].spot = spot
	}
	return all
}

// noteWords are a note's first line; "" for what needs no words here.
func noteWords(p timeline.Point) string {
	text, _, _ := strings.Cut(PointWords(p), "\n")
	return console.Harmless(strings.ReplaceAll(text, "\t", " "))
}

// PointWords says what happened at a point of a timeline; "" for what a learner
// need not know. Ports of a check are the sandbox's own, so none is named.
func PointWords(p timeline.Point) string {
	switch p.Event.Kind {
	case "":
		return strings.TrimSpace(p.Mark)
	case supervise.PortShared, supervise.ProxyOpened, supervise.FilesSaid, supervise.AppRemoved:
		return ""
	case supervise.Ready:
		return "online"
	case supervise.NotListening:
		return "runs, but nothing listens on its port yet"
	case supervise.PortTaken:
		return "its port is taken by " + console.Owners(p.Event.Owners, nil)
	}
	return strings.TrimSpace(console.EventWords(p.Event, nil))
}

// drawNotes is one line of notes; "" when there are none on it.
func drawNotes(all []note, line int) string {
	these := slices.DeleteFunc(slices.Clone(all), func(n note) bool { return n.spot.Line != line })
	slices.SortFunc(these, func(a, b note) int { return cmp.Compare(a.spot.From, b.spot.From) })
	drawn, width := "", 0
	for _, n := range these {
		text := ansi.Truncate(n.text, max(0, n.spot.To-n.spot.From-2), "…")
		if n.spot.Left {
			text += " ┘"
		} else {
			text = "└ " + text
		}
		drawn += strings.Repeat(" ", max(0, n.spot.From-width)) + text
		width = n.spot.From + ansi.StringWidth(text)
	}
	return drawn
}
