package timeline_test

import (
	"testing"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/screen/timeline"
	"workshop.example/processes/runner/apps/supervise"
)

var kinds = []supervise.EventKind{
	supervise.Started, supervise.Ready, supervise.Exited, supervise.Scheduled, supervise.GaveUp, supervise.StopAsked,
	supervise.HasStopped, supervise.StartFailed, supervise.SeatRemoved, supervise.Killed,
}

// wild is a run in which anything happens, in any order: three bytes say what,
// to whom and when.
func wild(script []byte, length uint16) *check.Record {
	r := &check.Record{Began: began, Ended: at(int(length)), Apps: []string{"a", "b"}}
	millis := 0
	for ; len(script) >= 3; script = script[3:] {
		what, who, when := script[0], script[1], int(script[2])
		millis += when - 20 // sometimes back in time
		app := []string{"a", "b", "c"}[who%3]
		switch {
		case what < 200:
			r.Events = append(r.Events, supervise.Event{
				At: at(millis), App: app, Instance: int(who>>2%4) - 1, Generation: int(what / 50), Kind: kinds[what%10], Pid: int(who) + 1,
			})
		case what < 240:
			r.Requests = append(r.Requests, check.Sent{At: at(millis), Took: time.Duration(when) * ms, App: app, Status: int(what), Failed: who > 100})
		default:
			r.Marks = append(r.Marks, check.Mark{At: at(millis), Text: "x"})
		}
	}
	return r
}

func FuzzChartsHoldTogether(f *testing.F) {
	f.Add([]byte{0, 4, 30, 1, 4, 30, 2, 4, 30, 3, 4, 21, 50, 4, 50, 210, 0, 40, 250, 0, 30}, uint16(500), uint8(60))
	f.Add([]byte{0, 4, 0, 4, 4, 0}, uint16(0), uint8(0))
	f.Fuzz(func(t *testing.T, script []byte, length uint16, columns uint8) {
		record := wild(script, length)
		chart := timeline.Of(record, int(columns))
		if chart.Columns < 1 || chart.Columns > max(1, int(columns)) {
			t.Fatalf("%d columns of %d", chart.Columns, columns)
		}
		if chart.From+time.Duration(chart.Columns)*chart.Step <= chart.Length {
			t.Fatalf("%s does not fit %d columns of %s from %s", chart.Length, chart.Columns, chart.Step, chart.From)
		}
		for _, row := range chart.Rows {
			checkPoints(t, chart, row)
			checkSpans(t, chart, row)
		}
		checkRequests(t, chart, record)
	})
}

// checkPoints: every point lies in its column.
func checkPoints(t *testing.T, chart timeline.Chart, row timeline.Row) {
	for i, p := range row.Points {
		begin := chart.From + time.Duration(chart.Column(p.At))*chart.Step
		if p.At >= chart.From && (p.At < begin || p.At >= begin+chart.Step) {
			t.Fatalf("%s is not in the column of %s", p.At, begin)
		}
		if p.At < 0 || p.At > chart.Length || row.Kind != timeline.Marks && i > 0 && p.At < row.Points[i-1].At {
			t.Fatalf("%s is out of order in %v", p.At, row.Points)
		}
	}
}

func checkSpans(t *testing.T, chart timeline.Chart, row timeline.Row) {
	for i, s := range row.Spans {
		if s.To <= s.From || s.From < 0 || s.To > chart.Length || i > 0 && s.From < row.Spans[i-1].To {
			t.Fatalf("%v is out of place in %v", s, row.Spans)
		}
	}
	if len(chart.States(row)) != chart.Columns {
		t.Fatalf("%d states in %d columns", len(chart.States(row)), chart.Columns)
	}
}

// checkRequests: none is lost, none is counted twice.
func checkRequests(t *testing.T, chart timeline.Chart, record *check.Record) {
	want, got := 0, 0
	for _, sent := range record.Requests {
		if !sent.At.After(record.Ended) {
			want++
		}
	}
	for _, row := range chart.Rows {
		sum := 0
		for _, bucket := range row.Buckets {
			sum += bucket.Asked()
		}
		if sum != row.Tally.Asked() {
			t.Fatalf("%d in columns, %d in all", sum, row.Tally.Asked())
		}
		got += sum
	}
	if got != want {
		t.Fatalf("%d of %d requests", got, want)
	}
}
