// Package timeline turns the record of a run into a chart: who was up when,
// what ended, and whether requests were answered meanwhile. A chart is data; a
// terminal and a page draw it each in their own way.
//
//	chart := timeline.Of(result.Record, 60)
//	for _, row := range chart.Rows {
//		states := chart.States(row) // one for each column
//	}
//
// It is pure: it reads no clock and prints nothing.
package timeline

import (
	"fmt"
	"slices"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/apps/supervise"
)

// Chart is a run as rows over one axis of time, which begins with the start of
// the apps. The zero value is the chart of a run in which nothing was started.
type Chart struct {
	Length  time.Duration // from the start of the apps to the last verdict
	From    time.Duration // where the first column begins: what came before is left out, when it was long and empty
	Step    time.Duration // what one column stands for: 1, 2 or 5 ms, times a power of ten
	Columns int           // never more than were asked for
	Rows    []Row
}

// Kind says what a row is about.
type Kind int

const (
	Instance Kind = iota // one instance of an app: Spans and Points
	App                  // what happened to an app as a whole: Points
	Requests             // what the check asked an app: Buckets and Tally
	Marks                // what the check itself did: Points with a Mark
)

// Row is one line of a chart. An app's instances come first, in order of their
// numbers, then its App row and its Requests row, if it has such; after all
// apps the check's marks.
type Row struct {
	Kind   Kind
	App    string // "" for Marks
	Number int    // which instance
	Only   bool   // an instance that is its app's only one
	Below  bool   // App, Requests: it stands below the instances of its app; the proxy's do not

	Spans   []Span   // in order of time, none covers another; gaps are times without a process
	Beside  []Span   // processes that ran beside those of Spans: in a reload, the one that is about to end
	Points  []Point  // in order of time
	Buckets []Bucket // one for each column
	Tally   Bucket   // of the whole row; nothing is in flight in it
	// ByWhom counts the answers by the instance that gave them, as X-Instance
	// says.
	ByWhom map[string]int
}

// Span is a time during which an instance was in one state.
type Span struct {
	From, To   time.Duration
	State      supervise.State // Launching, Online, Stopping, Waiting or Errored
	Pid        int             // 0 when there is no process
	Generation int
}

// Words are what is written into the span of a drawing, if there is room; "":
// nothing. A container has no pid.
func (s Span) Words() string {
	switch {
	case s.State == supervise.Online && s.Pid != 0:
		return fmt.Sprintf("pid %d", s.Pid)
	case s.State == supervise.Errored:
		return "errored"
	}
	return ""
}

// Point is one moment.
type Point struct {
	At    time.Duration
	Event supervise.Event // what happened; the zero value for an action of the check
	Mark  string          // an action of the check
}

// Of makes the chart of a run with at most so many columns, at least one. A nil
// record gives the zero value.
func Of(record *check.Record, columns int) Chart {
	if record == nil {
		return Chart{}
	}
	chart := Chart{Length: max(0, record.Ended.Sub(record.Began))}
	clock := clock{record.Began, chart.Length}
	least := time.Millisecond
	if len(record.Requests) >= manyRequests {
		least = leastWithThose
	}
	chart.From, chart.Step, chart.Columns = scale(clock.first(record), chart.Length, least, max(1, columns))
	requests := chart.requests(clock, record.Requests)
	events := perApp(clock, record.Events)
	for _, app := range names(record) {
		instances := events[app].instanceRows(app, chart.Length)
		if len(instances) == 0 && slices.Contains(record.Apps, app) {
			instances = []Row{{Kind: Instance, App: app, Only: true}} // empty: it is seen to be missing
		}
		chart.Rows = append(chart.Rows, instances...)
		for _, row := range append(events[app].appRow(app), requests[app]...) {
			row.Below = len(instances) > 0
			chart.Rows = append(chart.Rows, row)
		}
	}
	if marked := marks(clock, record.Marks); len(marked) > 0 {
		chart.Rows = append(chart.Rows, Row{Kind: Marks, Points: marked})
	}
	return chart
}

// names are the apps of the file, and then whatever else was asked or spoken of.
func names(record *check.Record) []string {
	all := slices.Clone(record.Apps)
	for _, e := range record.Events {
		all = append(all, e.App)
	}
	for _, sent := range record.Requests {
		all = append(all, sent.App)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(name string) bool {
		before := seen[name]
		seen[name] = true
		return before
	})
}

func marks(c clock, all []check.Mark) []Point {
	var points []Point
	for _, m := range all {
		if at, in := c.since(m.At); in {
			points = append(points, Point{At: at, Mark: m.Text})
		}
	}
	return points
}

// first is when something can be seen for the first time: compiling can take
// longer than all that follows.
func (c clock) first(record *check.Record) time.Duration {
	first := c.length
	see := func(at time.Time) {
		if place, in := c.since(at); in {
			first = min(first, place)
		}
	}
	for _, e := range record.Events {
		if e.Instance >= 0 {
			see(e.At)
		}
	}
	for _, s := range record.Requests {
		see(s.At)
	}
	for _, m := range record.Marks {
		see(m.At)
	}
	return first
}

// clock turns times of day into places on the axis.
type clock struct {
	began  time.Time
	length time.Duration
}

// since is a moment's place. What came before the start is put there: a build,
// say, whose end is the start. in is false for what came after the run: the
// check stopping everything is no part of the story.
func (c clock) since(at time.Time) (place time.Duration, in bool) {
	place = at.Sub(c.began)
	return max(0, place), place <= c.length
}
