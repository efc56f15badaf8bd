package monit

import (
	"fmt"
	"strings"
	"time"
)

// eighths fill a cell from below.
var eighths = []rune(" ▁▂▃▄▅▆▇█")

// area draws columns as a filled area on a scale from 0 to top, the youngest at
// the right. What is more than nothing can be seen.
func area(columns []float64, top float64, width, height int) []string {
	out := make([]string, height)
	steps := float64(height * 8)
	for i := range out {
		floor := (height - 1 - i) * 8
		var b strings.Builder
		b.WriteString(strings.Repeat(" ", max(0, width-len(columns))))
		for _, v := range columns {
			filled := int(v/top*steps + 0.5)
			if v > 0 {
				filled = max(1, filled)
			}
			b.WriteRune(eighths[max(0, min(8, filled-floor))])
		}
		out[i] = b.String()
	}
	return out
}

// scale is what stands beside a graph.
type scale struct {
	name  string
	short string // the name, where there is little room
	top   func(highest float64) float64
	label func(top float64) string // with its unit
	value func(now float64) string
}

var (
	processor = scale{"CPU", "CPU", roundPercent, func(top float64) string { return fmt.Sprintf("%.0f%%", top) }, percent}
	memory    = scale{"Memory", "Mem", roundSize, roundLabel, size}
)

// labelWidth is that of the longest label of a scale, and a space.
const labelWidth = 7

// graph draws a series with its scale in a box of that size, without the frame.
func graph(p pen, sc scale, s series, width, height int) []string {
	columns := s.columns(width - labelWidth)
	highest := 0.0
	for _, v := range columns {
		highest = max(highest, v)
	}
	top := sc.top(highest)
	lines := area(columns, top, width-labelWidth, height)
	for i := range lines {
		label := ""
		switch i {
		case 0:
			label = sc.label(top)
		case height - 1:
			label = "0"
		}
		lines[i] = p.paint(quiet, p.right(label, labelWidth-1)+" ") + p.paint(cool, lines[i])
	}
	return lines
}

// graphTitle says the figure of this moment, and how far back the graph goes.
func graphTitle(sc scale, s series, every time.Duration, width int) string {
	span := time.Duration(len(s.values)) * every
	figures := fmt.Sprintf(" %s · %s", sc.value(s.last()), uptime(span))
	if len([]rune(sc.name+figures)) > width {
		return sc.short + figures
	}
	return sc.name + figures
}

// spark is a graph of one line without labels.
func spark(p pen, sc scale, s series, width int) string {
	columns := s.columns(width)
	highest := 0.0
	for _, v := range columns {
		highest = max(highest, v)
	}
	return p.paint(cool, area(columns, sc.top(highest), width, 1)[0])
}
