package report_test

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/progress"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/checker/teaching/grade"
	"workshop.example/processes/runner/screen/console"
)

var engine = &check.Exercise{Number: 10, Name: "docker", Title: "An image", Engine: true, Answers: []string{"Dockerfile"}}

// lacks is the result on a machine without Docker.
func lacks() check.Result {
	return check.Result{Exercise: engine, Status: check.Skipped, Config: "Dockerfile", Steps: []check.Step{
		{Name: "there is a Dockerfile", Status: check.Skipped, ID: "E10-NO-CLIENT", Finding: &check.Finding{
			ID: "NO-CLIENT", Lacking: true, Expected: "a container engine", Seen: "there is no docker command", Try: "Install it:\nhttps://docs.docker.com/get-docker/",
		}},
		{Name: "it builds an image", Status: check.NotReached},
	}}
}

func TestAMachineWithoutDockerIsTold(t *testing.T) {
	var out strings.Builder
	s := &console.Streams{Out: &out}
	r := &report.Report{Streams: s}
	r.Begin(engine, "")
	result := lacks()
	r.Step("", &result.Steps[0])
	r.End(result, nil)
	out.WriteString("----\n" + report.Line(s, result) + "\n")
	w := &report.Watching{Streams: s}
	out.WriteString("----")
	w.Unavailable(engine, "there is no docker command", "Install it:\nhttps://docs.docker.com/get-docker/")
	w.End(10)
	out.WriteString("----\n" + report.List(s, []*check.Exercise{scaling, engine}, progress.Book{Exercises: map[int]progress.Entry{10: {LastStatus: "skipped"}}}))
	golden(t, "engine", out.String())
}

func TestTheSummaryOfAllTellsWhatWasSkipped(t *testing.T) {
	passed := check.Result{Exercise: scaling, Status: check.Passed}
	other := check.Result{Exercise: scaling, Status: check.Skipped}
	for want, results := range map[string][]check.Result{
		"All 1 exercises are passed.": {passed},
		"1 of 2 exercises are passed. 1 was skipped: that needs Docker, and the others do not.":  {passed, lacks()},
		"0 of 2 exercises are passed. 2 were skipped: that needs Docker, and the others do not.": {lacks(), lacks()},
		"1 of 2 exercises are passed. 1 was skipped: this machine is missing what that needs.":   {passed, other},
		"0 of 1 exercises are passed.": {{Exercise: scaling, Status: check.Failed}},
	} {
		assert.Equal(t, want, report.Summary(results))
	}
}

func TestASkippedExerciseIsNotedBelowTheGrades(t *testing.T) {
	skipped := lacks()
	rows := []grade.Row{{Submission: grade.Submission{Name: "anna"}, Of: 2, Passed: 1, Skipped: &skipped}, {Of: 1, Passed: 1}}
	table := report.GradeTable(&console.Streams{}, rows)
	assert.Contains(t, table, "10 skipped")
	assert.Contains(t, table, "there is no docker command")
	assert.Equal(t, "note: exercises of 1 of 2 submissions were skipped, and count as not passed: there is no docker command", report.GradeSkipped(rows))
	assert.Empty(t, report.GradeSkipped(rows[1:]))
	assert.Equal(t, "1 of 2 submissions pass everything.", report.GradeSummary(rows))
}

// screen is a terminal's bytes, written from any goroutine.
type screen struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func TestProgressIsOneLineThatIsWrittenOverNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &screen{}
		r := &report.Report{Streams: &console.Streams{Out: out, OutTerminal: true, Width: 20}, Live: true}
		r.Begin(engine, "")
		out.text.Reset()
		for range 100 { // a second of a build that says a hundred things
			r.Step("building: [build 3/5] RUN go build", nil)
			<-time.After(10 * time.Millisecond)
		}
		r.Step("the last one", nil)
		<-time.After(time.Minute) // it is written when the terminal can follow
		r.Step("it builds", &check.Step{Name: "it builds", Status: check.Passed})
		lines := strings.Split(out.text.String(), "\r\x1b[K")
		assert.LessOrEqual(t, len(lines), 13)
		assert.Greater(t, len(lines), 9)
		for _, line := range lines[:len(lines)-2] {
			assert.Equal(t, "  … building: [bui…", line)
		}
		assert.Equal(t, "  … the last one", lines[len(lines)-2])
		assert.Contains(t, lines[len(lines)-1], "✓ it builds")
	})
}

func TestAPipeSeesNothingOfTheProgress(t *testing.T) {
	var out strings.Builder
	r := &report.Report{Streams: &console.Streams{Out: &out}}
	r.Step("building", nil)
	assert.Empty(t, out.String())
}
