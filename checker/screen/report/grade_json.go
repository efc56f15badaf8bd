package report

import (
	"encoding/json"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/teaching/grade"
)

// The JSON form of grades.
type (
	jsonGrades struct {
		Submissions []jsonGraded `json:"submissions"`
		Shared      []jsonShared `json:"shared"`
	}
	jsonGraded struct {
		Submission string       `json:"submission"`
		Passed     int          `json:"passed"`
		Of         int          `json:"of"`
		Furthest   int          `json:"furthest"`          // 0: none
		ID         string       `json:"id,omitempty"`      // of what stopped it
		Step       *jsonStep    `json:"step,omitempty"`    // the same, whole
		NoVerdict  bool         `json:"no_verdict"`        // it could not be graded to the end
		Problem    string       `json:"problem,omitempty"` // it could not even be looked at
		Changed    []string     `json:"changed,omitempty"` // services that are not the kit's any more
		Exercises  []jsonOfEach `json:"exercises"`
	}
	jsonOfEach struct {
		Exercise   int          `json:"exercise"`
		Status     check.Status `json:"status"`
		ID         string       `json:"id,omitempty"`
		DurationMS int64        `json:"duration_ms"`
	}
	jsonShared struct {
		ID          string   `json:"id"`
		Step        string   `json:"step"`
		Count       int      `json:"count"`
		Submissions []string `json:"submissions"`
	}
)

// GradeJSON is all grades, and what they have in common, as an object.
func GradeJSON(rows []grade.Row) ([]byte, error) {
	all := jsonGrades{Submissions: []jsonGraded{}, Shared: []jsonShared{}}
	for _, r := range rows {
		all.Submissions = append(all.Submissions, jsonRow(r))
	}
	for _, s := range grade.Share(rows) {
		all.Shared = append(all.Shared, jsonShared{s.ID, s.Step, len(s.Names), s.Names})
	}
	return json.MarshalIndent(all, "", "  ")
}

func jsonRow(r grade.Row) jsonGraded {
	out := jsonGraded{
		Submission: r.Name, Passed: r.Passed, Of: r.Of, NoVerdict: r.NoVerdict(), Problem: r.Problem, Changed: r.Changed(), Exercises: []jsonOfEach{},
	}
	if r.Furthest != nil {
		out.Furthest = r.Furthest.Number
	}
	if r.Step != nil {
		step := toJSONStep(*r.Step)
		out.ID, out.Step = r.Step.ID, &step
	}
	for _, one := range r.Results {
		each := jsonOfEach{Exercise: one.Exercise.Number, Status: one.Status, DurationMS: one.Duration.Milliseconds()}
		for _, s := range one.Steps {
			if s.Finding != nil {
				each.ID = s.ID
			}
		}
		out.Exercises = append(out.Exercises, each)
	}
	return out
}
