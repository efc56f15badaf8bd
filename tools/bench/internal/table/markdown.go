package table

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"workshop.example/processes/tools/bench/internal/stats"
)

// Markdown writes a report as the tables of docs/benchmarks.md: a line for each
// case, a column for each manager with least / median / most, and below the
// median how many times ours that is.
func Markdown(w io.Writer, r Report) {
	printMachine(w, r.Machine)
	for _, blocks := range perRow(r.Blocks) {
		fmt.Fprintf(w, "\n### %s: %s\n\n", blocks[0].Row, blocks[0].Title)
		markdownRow(w, blocks)
	}
	fmt.Fprintf(w, "\n### goals\n\n| goal | | seen |\n|---|---|---|\n")
	for _, g := range r.Goals {
		if g.Known {
			fmt.Fprintf(w, "| %s: %s | %s | %s |\n", strings.TrimSuffix(g.Row+", "+g.Case, ", "), g.Goal, g.word(), g.Seen)
		}
	}
	fmt.Fprintln(w)
	for _, n := range r.Notes {
		fmt.Fprintf(w, "- %s, %s: %s\n", n.Row, n.Peer, n.Words)
	}
}

func markdownRow(w io.Writer, blocks []Block) {
	var peers []string
	for _, b := range blocks {
		for _, l := range b.Lines {
			if !slices.Contains(peers, l.Peer) {
				peers = append(peers, l.Peer)
			}
		}
	}
	fmt.Fprintf(w, "| | %s |\n|---|%s\n", strings.Join(peers, " | "), strings.Repeat("---|", len(peers)))
	for _, b := range blocks {
		fmt.Fprintf(w, "| %s |", b.name())
		for _, peer := range peers {
			fmt.Fprintf(w, " %s |", b.cell(peer))
		}
		fmt.Fprintln(w)
	}
}

func (b Block) cell(peer string) string {
	i := slices.IndexFunc(b.Lines, func(l Line) bool { return l.Peer == peer })
	if i < 0 || b.Lines[i].N == 0 {
		return "–"
	}
	l := b.Lines[i]
	if l.Min == l.Max {
		return stats.Figure(l.Min)
	}
	cell := fmt.Sprintf("%s / %s / %s", stats.Figure(l.Min), stats.Figure(l.Median), stats.Figure(l.Max))
	if times := stats.Figure(l.TimesMedian); peer != Ours && times != "–" {
		cell += " (" + times + " ×)"
	}
	return cell
}
