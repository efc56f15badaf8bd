package report

import (
	"encoding/json"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/patience"
)

// The JSON form of a result, as the kit promises it.
type jsonResult struct {
	Exercise   int          `json:"exercise"`
	Name       string       `json:"name"`
	Title      string       `json:"title"`
	Status     check.Status `json:"status"`
	DurationMS int64        `json:"duration_ms"`
	// CompilingMS is the part of DurationMS in which the compiler worked; it is
	// there from a second on.
	CompilingMS int64        `json:"compiling_ms,omitempty"`
	Config      string       `json:"config"`
	Steps       []jsonStep   `json:"steps"`
	Proved      string       `json:"proved,omitempty"`
	Changed     []string     `json:"changed,omitempty"` // services that are not the kit's any more
	Timeline    []jsonMoment `json:"timeline,omitempty"`
	Record      *jsonRecord  `json:"record,omitempty"`
}

type jsonStep struct {
	Name       string       `json:"name"`
	Status     check.Status `json:"status"`
	Expected   string       `json:"expected,omitempty"`
	Observed   string       `json:"observed,omitempty"`
	Where      string       `json:"where,omitempty"`
	Try        string       `json:"try,omitempty"`
	ID         string       `json:"id,omitempty"`
	DurationMS int64        `json:"duration_ms"`
}

type jsonMoment struct {
	AtMS int64  `json:"at_ms"`
	App  string `json:"app"`
	Text string `json:"text"`
}

// JSON is one result as an object.
func JSON(r check.Result) ([]byte, error) { return json.MarshalIndent(toJSON(r), "", "  ") }

// JSONList is several results as an array.
func JSONList(results []check.Result) ([]byte, error) {
	list := []jsonResult{}
	for _, r := range results {
		list = append(list, toJSON(r))
	}
	return json.MarshalIndent(list, "", "  ")
}

func toJSON(r check.Result) jsonResult {
	out := jsonResult{
		Exercise: r.Exercise.Number, Name: r.Exercise.Name, Title: r.Exercise.Title, Status: r.Status,
		DurationMS: r.Duration.Milliseconds(), Config: r.Config, Steps: []jsonStep{}, Proved: r.Proved, Changed: r.Changed,
	}
	if r.Compiling >= patience.Word.Time {
		out.CompilingMS = r.Compiling.Milliseconds()
	}
	for _, s := range r.Steps {
		out.Steps = append(out.Steps, toJSONStep(s))
	}
	for _, m := range r.Timeline {
		out.Timeline = append(out.Timeline, jsonMoment{m.At.Milliseconds(), m.App, m.Text})
	}
	if wasStarted(r.Record) {
		out.Record = recordOf(r.Record)
	}
	return out
}

func toJSONStep(s check.Step) jsonStep {
	step := jsonStep{Name: s.Name, Status: s.Status, ID: s.ID, DurationMS: s.Duration.Milliseconds()}
	if f := s.Finding; f != nil {
		step.Expected, step.Observed, step.Where, step.Try = f.Expected, f.Seen, f.Where, f.Try
	}
	return step
}
