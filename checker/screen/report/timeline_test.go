package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/platform"
)

var began = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func at(ms int) time.Time { return began.Add(time.Duration(ms) * time.Millisecond) }

func event(ms int, app string, instance, generation int, kind supervise.EventKind, pid int) supervise.Event {
	return supervise.Event{At: at(ms), App: app, Instance: instance, Generation: generation, Kind: kind, Pid: pid}
}

func ask(app string, from, to, every int, status func(ms int) int) []check.Sent {
	var all []check.Sent
	for ms := from; ms < to; ms += every {
		code := status(ms)
		all = append(all, check.Sent{At: at(ms), Took: time.Millisecond, App: app, Instance: "0", Status: code, Failed: code == 0})
	}
	return all
}

func always200(int) int { return 200 }

// killed is exercise 2: an instance is killed and replaced, another is added
// and taken away.
func killed() *check.Record {
	const web = "hello-world"
	gone := event(230, web, 0, 1, supervise.Exited, 4711)
	gone.Exit = platform.Exit{Signal: "SIGKILL"}
	over := event(520, web, 2, 1, supervise.Exited, 4803)
	over.Wanted = true
	return &check.Record{
		Began: began, Ended: at(610), Apps: []string{web},
		Events: []supervise.Event{
			event(2, web, -1, 0, supervise.PortShared, 0),
			event(5, web, 0, 1, supervise.Started, 4711), event(7, web, 1, 1, supervise.Started, 4712),
			event(31, web, 0, 1, supervise.Ready, 4711), event(33, web, 1, 1, supervise.Ready, 4712),
			gone, event(230, web, 0, 1, supervise.Scheduled, 0), event(231, web, 0, 2, supervise.Started, 4802),
			event(270, web, 0, 2, supervise.Ready, 4802),
			event(401, web, 2, 1, supervise.Started, 4803), event(425, web, 2, 1, supervise.Ready, 4803),
			event(480, web, 2, 1, supervise.StopAsked, 4803), over, event(520, web, 2, 1, supervise.HasStopped, 0),
		},
		Requests: ask(web, 40, 600, 5, always200),
		Marks: []check.Mark{
			{At: at(229), Text: "killed instance 0 (pid 4711)"},
			{At: at(400), Text: "3 instances instead of 2"}, {At: at(470), Text: "2 instances again"},
		},
	}
}

// troubled has whatever else can be drawn: a crash loop, a reload, a build that
// fails, requests that wait, that fail, and that are refused as they should be.
func troubled() *check.Record {
	const web, fixtures = "hello-world", "world-cup-fixtures-of-2018"
	r := &check.Record{
		Began: began, Ended: at(9000), Apps: []string{web, fixtures, "never"},
		Events: []supervise.Event{
			event(100, web, 0, 1, supervise.Started, 11), event(400, web, 0, 1, supervise.Ready, 11),
			{At: at(3000), App: web, Instance: -1, Kind: supervise.Changing, Why: "watch", Detail: "main.go"},
			event(3500, web, 0, 2, supervise.Started, 12), event(4400, web, 0, 2, supervise.Ready, 12),
			event(4400, web, 0, 1, supervise.StopAsked, 11),
			{At: at(4600), App: web, Instance: 0, Generation: 1, Kind: supervise.Exited, Pid: 11, Wanted: true},
			{At: at(8000), App: web, Instance: -1, Kind: supervise.BuildFailed, Detail: "main.go:7:2: undefined: x\x1b[2J\nmain.go:8: too many errors"},
		},
		Marks: []check.Mark{{At: at(2990), Text: "saved main.go"}, {At: at(7900), Text: "saved a main.go that does not compile"}},
	}
	for n := range 4 {
		r.Events = append(r.Events,
			event(600+600*n, fixtures, 0, n+1, supervise.Started, 20+n),
			event(700+600*n, fixtures, 0, n+1, supervise.Exited, 20+n),
			event(700+600*n, fixtures, 0, n+1, supervise.Scheduled, 0))
	}
	r.Events = append(r.Events, event(2510, fixtures, 0, 4, supervise.GaveUp, 0))
	r.Requests = append(ask(web, 500, 6000, 50, func(ms int) int {
		return map[bool]int{true: 200, false: 0}[ms < 4000 || ms > 4300]
	}), check.Sent{At: at(6100), Took: 1500 * time.Millisecond, App: web, Status: 200})
	r.Requests = append(r.Requests, ask("proxy", 5000, 8900, 100, func(int) int { return 503 })...)
	return r
}

func TestTimelinesOnATerminal(t *testing.T) {
	for name, record := range map[string]*check.Record{"killed": killed(), "troubled": troubled()} {
		for _, width := range []int{80, 120} {
			t.Run(fmt.Sprint(name, width), func(t *testing.T) {
				plain := report.Timeline(&console.Streams{Width: width}, record)
				golden(t, fmt.Sprintf("timeline_%s_%d", name, width), plain)
				for line := range strings.Lines(plain) {
					assert.LessOrEqual(t, ansi.StringWidth(strings.TrimSuffix(line, "\n")), width, line)
				}
			})
		}
		coloured := report.Timeline(&console.Streams{Width: 80, Colour: true}, record)
		golden(t, "timeline_"+name+"_colour", coloured)
		assert.Equal(t, report.Timeline(&console.Streams{Width: 80}, record), ansi.Strip(coloured), "colours only repeat what the signs say")
	}
}

func TestATimelineIsShownWhereItHelps(t *testing.T) {
	nothingStarted := killed()
	nothingStarted.Events = nothingStarted.Events[:1]
	for name, c := range map[string]struct {
		result check.Result
		record *check.Record
		asked  bool
		shown  bool
	}{
		"not passed":                          {failed(), killed(), false, true},
		"not passed, and nothing was started": {failed(), nothingStarted, true, false},
		"not passed, and there was no run":    {failed(), nil, true, false},
		"passed":                              {passed(), killed(), false, false},
		"passed, and it is asked for":         {passed(), killed(), true, true},
		"trouble":                             {trouble(), killed(), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			c.result.Record = c.record
			p := &report.Report{Streams: &console.Streams{Out: &out}, Timeline: c.asked}
			p.End(c.result, nil)
			assert.Equal(t, c.shown, strings.Contains(out.String(), "Timeline, one column is 10 ms"), out.String())
		})
	}
	assert.Empty(t, report.Timeline(&console.Streams{}, nil))
}

func TestATimelineIsHarmless(t *testing.T) {
	const evil = "web\x1b[2J\n\u202e"
	record := killed()
	record.Apps = []string{evil}
	for i := range record.Events {
		record.Events[i].App = evil
	}
	record.Marks[0].Text = "killed\x1b[1A\tit"
	text := report.Timeline(&console.Streams{Width: 80}, record)
	assert.NotContains(t, text, "\x1b")
	assert.Contains(t, text, "web�[2J�")
	assert.Contains(t, text, "└ killed�[1A it")
}

func TestTheRecordIsInTheJSON(t *testing.T) {
	r := failed()
	r.Record = killed()
	text, err := report.JSON(r)
	require.NoError(t, err)
	golden(t, "json_record", string(text)+"\n")
}
