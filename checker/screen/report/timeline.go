package report

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/screen/timeline"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/screen/console"
)

// This file draws the timeline of a run on a terminal:
//
//	                0 ms      200       400
//	hello-world 0   >>━ pid 4711 ━━━━━━━×>>━ pid 4802 ━━━━
//	hello-world 1   >>━ pid 4712 ━━━━━━━━━━━━━━━━━━━━━━━━━
//	 162 requests     ::::::::::::::::::::::::::::::::::::
//	the check                           └ killed instance 0
//
// Colours only repeat what the signs say.

const (
	usualWidth  = 80  // where nobody knows how wide the terminal is
	widestChart = 160 // a longer line is hard to follow with the eye
	leastChart  = 20  // on a terminal that is narrower still, lines wrap
	widestLabel = 24
)

// Timeline draws a run: rows over one axis of time, and below them what the
// signs mean. It is "" when nothing was started.
func Timeline(s *console.Streams, record *check.Record) string {
	if record == nil {
		return ""
	}
	d := drawing{streams: s, margin: margin(timeline.Of(record, 1).Rows)}
	d.room = leastChart
	if width := min(s.Width, widestChart); width > 0 {
		d.room = max(d.room, width-d.margin)
	} else {
		d.room = usualWidth - d.margin
	}
	d.chart = timeline.Of(record, d.room)
	d.head()
	for _, row := range d.chart.Rows {
		switch row.Kind {
		case timeline.Instance:
			d.instance(row)
		case timeline.Requests:
			d.requests(row)
		case timeline.App, timeline.Marks:
			d.notes(row)
		}
	}
	d.legend()
	return d.text.String()
}

// chart prints the timeline of a run that was not passed, or of every run if
// that is wanted. What failed before an app was started needs none.
func (p *Report) chart(r check.Result) {
	if r.Status != check.Failed && !p.Timeline || !wasStarted(r.Record) {
		return
	}
	p.Streams.Printf("%s\n", Timeline(p.Streams, r.Record))
}

// wasStarted says whether there is anything to be seen in a run.
func wasStarted(record *check.Record) bool {
	return record != nil && slices.ContainsFunc(record.Events, func(e supervise.Event) bool {
		return e.Kind == supervise.Started || e.Kind == supervise.StartFailed || e.Kind == supervise.AppFailed
	})
}

// drawing is a timeline on its way to paper.
type drawing struct {
	streams *console.Streams
	chart   timeline.Chart
	margin  int // columns of the names
	room    int // columns behind them: a short run does not fill them, its notes may
	text    strings.Builder
	used    map[*sign]bool
}

// label is the name of a row.
func label(row timeline.Row) string {
	app := console.Harmless(row.App)
	switch row.Kind {
	case timeline.Instance:
		if row.Only {
			return app
		}
		return app + " " + strconv.Itoa(row.Number)
	case timeline.Requests:
		if row.Below {
			app = ""
		}
		return app + " " + console.Count(row.Tally.Asked(), "request")
	case timeline.App:
		if row.Below {
			return ""
		}
		return app
	}
	return "the check"
}

// margin is how much room the names take, with two spaces behind them.
func margin(rows []timeline.Row) int {
	widest := 0
	for _, row := range rows {
		widest = max(widest, ansi.StringWidth(label(row)))
	}
	return min(widest, widestLabel) + 2
}

// begin begins a line with a row's name. A name that is too long loses its
// middle: instances differ at the end.
func (d *drawing) begin(name string) {
	room := d.margin - 2
	if width := ansi.StringWidth(name); width > room {
		end := ansi.TruncateLeft(name, width-room/2, "")
		name = ansi.Truncate(name, room-ansi.StringWidth(end), "…") + end
	}
	d.text.WriteString(name + strings.Repeat(" ", max(0, d.margin-ansi.StringWidth(name))))
}

// head is the title and the axis, with a figure every ten columns.
func (d *drawing) head() {
	title := d.streams.Paint(console.Bold, "Timeline")
	step := d.streams.Paint(console.Dim, ", one column is "+console.Duration(d.chart.Step))
	d.text.WriteString(title + step + "\n")
	axis := ""
	for i, at := range d.chart.Ticks(10) {
		figure := tick(at, d.chart.Length)
		if i == 0 {
			figure += " " + unit(d.chart.Length)
		}
		if 10*i+len(figure) <= d.room {
			axis += strings.Repeat(" ", 10*i-len(axis)) + figure
		}
	}
	d.begin("")
	d.text.WriteString(d.streams.Paint(console.Dim, axis) + "\n")
}

// unit is what the axis of a run counts: seconds, from ten of them on.
func unit(length time.Duration) string {
	if length < 10*time.Second {
		return "ms"
	}
	return "s"
}

func tick(at, length time.Duration) string {
	if unit(length) == "ms" {
		return strconv.FormatInt(at.Milliseconds(), 10)
	}
	return strconv.FormatFloat(at.Seconds(), 'f', -1, 64)
}

// instance draws who was up when. What began or ended in a column is shown
// rather than the state that lasted longest in it: a restart within one column
// must be seen.
func (d *drawing) instance(row timeline.Row) {
	if len(row.Points) == 0 {
		d.begin(label(row))
		d.text.WriteString(d.streams.Paint(console.Dim, "not started") + "\n")
		return
	}
	cells := make([]cell, d.chart.Columns)
	for column, state := range d.chart.States(row) {
		cells[column] = cell{sign: stateSigns[state]}
	}
	for _, span := range row.Spans {
		d.write(cells, span)
	}
	for _, point := range row.Points {
		column := d.chart.Column(point.At)
		if found := eventSign(point.Event, cells[column].sign); found != nil {
			cells[column] = cell{sign: found}
		}
		if point.Event.Kind == supervise.GaveUp && column == d.chart.Columns-1 {
			cells[column] = cell{sign: errored} // the state has no column of its own any more
		}
	}
	d.begin(label(row))
	d.line(cells)
}

// write puts a few words into the line of a span, where there is room.
func (d *drawing) write(cells []cell, span timeline.Span) {
	words := " " + span.Words() + " "
	from := d.chart.Column(span.From) + 2
	if span.Words() == "" || from+len(words)+1 > d.chart.Column(span.To) {
		return
	}
	for i, letter := range words {
		cells[from+i].letter = letter
	}
}

func (d *drawing) requests(row timeline.Row) {
	cells := make([]cell, d.chart.Columns)
	for column, bucket := range row.Buckets {
		cells[column] = cell{sign: bucketSign(bucket)}
	}
	d.begin(label(row))
	d.line(cells)
}
