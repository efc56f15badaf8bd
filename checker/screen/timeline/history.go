package timeline

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"workshop.example/processes/runner/apps/supervise"
)

// This file turns the events of an app into the rows of its instances.

// history is what happened to one app.
type history struct {
	app       []Point         // to the app as a whole
	instances map[int][]Point // by their numbers
}

func perApp(c clock, events []supervise.Event) map[string]*history {
	apps := map[string]*history{}
	for _, e := range events {
		at, in := c.since(e.At)
		if !in || e.Kind == supervise.Printed {
			continue
		}
		h := apps[e.App]
		if h == nil {
			h = &history{instances: map[int][]Point{}}
			apps[e.App] = h
		}
		if e.Instance < 0 {
			h.app = append(h.app, Point{At: at, Event: e})
		} else {
			h.instances[e.Instance] = append(h.instances[e.Instance], Point{At: at, Event: e})
		}
	}
	return apps
}

// instanceRows are a row for each instance. A nil history is that of an app to
// which nothing happened.
func (h *history) instanceRows(app string, end time.Duration) []Row {
	if h == nil {
		return nil
	}
	var rows []Row
	for _, number := range slices.Sorted(maps.Keys(h.instances)) {
		points := h.instances[number]
		spans, beside := flatten(spansOf(points, end))
		byTime(points)
		rows = append(rows, Row{
			Kind: Instance, App: app, Number: number, Only: len(h.instances) == 1, Spans: spans, Beside: beside, Points: points,
		})
	}
	return rows
}

// appRow is the row of what happened to the app as a whole, if anything did.
func (h *history) appRow(app string) []Row {
	if h == nil || len(h.app) == 0 {
		return nil
	}
	byTime(h.app)
	return []Row{{Kind: App, App: app, Points: h.app}}
}

// byTime sorts points. An exit is told once it was cleared away, but bears the
// time at which it was noticed.
func byTime(points []Point) {
	slices.SortStableFunc(points, func(a, b Point) int { return cmp.Compare(a.At, b.At) })
}

// noProcess is the key of what an instance is in while no process of it runs.
const noProcess = -1

// spansOf are the states of an instance, those of each generation in order. In a
// reload two generations run side by side, so spans may cover one another.
func spansOf(points []Point, end time.Duration) []Span {
	var done []Span
	open := map[int]*Span{} // by generation, and noProcess
	enter := func(key int, at time.Duration, state supervise.State, e supervise.Event) {
		if s := open[key]; s != nil {
			s.To = max(s.From, at)
			done = append(done, *s)
			at = s.To
			delete(open, key)
		}
		if state != "" {
			open[key] = &Span{From: at, State: state, Pid: e.Pid, Generation: e.Generation}
		}
	}
	for _, p := range points {
		e := p.Event
		running := open[e.Generation] != nil
		switch {
		case e.Kind == supervise.Started:
			enter(noProcess, p.At, "", e)
			enter(e.Generation, p.At, supervise.Launching, e)
		case e.Kind == supervise.Ready && running:
			e.Pid = open[e.Generation].Pid
			enter(e.Generation, p.At, supervise.Online, e)
		case e.Kind == supervise.StopAsked && running:
			e.Pid = open[e.Generation].Pid
			enter(e.Generation, p.At, supervise.Stopping, e)
		case e.Kind == supervise.Exited:
			enter(e.Generation, p.At, "", e)
		case e.Kind == supervise.Scheduled:
			enter(noProcess, p.At, supervise.Waiting, supervise.Event{Generation: e.Generation})
		case e.Kind == supervise.GaveUp:
			enter(noProcess, p.At, supervise.Errored, supervise.Event{Generation: e.Generation})
		case e.Kind == supervise.HasStopped, e.Kind == supervise.SeatRemoved:
			enter(noProcess, p.At, "", e)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(open)) {
		enter(key, end, "", supervise.Event{})
	}
	return done
}

// ranks says which of several states at once is the instance's: that of the
// process that serves, then of the one that is about to.
var ranks = map[supervise.State]int{
	supervise.Online: 5, supervise.Launching: 4, supervise.Stopping: 3, supervise.Waiting: 2, supervise.Errored: 1,
}

// flatten cuts spans that cover one another, so that at each moment the one
// with the highest rank is left, the younger one among equals. Other processes
// of that moment are beside it.
func flatten(spans []Span) (flat, beside []Span) {
	slices.SortStableFunc(spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	var active []Span
	next := 0
	for at, more := first(spans); more; {
		for ; next < len(spans) && spans[next].From <= at; next++ {
			active = append(active, spans[next])
		}
		active = slices.DeleteFunc(active, func(s Span) bool { return s.To <= at })
		until, found := edge(active, spans[next:])
		if !found {
			break
		}
		for i, s := range ranked(active) {
			if i == 0 {
				flat = extend(flat, s, at, until)
			} else if s.Pid != 0 {
				beside = extend(beside, s, at, until)
			}
		}
		at = until
	}
	return flat, beside
}

func first(spans []Span) (time.Duration, bool) {
	if len(spans) == 0 {
		return 0, false
	}
	return spans[0].From, true
}

// edge is the next moment at which a span begins or ends.
func edge(active, later []Span) (at time.Duration, found bool) {
	if len(later) > 0 {
		at, found = later[0].From, true
	}
	for _, s := range active {
		if !found || s.To < at {
			at, found = s.To, true
		}
	}
	return at, found
}

// ranked has the best one first.
func ranked(active []Span) []Span {
	slices.SortStableFunc(active, func(a, b Span) int {
		return cmp.Or(cmp.Compare(ranks[b.State], ranks[a.State]), cmp.Compare(b.Generation, a.Generation))
	})
	return active
}

// extend adds a piece of a span, to the piece before it if that is the same's.
func extend(pieces []Span, s Span, from, to time.Duration) []Span {
	for i := len(pieces) - 1; i >= 0 && pieces[i].To >= from; i-- {
		if p := &pieces[i]; p.To == from && p.State == s.State && p.Generation == s.Generation {
			p.To = to
			return pieces
		}
	}
	s.From, s.To = from, to
	return append(pieces, s)
}
