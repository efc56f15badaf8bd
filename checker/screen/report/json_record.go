package report

import (
	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/screen/timeline"
	"workshop.example/processes/runner/apps/supervise"
)

// The JSON form of what a timeline is drawn from: the states of each instance,
// how many requests came to what, and what the check did. All times are
// milliseconds from the start of the apps.
type jsonRecord struct {
	LengthMS  int64          `json:"length_ms"`
	Instances []jsonInstance `json:"instances"`
	Requests  []jsonRequests `json:"requests,omitempty"`
	Check     []jsonMark     `json:"check,omitempty"`
}

type jsonInstance struct {
	App      string     `json:"app"`
	Instance int        `json:"instance"`
	States   []jsonSpan `json:"states"`
}

type jsonSpan struct {
	State  supervise.State `json:"state"`
	Pid    int             `json:"pid,omitempty"`
	FromMS int64           `json:"from_ms"`
	ToMS   int64           `json:"to_ms"`
}

type jsonRequests struct {
	App      string `json:"app"`
	Answered int    `json:"answered"`
	Refused  int    `json:"refused"`
	Failed   int    `json:"failed"`
}

type jsonMark struct {
	AtMS int64  `json:"at_ms"`
	Text string `json:"text"`
}

func recordOf(record *check.Record) *jsonRecord {
	chart := timeline.Of(record, 1)
	out := &jsonRecord{LengthMS: chart.Length.Milliseconds(), Instances: []jsonInstance{}}
	for _, row := range chart.Rows {
		switch row.Kind {
		case timeline.Instance:
			out.Instances = append(out.Instances, jsonInstance{row.App, row.Number, spansOf(row)})
		case timeline.Requests:
			out.Requests = append(out.Requests, jsonRequests{row.App, row.Tally.Answered, row.Tally.Refused, row.Tally.Failed})
		case timeline.Marks:
			for _, p := range row.Points {
				out.Check = append(out.Check, jsonMark{p.At.Milliseconds(), p.Mark})
			}
		}
	}
	return out
}

func spansOf(row timeline.Row) []jsonSpan {
	spans := []jsonSpan{}
	for _, s := range row.Spans {
		spans = append(spans, jsonSpan{s.State, s.Pid, s.From.Milliseconds(), s.To.Milliseconds()})
	}
	return spans
}
