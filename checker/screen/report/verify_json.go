package report

import (
	"encoding/json"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/teaching/verify"
)

// The JSON form of what verify has found.
type (
	jsonVerified struct {
		Status    string           `json:"status"` // passed, failed or skipped
		Checks    int              `json:"checks"`
		Wrong     int              `json:"judged_wrongly"`
		Skipped   int              `json:"skipped,omitempty"` // answers, for what this machine is missing
		Exercises []jsonVerifiedOf `json:"exercises"`
	}
	jsonVerifiedOf struct {
		Exercise int          `json:"exercise"`
		Name     string       `json:"name"`
		Answers  []jsonJudged `json:"answers"`
		Promises []jsonCaught `json:"promises"` // empty when only some kinds of answers were looked at
		Lacking  []string     `json:"lacking"`
	}
	jsonJudged struct {
		Kind   verify.Kind `json:"kind"`
		Name   string      `json:"name"`
		Must   string      `json:"must"` // an id, or "pass"
		Faults []string    `json:"faults"`
		MS     []int64     `json:"ms"` // of each run, shortest first
		// Skipped says what this machine is missing.
		Skipped string `json:"skipped,omitempty"`
	}
	jsonCaught struct {
		Name    string   `json:"name"`
		Answers []string `json:"answers"`
		IDs     []string `json:"ids"`
	}
)

// VerifyJSON is all that verify has found, as an object.
func VerifyJSON(outcomes []verify.Outcome) ([]byte, error) {
	all := jsonVerified{Status: string(check.Passed), Exercises: []jsonVerifiedOf{}}
	all.Checks, all.Wrong, _, _ = verifyCounts(outcomes)
	all.Skipped = VerifySkipped(outcomes)
	switch {
	case !VerifyRight(outcomes):
		all.Status = string(check.Failed)
	case all.Skipped > 0:
		all.Status = string(check.Skipped)
	}
	for _, o := range outcomes {
		all.Exercises = append(all.Exercises, jsonOutcome(o))
	}
	return json.MarshalIndent(all, "", "  ")
}

func jsonOutcome(o verify.Outcome) jsonVerifiedOf {
	of := jsonVerifiedOf{
		Exercise: o.Exercise.Number, Name: o.Exercise.Name,
		Answers: []jsonJudged{}, Promises: []jsonCaught{}, Lacking: list(o.Missing),
	}
	for _, r := range o.Rows {
		judged := jsonJudged{Kind: r.Kind, Name: r.Name, Must: r.ID, Faults: list(r.Faults), Skipped: r.Skipped}
		if r.ID == "" {
			judged.Must = "pass"
		}
		for _, t := range r.Times {
			judged.MS = append(judged.MS, t.Milliseconds())
		}
		of.Answers = append(of.Answers, judged)
	}
	for _, c := range o.Matrix {
		of.Promises = append(of.Promises, jsonCaught{c.Promise, list(c.Answers), list(c.IDs)})
	}
	return of
}

// list is a list that JSON shows as one even when there is nothing in it.
func list(texts []string) []string { return append([]string{}, texts...) }
