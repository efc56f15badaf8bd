package table

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"workshop.example/processes/tools/bench/internal/stats"
)

// Print writes a report for people: a table for each row, then what is no
// figure, then the goals.
func Print(w io.Writer, r Report) {
	printMachine(w, r.Machine)
	for _, blocks := range perRow(r.Blocks) {
		fmt.Fprintf(w, "\n%s: %s\n", blocks[0].Row, blocks[0].Title)
		printRow(w, blocks)
	}
	if len(r.Notes) > 0 {
		fmt.Fprintf(w, "\nnotes\n")
	}
	for _, n := range r.Notes {
		fmt.Fprintf(w, "  %s, %s: %s\n", n.Row, n.Peer, n.Words)
	}
	if len(r.Goals) > 0 {
		fmt.Fprintf(w, "\ngoals\n")
	}
	for _, g := range r.Goals {
		fmt.Fprintf(w, "  %-7s  %s\n", g.word(), g.sentence())
	}
}

func printMachine(w io.Writer, m Machine) {
	fmt.Fprintf(w, "%s, %d processors, %s, %s, %d rounds", m.System, m.Processors, m.Go, m.Date, m.Rounds)
	if m.Load != "" {
		fmt.Fprintf(w, ", load %s", m.Load)
	}
	fmt.Fprintln(w)
}

// perRow splits blocks where another row begins.
func perRow(blocks []Block) [][]Block {
	var rows [][]Block
	for i, b := range blocks {
		if i == 0 || b.Row != blocks[i-1].Row {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], b)
	}
	return rows
}

func printRow(w io.Writer, blocks []Block) {
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(columns, "  case\t\tleast\tmedian\tmost\tmedian/ours\tleast/ours\n")
	for _, b := range blocks {
		for i, l := range b.Lines {
			name := ""
			if i == 0 {
				name = b.name()
			}
			fmt.Fprintf(columns, "  %s\t%s\t%s\t%s\t%s\t%s\t%s\n", name, l.Peer,
				stats.Figure(l.Min), stats.Figure(l.Median), stats.Figure(l.Max), stats.Figure(l.TimesMedian), stats.Figure(l.TimesMin))
		}
	}
	_ = columns.Flush() // an error of w shows at its next line
}

// name is what a block is about, with its unit.
func (b Block) name() string { return strings.TrimPrefix(b.Case+", "+b.Unit, ", ") }

func (v Verdict) word() string {
	switch {
	case !v.Known:
		return "unknown"
	case v.Met:
		return "met"
	}
	return "not met"
}

func (v Verdict) sentence() string {
	text := strings.TrimSuffix(v.Row+", "+v.Case, ", ") + ": " + v.Goal
	if v.Seen != "" {
		text += " [" + v.Seen + "]"
	}
	return text
}
