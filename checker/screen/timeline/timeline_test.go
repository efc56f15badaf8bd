package timeline_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/screen/timeline"
	"workshop.example/processes/runner/apps/supervise"
)

var began = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

const ms = time.Millisecond

func at(millis int) time.Time { return began.Add(time.Duration(millis) * ms) }

// happened is an event of instance 0 of web.
func happened(millis, generation int, kind supervise.EventKind, pid int) supervise.Event {
	return supervise.Event{At: at(millis), App: "web", Generation: generation, Kind: kind, Pid: pid}
}

func wanted(e supervise.Event) supervise.Event {
	e.Wanted = true
	return e
}

func span(from, to int, state supervise.State, pid, generation int) timeline.Span {
	return timeline.Span{From: time.Duration(from) * ms, To: time.Duration(to) * ms, State: state, Pid: pid, Generation: generation}
}

func TestWhatBecameOfAnInstance(t *testing.T) {
	const (
		launching, online, stopping = supervise.Launching, supervise.Online, supervise.Stopping
		waiting, errored            = supervise.Waiting, supervise.Errored
	)
	for name, c := range map[string]struct {
		events       []supervise.Event
		want, beside []timeline.Span
	}{
		"it serves to the end": {
			events: []supervise.Event{happened(10, 1, supervise.Started, 7), happened(30, 1, supervise.Ready, 7)},
			want:   []timeline.Span{span(10, 30, launching, 7, 1), span(30, 1000, online, 7, 1)},
		},
		"it is killed, waits, and is started again": {
			events: []supervise.Event{
				happened(10, 1, supervise.Started, 7), happened(30, 1, supervise.Ready, 7),
				happened(100, 1, supervise.Exited, 7), happened(101, 1, supervise.Scheduled, 0),
				happened(200, 2, supervise.Started, 8), happened(220, 2, supervise.Ready, 8),
			},
			want: []timeline.Span{
				span(10, 30, launching, 7, 1), span(30, 100, online, 7, 1), span(101, 200, waiting, 0, 1),
				span(200, 220, launching, 8, 2), span(220, 1000, online, 8, 2),
			},
		},
		"it is started again at once, and given up": {
			events: []supervise.Event{
				happened(10, 1, supervise.Started, 7), happened(20, 1, supervise.Exited, 7), happened(20, 1, supervise.Scheduled, 0),
				happened(20, 2, supervise.Started, 8), happened(30, 2, supervise.Exited, 8), happened(30, 2, supervise.GaveUp, 0),
			},
			want: []timeline.Span{span(10, 20, launching, 7, 1), span(20, 30, launching, 8, 2), span(30, 1000, errored, 0, 2)},
		},
		"it cannot be started at all": {
			events: []supervise.Event{happened(10, 1, supervise.StartFailed, 0), happened(10, 1, supervise.GaveUp, 0)},
			want:   []timeline.Span{span(10, 1000, errored, 0, 1)},
		},
		"it is stopped": {
			events: []supervise.Event{
				happened(10, 1, supervise.Started, 7), happened(30, 1, supervise.Ready, 7), happened(50, 1, supervise.StopAsked, 7),
				wanted(happened(90, 1, supervise.Exited, 7)), happened(91, 1, supervise.HasStopped, 0),
			},
			want: []timeline.Span{span(10, 30, launching, 7, 1), span(30, 50, online, 7, 1), span(50, 90, stopping, 7, 1)},
		},
		"it is stopped while it waits for its restart": {
			events: []supervise.Event{
				happened(10, 1, supervise.Started, 7), happened(30, 1, supervise.Exited, 7),
				happened(30, 1, supervise.Scheduled, 0), happened(60, 1, supervise.HasStopped, 0),
			},
			want: []timeline.Span{span(10, 30, launching, 7, 1), span(30, 60, waiting, 0, 1)},
		},
		"a reload: the new one serves, and the old one ends beside it": {
			events: []supervise.Event{
				happened(10, 1, supervise.Started, 7), happened(30, 1, supervise.Ready, 7),
				happened(100, 2, supervise.Started, 8), happened(140, 2, supervise.Ready, 8),
				happened(140, 1, supervise.StopAsked, 7), wanted(happened(300, 1, supervise.Exited, 7)),
				happened(300, 1, supervise.HasStopped, 0),
			},
			want:   []timeline.Span{span(10, 30, launching, 7, 1), span(30, 140, online, 7, 1), span(140, 1000, online, 8, 2)},
			beside: []timeline.Span{span(100, 140, launching, 8, 2), span(140, 300, stopping, 7, 1)},
		},
		"a reload whose new one fails changes nothing": {
			events: []supervise.Event{
				happened(10, 1, supervise.Started, 7), happened(30, 1, supervise.Ready, 7),
				happened(100, 2, supervise.Started, 8), happened(120, 2, supervise.Exited, 8), happened(120, 2, supervise.GaveUp, 0),
			},
			want:   []timeline.Span{span(10, 30, launching, 7, 1), span(30, 1000, online, 7, 1)},
			beside: []timeline.Span{span(100, 120, launching, 8, 2)},
		},
		"a late word of a process that is gone": {
			events: []supervise.Event{
				happened(10, 1, supervise.Started, 7), happened(20, 1, supervise.Exited, 7), happened(20, 1, supervise.Ready, 7),
			},
			want: []timeline.Span{span(10, 20, launching, 7, 1)},
		},
		"a moment that lies before the one it follows": {
			events: []supervise.Event{happened(10, 1, supervise.Started, 7), happened(5, 1, supervise.Ready, 7)},
			want:   []timeline.Span{span(10, 1000, online, 7, 1)},
		},
		"what came after the run is left out": {
			events: []supervise.Event{
				happened(10, 1, supervise.Started, 7), happened(30, 1, supervise.Ready, 7), happened(1001, 1, supervise.StopAsked, 7),
			},
			want: []timeline.Span{span(10, 30, launching, 7, 1), span(30, 1000, online, 7, 1)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			chart := timeline.Of(&check.Record{Began: began, Ended: at(1000), Apps: []string{"web"}, Events: c.events}, 60)
			require.Len(t, chart.Rows, 1)
			assert.Equal(t, c.want, chart.Rows[0].Spans)
			assert.Equal(t, c.beside, chart.Rows[0].Beside)
		})
	}
}

func TestTheStepIsRoundAndTheRunFits(t *testing.T) {
	for _, c := range []struct {
		first, length, columns int
		from, step             time.Duration
		used                   int
	}{
		{0, 0, 60, 0, ms, 1},
		{0, 59, 60, 0, ms, 60},
		{0, 60, 60, 0, 2 * ms, 31},
		{0, 250, 60, 0, 5 * ms, 51},
		{0, 1000, 60, 0, 20 * ms, 51},
		{0, 7000, 60, 0, 200 * ms, 36},
		{0, 120_000, 60, 0, 5000 * ms, 25},
		{730, 1000, 60, 700 * ms, 10 * ms, 31},
		{9, 1000, 60, 0, 20 * ms, 51},
		{0, 1000, 1, 0, 2000 * ms, 1},
		{0, 1000, -3, 0, 2000 * ms, 1},
	} {
		chart := timeline.Of(&check.Record{
			Began: began, Ended: at(c.length), Events: []supervise.Event{happened(c.first, 1, supervise.Started, 1)},
		}, c.columns)
		assert.Equal(t, c.step, chart.Step, c)
		assert.Equal(t, c.used, chart.Columns, c)
		assert.Equal(t, c.from, chart.From, c)
	}
	assert.Empty(t, timeline.Of(nil, 60))
}

func TestColumnsAreNotShorterThanTheTimeBetweenRequests(t *testing.T) {
	record := &check.Record{Began: began, Ended: at(100)}
	for n := range 20 {
		record.Requests = append(record.Requests, check.Sent{At: at(5 * n), App: "web", Status: 200})
	}
	assert.Equal(t, 5*ms, timeline.Of(record, 200).Step)
	record.Requests = record.Requests[:19]
	assert.Equal(t, ms, timeline.Of(record, 200).Step)
}

func TestTicksNameRoundMoments(t *testing.T) {
	chart := timeline.Chart{From: 700 * ms, Step: 10 * ms, Columns: 25}
	assert.Equal(t, []time.Duration{700 * ms, 800 * ms, 900 * ms}, chart.Ticks(10))
}

func TestAColumnHasTheStateThatLastedLongest(t *testing.T) {
	chart := timeline.Chart{Length: 49 * ms, Step: 10 * ms, Columns: 5}
	row := timeline.Row{Spans: []timeline.Span{
		span(3, 18, supervise.Launching, 1, 1), span(18, 31, supervise.Online, 1, 1), span(32, 33, supervise.Waiting, 0, 1),
	}}
	assert.Equal(t, []supervise.State{supervise.Launching, supervise.Launching, supervise.Online, supervise.Online, ""}, chart.States(row))
}

func TestRowsStandInTheOrderOfTheFile(t *testing.T) {
	of := func(app string, instance int, kind supervise.EventKind) supervise.Event {
		return supervise.Event{At: at(5), App: app, Instance: instance, Generation: 1, Kind: kind}
	}
	chart := timeline.Of(&check.Record{
		Began: began, Ended: at(100), Apps: []string{"b", "a", "never"},
		Events: []supervise.Event{
			of("a", 0, supervise.Started), of("proxy", -1, supervise.ProxyOpened), of("b", 10, supervise.Started),
			of("b", 2, supervise.Started), of("b", -1, supervise.BuildFailed),
		},
		Requests: []check.Sent{{At: at(9), App: "proxy", Status: 200}, {At: at(8), App: "b", Status: 200}},
		Marks:    []check.Mark{{At: at(7), Text: "did it"}},
	}, 60)
	type row struct {
		kind        timeline.Kind
		app         string
		number      int
		only, below bool
	}
	var rows []row
	for _, r := range chart.Rows {
		rows = append(rows, row{r.Kind, r.App, r.Number, r.Only, r.Below})
	}
	assert.Equal(t, []row{
		{timeline.Instance, "b", 2, false, false}, {timeline.Instance, "b", 10, false, false},
		{timeline.App, "b", 0, false, true}, {timeline.Requests, "b", 0, false, true},
		{timeline.Instance, "a", 0, true, false},
		{timeline.Instance, "never", 0, true, false},
		{timeline.App, "proxy", 0, false, false}, {timeline.Requests, "proxy", 0, false, false},
		{timeline.Marks, "", 0, false, false},
	}, rows)
}

func TestRequestsAreCountedWhereTheirAnswerCame(t *testing.T) {
	sent := func(from, took, status int, failed bool) check.Sent {
		return check.Sent{At: at(from), Took: time.Duration(took) * ms, App: "web", Instance: "1", Status: status, Failed: failed}
	}
	chart := timeline.Of(&check.Record{Began: began, Ended: at(59), Requests: []check.Sent{
		sent(1, 1, 200, false), sent(2, 1, 404, false), // an answer is an answer
		sent(11, 30, 200, false),                     // waits over three columns
		sent(21, 1, 503, false),                      // refused, as the check expected
		sent(31, 1, 0, true), sent(32, 1, 200, true), // not as it expected
		sent(51, 5000, 200, false), sent(60, 1, 200, false), // beyond the end; after it
		{At: at(55), Took: -ms, App: "web", Status: 0}, // nobody there, as it expected
	}}, 6)
	require.Len(t, chart.Rows, 1)
	row := chart.Rows[0]
	assert.Equal(t, []timeline.Bucket{
		{Answered: 2}, {InFlight: 1}, {Refused: 1, InFlight: 1}, {Failed: 2, InFlight: 1}, {Answered: 1}, {Answered: 1, Refused: 1},
	}, row.Buckets)
	assert.Equal(t, timeline.Bucket{Answered: 4, Refused: 2, Failed: 2}, row.Tally)
	assert.Equal(t, 8, row.Tally.Asked())
	assert.Equal(t, map[string]int{"1": 7}, row.ByWhom)
}

func TestLabelsDoNotCoverOneAnother(t *testing.T) {
	for name, c := range map[string]struct {
		labels []timeline.Label
		want   []timeline.Spot
	}{
		"one":            {[]timeline.Label{{At: 3, Width: 5}}, []timeline.Spot{{From: 3, To: 8}}},
		"room for two":   {[]timeline.Label{{At: 3, Width: 5}, {At: 10, Width: 5}}, []timeline.Spot{{From: 3, To: 8}, {From: 10, To: 15}}},
		"too near":       {[]timeline.Label{{At: 3, Width: 5}, {At: 9, Width: 5}}, []timeline.Spot{{From: 3, To: 8}, {Line: 1, From: 9, To: 14}}},
		"at the edge":    {[]timeline.Label{{At: 28, Width: 5}}, []timeline.Spot{{From: 24, To: 29, Left: true}}},
		"wider than all": {[]timeline.Label{{At: 4, Width: 50}}, []timeline.Spot{{From: 4, To: 30}}},
		"beyond":         {[]timeline.Label{{At: 90, Width: 5}}, []timeline.Spot{{From: 25, To: 30, Left: true}}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, timeline.Place(c.labels, 30)) })
	}
}
