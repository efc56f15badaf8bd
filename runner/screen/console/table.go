package console

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// This file owns tables that are drawn as PM2 draws its own, and that fit the
// terminal: columns of less worth go first, and one may be cut.

// Column is one column of a table.
type Column struct {
	Title string
	// Drop is the order in which columns go when there is no room: 1 goes first.
	// 0 stays.
	Drop int
	// Cut: its texts may be shortened when dropping columns was not enough.
	Cut bool
}

// Cell is one text of a table. It is made harmless when it is drawn.
type Cell struct {
	Text  string
	Style Style // "": none
}

// leastCut is the fewest characters that a shortened text keeps.
const leastCut = 8

// Table draws a table with a line of titles. Its lines are no longer than
// Width, if that is known and some columns could go.
func (s *Streams) Table(columns []Column, rows [][]Cell) string {
	t := table{streams: s, columns: columns, widths: make([]int, len(columns)), shown: make([]bool, len(columns))}
	for _, row := range rows {
		clean := make([]Cell, len(columns))
		for i, c := range row {
			clean[i] = Cell{Harmless(c.Text), c.Style}
		}
		t.rows = append(t.rows, clean)
	}
	t.measure()
	t.fit(s.Width)
	return t.draw()
}

type table struct {
	streams *Streams
	columns []Column
	rows    [][]Cell
	widths  []int // of the texts
	shown   []bool
}

func (t *table) measure() {
	for i, c := range t.columns {
		t.shown[i] = true
		t.widths[i] = ansi.StringWidth(c.Title)
		for _, row := range t.rows {
			t.widths[i] = max(t.widths[i], ansi.StringWidth(row[i].Text))
		}
	}
}

// wide is the length of a line: each column has a border before it and a space
// on either side.
func (t *table) wide() int {
	sum := 1
	for i, w := range t.widths {
		if t.shown[i] {
			sum += w + 3
		}
	}
	return sum
}

func (t *table) fit(room int) {
	if room <= 0 {
		return
	}
	order := make([]int, 0, len(t.columns))
	for i, c := range t.columns {
		if c.Drop > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return t.columns[a].Drop - t.columns[b].Drop })
	for _, i := range order {
		if t.wide() <= room {
			return
		}
		t.shown[i] = false
	}
	for i, c := range t.columns {
		if over := t.wide() - room; c.Cut && over > 0 {
			t.widths[i] = max(min(leastCut, t.widths[i]), t.widths[i]-over)
		}
	}
}

func (t *table) draw() string {
	var b strings.Builder
	b.WriteString(t.rule("┌", "┬", "┐"))
	titles := make([]Cell, len(t.columns))
	for i, c := range t.columns {
		titles[i] = Cell{c.Title, Heading}
	}
	b.WriteString(t.line(titles))
	b.WriteString(t.rule("├", "┼", "┤"))
	for _, row := range t.rows {
		b.WriteString(t.line(row))
	}
	b.WriteString(t.rule("└", "┴", "┘"))
	return b.String()
}

func (t *table) rule(left, middle, right string) string {
	var parts []string
	for i, w := range t.widths {
		if t.shown[i] {
			parts = append(parts, strings.Repeat("─", w+2))
		}
	}
	return t.streams.Paint(Dim, left+strings.Join(parts, middle)+right) + "\n"
}

func (t *table) line(cells []Cell) string {
	border := t.streams.Paint(Dim, "│")
	var b strings.Builder
	for i, c := range cells {
		if !t.shown[i] {
			continue
		}
		text := ansi.Truncate(c.Text, t.widths[i], "…")
		text += strings.Repeat(" ", t.widths[i]-ansi.StringWidth(text))
		b.WriteString(border + " " + t.streams.Paint(c.Style, text) + " ")
	}
	return b.String() + border + "\n"
}
