package grade

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/check"
)

var exercises = []*check.Exercise{{Number: 1, Name: "one"}, {Number: 2, Name: "two"}, {Number: 4, Name: "four"}}

func result(n int, status check.Status, id string) check.Result {
	r := check.Result{Exercise: exercises[n], Status: status, Steps: []check.Step{{Name: "read", Status: check.Passed}}}
	if id != "" {
		r.Steps = append(r.Steps, check.Step{Name: "does " + id, Status: status, ID: id, Finding: &check.Finding{}})
	}
	return r
}

func TestARowSaysHowFarAndWhatStops(t *testing.T) {
	for name, c := range map[string]struct {
		results   []check.Result
		passed    int
		furthest  int // its number; 0: none
		id        string
		noVerdict bool
	}{
		"nothing":        {},
		"everything":     {results: []check.Result{result(0, check.Passed, ""), result(1, check.Passed, ""), result(2, check.Passed, "")}, passed: 3, furthest: 4},
		"stopped":        {results: []check.Result{result(0, check.Passed, ""), result(1, check.Failed, "E2-X"), result(2, check.Failed, "E4-Y")}, passed: 1, furthest: 1, id: "E2-X"},
		"one left out":   {results: []check.Result{result(0, check.Passed, ""), result(1, check.Failed, "E2-X"), result(2, check.Passed, "")}, passed: 2, furthest: 4, id: "E2-X"},
		"lacking":        {results: []check.Result{result(0, check.Skipped, "E1-NO-GO"), result(1, check.Failed, "E2-X")}, id: "E2-X"},
		"no verdict":     {results: []check.Result{result(0, check.Passed, ""), result(1, check.Trouble, "E2-OUT-OF-TIME")}, passed: 1, furthest: 1, id: "E2-OUT-OF-TIME", noVerdict: true},
		"trouble, later": {results: []check.Result{result(0, check.Failed, "E1-X"), result(1, check.Trouble, "E2-NO-ANSWER")}, id: "E1-X", noVerdict: true},
	} {
		t.Run(name, func(t *testing.T) {
			r := Row{Results: c.results, Of: 3}.close()
			assert.Equal(t, c.passed, r.Passed)
			assert.Equal(t, c.noVerdict, r.NoVerdict())
			furthest, id := 0, ""
			if r.Furthest != nil {
				furthest = r.Furthest.Number
			}
			if r.Step != nil {
				id = r.Step.ID
			}
			assert.Equal(t, c.furthest, furthest)
			assert.Equal(t, c.id, id)
		})
	}
	assert.True(t, Row{Submission: Submission{Problem: "no file"}}.close().NoVerdict())
}

func TestWhatManyHaveInCommonComesFirst(t *testing.T) {
	row := func(name string, one check.Result) Row {
		return Row{Submission: Submission{Name: name}, Results: []check.Result{one}}.close()
	}
	assert.Equal(t, []Shared{
		{"E2-X", "does E2-X", []string{"anna", "cleo"}},
		{"E1-A", "does E1-A", []string{"dora"}},
		{"E1-B", "does E1-B", []string{"ben"}},
	}, Share([]Row{
		row("anna", result(1, check.Failed, "E2-X")), row("ben", result(0, check.Failed, "E1-B")), row("cleo", result(1, check.Failed, "E2-X")),
		row("dora", result(0, check.Failed, "E1-A")), row("emil", result(0, check.Passed, "")), row("finn", result(1, check.Trouble, "E2-CHECKER")),
	}))
	assert.Empty(t, Share(nil))
}
