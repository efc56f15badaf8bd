package timeline

import (
	"math"
	"time"

	"workshop.example/processes/runner/apps/supervise"
)

// This file owns the axis: how long a column lasts, and which column a moment
// lies in.

// round is how many columns lie between two round moments.
const round = 10

// A check under way sends a request every few milliseconds. Columns that are
// shorter than that would show gaps in service where there are none.
const (
	manyRequests   = 20
	leastWithThose = 5 * time.Millisecond
)

// scale chooses the shortest round step, from least on, with which what lies
// between first and length fits, and the round moment before first with which the axis begins.
// The moment of the end has a column too, so that whatever happened in it can
// be seen.
func scale(first, length, least time.Duration, columns int) (from, step time.Duration, used int) {
	step = time.Millisecond
	for factor := 0; ; factor++ {
		from = first / (round * step) * (round * step)
		if (length-from)/step < time.Duration(columns) && step >= least || step > math.MaxInt64/100 {
			return from, step, min(columns, int((length-from)/step)+1)
		}
		// 1, 2, 5, 10, 20, 50 …
		if factor%3 == 1 {
			step = step / 2 * 5
		} else {
			step *= 2
		}
	}
}

// Column is the column that a moment lies in; the nearest one for a moment
// outside the chart.
func (c Chart) Column(at time.Duration) int {
	if c.Step <= 0 {
		return 0
	}
	return int(min(max(0, (at-c.From)/c.Step), time.Duration(c.Columns-1)))
}

// Ticks are the moments that the axis should name: round ones, every so many
// columns. every should be 10, or 10 times a whole number.
func (c Chart) Ticks(every int) []time.Duration {
	var ticks []time.Duration
	for column := 0; column < c.Columns; column += max(1, every) {
		ticks = append(ticks, c.From+time.Duration(column)*c.Step)
	}
	return ticks
}

// States are an instance's states, one for each column: the one that lasted
// longest in it. "" is a time without a process.
func (c Chart) States(row Row) []supervise.State {
	states := make([]supervise.State, c.Columns)
	longest := make([]time.Duration, c.Columns)
	for _, span := range row.Spans {
		for column := c.Column(span.From); column <= c.Column(span.To); column++ {
			begin := c.From + time.Duration(column)*c.Step
			lasts := min(span.To, begin+c.Step) - max(span.From, begin)
			if lasts > longest[column] {
				states[column], longest[column] = span.State, lasts
			}
		}
	}
	return states
}
