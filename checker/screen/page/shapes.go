package page

import (
	"fmt"
	"strings"
	"time"

	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/checker/screen/timeline"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/screen/console"
)

// This file draws the rows of a chart: bars, columns, points and notes.

func (d *drawer) instance(lane *laneView, row timeline.Row, answers int) {
	lane.Empty = len(row.Points) == 0
	if answers > 0 {
		lane.More = console.Count(answers, "answer")
	}
	for _, span := range row.Spans {
		d.bar(lane, span, lane.Middle-barHeight/2, barHeight)
	}
	for _, span := range row.Beside {
		d.bar(lane, span, lane.Middle+barHeight/2+1, besideHeight)
	}
	last := map[string]float64{}
	for _, p := range row.Points {
		class := pointClass(p.Event)
		x := d.x(p.At)
		if before, drawn := last[class]; class == "" || drawn && x-before < 2 {
			continue // a point on a point shows nothing more
		}
		last[class] = x
		d.Signs[class] = true
		lane.Points = append(lane.Points, pointView{x, class, title(p.At, p)})
	}
}

// barClasses are the states as the style sheet names them.
var barClasses = map[supervise.State]string{
	supervise.Launching: "launching", supervise.Online: "online", supervise.Stopping: "stopping",
	supervise.Waiting: "waiting", supervise.Errored: "errored",
}

func (d *drawer) bar(lane *laneView, span timeline.Span, y, height int) {
	from, to := d.x(span.From), d.x(span.To)
	if to-from < 0.5 {
		return // nobody could see it
	}
	who := string(span.State)
	if span.Pid != 0 {
		who += fmt.Sprintf(", pid %d", span.Pid)
	}
	bar := barView{
		X: from, Width: rounded(to - from), Y: float64(y), Height: float64(height), Class: barClasses[span.State],
		Title: fmt.Sprintf("%s, %s to %s", who, milliseconds(span.From), milliseconds(span.To)),
		Text:  rounded(from + 14), Middle: lane.Middle,
	}
	words := span.Words()
	if height == barHeight && float64(len(words)+3)*letter <= bar.Width {
		bar.Words = words
	}
	if n := len(lane.Bars); n > 0 && lane.Bars[n-1].X == bar.X && lane.Bars[n-1].Width == bar.Width && lane.Bars[n-1].Y == bar.Y {
		return // it would hide the one before
	}
	d.Signs[bar.Class] = true
	lane.Bars = append(lane.Bars, bar)
}

// pointClass is how an event is drawn; "" for one that a bar shows already.
func pointClass(e supervise.Event) string {
	switch {
	case e.Kind == supervise.Started:
		return "begun"
	case e.Kind == supervise.Exited && e.Wanted:
		return "halted"
	case e.Kind == supervise.Exited, e.Kind == supervise.StartFailed:
		return "ended"
	}
	return ""
}

func title(at time.Duration, p timeline.Point) string {
	return milliseconds(at) + ": " + clean(report.PointWords(p))
}

// requests draws a column for each moment, as high as its requests are many.
func (d *drawer) requests(lane *laneView, row timeline.Row) {
	lane.More = summed(row.Tally)
	most := 1
	for _, b := range row.Buckets {
		most = max(most, b.Asked())
	}
	width := rounded(d.x(d.chart.From+d.chart.Step) - nameWidth)
	floor := float64(lane.Middle + barHeight/2)
	for i, b := range row.Buckets {
		from := d.chart.From + time.Duration(i)*d.chart.Step
		x, y := d.x(from), floor
		words := fmt.Sprintf("%s to %s: %s", milliseconds(from), milliseconds(from+d.chart.Step), tally(b))
		if b.InFlight > 0 && b.Asked() == 0 {
			d.Signs["inflight"] = true
			lane.Columns = append(lane.Columns, columnView{x, width, floor - 5, 5, "inflight", words})
		}
		for _, part := range []struct {
			n     int
			class string
		}{{b.Answered, "answered"}, {b.Refused, "refused"}, {b.Failed, "lost"}} {
			if part.n == 0 {
				continue
			}
			height := rounded(max(7, barHeight*float64(part.n)/float64(most)))
			y -= height
			d.Signs[part.class] = true
			lane.Columns = append(lane.Columns, columnView{x, max(1, width-1), rounded(y), height, part.class, words})
		}
	}
}

// summed is short enough to stand below a row's name.
func summed(b timeline.Bucket) string {
	switch {
	case b.Failed > 0:
		return fmt.Sprintf("%d of %d not as it should be", b.Failed, b.Asked())
	case b.Refused > 0:
		return fmt.Sprintf("%d, %d of them refused", b.Asked(), b.Refused)
	}
	return fmt.Sprintf("%d answered", b.Answered)
}

func tally(b timeline.Bucket) string {
	var parts []string
	for _, part := range []struct {
		n     int
		words string
	}{
		{b.Answered, "answered"}, {b.Refused, "refused, as it should be"},
		{b.Failed, "not as it should be"}, {b.InFlight, "waiting"},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.words))
		}
	}
	return strings.Join(parts, ", ")
}

// notes draws texts beneath their moments and returns how many lines they take.
func (d *drawer) notes(lane *laneView, row timeline.Row) (lines int) {
	var texts []string
	var labels []timeline.Label
	var moments []time.Duration
	for _, p := range row.Points {
		text, _, _ := strings.Cut(clean(report.PointWords(p)), "\n")
		if text == "" {
			continue
		}
		text = shorten(text, 90)
		texts, moments = append(texts, text), append(moments, p.At)
		labels = append(labels, timeline.Label{At: int(d.x(p.At)) - nameWidth, Width: int(float64(len([]rune(text)))*letter) + 24})
	}
	lane.Middle = lane.Y + noteHeight/2
	for i, spot := range timeline.Place(labels, chartWidth-nameWidth) {
		if spot.Line >= mostNotes {
			continue
		}
		lines = max(lines, spot.Line+1)
		note := noteView{X: d.x(moments[i]) + 8, Y: lane.Middle + spot.Line*noteHeight, Class: "happened", Text: texts[i]}
		if row.Kind == timeline.Marks {
			note.Class = "mark"
		}
		if spot.Left {
			note.X, note.Anchor = d.x(moments[i])-8, "end"
		}
		lane.Notes = append(lane.Notes, note)
		d.Rules = append(d.Rules, ruleView{X: d.x(moments[i]), Bottom: note.Y + 8, Class: note.Class})
	}
	return lines
}
