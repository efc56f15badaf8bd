package page

import (
	"math"
	"strconv"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/screen/timeline"
)

// This file turns a run into the shapes of a drawing: figures and texts alone,
// which the template writes as SVG. All figures are in the drawing's own unit,
// a pixel where the page is as wide as the drawing.

const (
	chartWidth = 1600
	nameWidth  = 270 // of the column with the names
	axisHeight = 44
	laneHeight = 58 // of a row
	barHeight  = 30
	// besideHeight is that of a process beside the one that serves, below it.
	besideHeight = 9
	noteHeight   = 32 // of a line of notes
	columns      = 200
	letter       = 10.2 // the usual width of a letter in a note
	mostNotes    = 12   // lines of notes in a row
	nameLength   = 22   // letters of a name
)

// chartView is a drawing.
type chartView struct {
	Width, Height, Left, Right, Top, Bottom int
	Ticks                                   []tickView
	Lanes                                   []laneView
	Rules                                   []ruleView // at the check's actions, from top to bottom
	Signs                                   map[string]bool
}

type tickView struct {
	X    float64
	Text string
}

type laneView struct {
	Y, Middle            int // the upper edge, and where its line runs
	MiddleUp, MiddleDown int // of two lines of text
	Name, More           string
	Empty                bool // nothing happened in it
	Bars                 []barView
	Points               []pointView
	Columns              []columnView
	Notes                []noteView
}

type barView struct {
	X, Width, Y, Height float64
	Class, Title        string
	Words               string  // written into it; ""
	Text                float64 // where they begin
	Middle              int
}

type pointView struct {
	X            float64
	Class, Title string
}

type columnView struct {
	X, Width, Y, Height float64
	Class, Title        string
}

type noteView struct {
	X           float64
	Y           int
	Anchor      string
	Class, Text string
}

type ruleView struct {
	X      float64
	Bottom int
	Class  string
}

// drawer is a drawing that is under way.
type drawer struct {
	chartView
	chart timeline.Chart
	wide  time.Duration // what the whole axis stands for
}

// draw is nil when nothing was started.
func draw(record *check.Record) *chartView {
	chart := timeline.Of(record, columns)
	if len(chart.Rows) == 0 {
		return nil
	}
	d := &drawer{chart: chart, wide: time.Duration(chart.Columns) * chart.Step}
	d.chartView = chartView{Width: chartWidth, Left: nameWidth, Right: chartWidth, Top: axisHeight, Signs: map[string]bool{}}
	d.axis()
	y := axisHeight
	for i, row := range chart.Rows {
		middle := y + laneHeight/2
		lane := laneView{Y: y, Middle: middle, MiddleUp: middle - 9, MiddleDown: middle + 12, Name: name(row)}
		height := laneHeight
		switch row.Kind {
		case timeline.Instance:
			d.instance(&lane, row, answersOf(chart.Rows[i:], row))
		case timeline.Requests:
			d.requests(&lane, row)
		default:
			height = d.notes(&lane, row) * noteHeight
			if height == 0 {
				continue
			}
		}
		d.Lanes = append(d.Lanes, lane)
		y += height
	}
	d.Bottom, d.Height = y, y+8
	return &d.chartView
}

// x is the place of a moment.
func (d *drawer) x(at time.Duration) float64 {
	share := float64(max(0, at-d.chart.From)) / float64(max(1, d.wide))
	return rounded(nameWidth + share*(chartWidth-nameWidth))
}

func rounded(x float64) float64 { return math.Round(x*10) / 10 }

// axis names about ten round moments.
func (d *drawer) axis() {
	every := 10
	for d.chart.Columns/every > 10 {
		every *= 2
	}
	for _, at := range d.chart.Ticks(every) {
		tick := tickView{X: d.x(at), Text: axisWords(at, d.chart.Length)}
		if tick.X > chartWidth-90 {
			tick.Text = "" // it would stand out
		}
		d.Ticks = append(d.Ticks, tick)
	}
}

func axisWords(at, length time.Duration) string {
	if length >= 10*time.Second || at >= 10*time.Second {
		return strconv.FormatFloat(at.Seconds(), 'f', -1, 64) + " s"
	}
	return milliseconds(at)
}

func name(row timeline.Row) string {
	app := shorten(clean(row.App), nameLength)
	switch row.Kind {
	case timeline.Instance:
		if row.Only {
			return app
		}
		return app + " " + strconv.Itoa(row.Number)
	case timeline.Requests:
		if row.Below || app == "" { // containers are asked by their ports
			return "requests"
		}
		return app + ": requests"
	case timeline.App:
		if row.Below {
			return ""
		}
		return app
	}
	return "the check"
}

// answersOf is how many requests an instance has answered, of those that its
// app was asked itself: those of the proxy may be any app's.
func answersOf(rows []timeline.Row, instance timeline.Row) int {
	for _, row := range rows {
		if row.Kind == timeline.Requests && row.App == instance.App {
			return row.ByWhom[strconv.Itoa(instance.Number)]
		}
	}
	return 0
}
