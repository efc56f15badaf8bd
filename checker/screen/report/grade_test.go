package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/hints"
	"workshop.example/processes/checker/learner/progress"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/checker/teaching/grade"
	"workshop.example/processes/runner/screen/console"
)

// graded are rows of every sort.
func graded() []grade.Row {
	row := func(name string, passedOnes int, stuck *check.Result) grade.Row {
		r := grade.Row{Submission: grade.Submission{Name: name}, Of: 2, Passed: passedOnes}
		if passedOnes > 0 {
			r.Furthest, r.Results = scaling, append(r.Results, passed())
		}
		if stuck != nil {
			r.Stuck, r.Results = stuck, append(r.Results, *stuck)
			for i := range stuck.Steps {
				if stuck.Steps[i].Finding != nil {
					r.Step = &stuck.Steps[i]
				}
			}
		}
		return r
	}
	notYet, noVerdict := failed(), trouble()
	everything := row("in/anna", 2, nil)
	everything.Furthest = fixtures
	unread := row("in/e\x1b[2Jve", 0, nil)
	unread.Problem = "there is no process file in it"
	return []grade.Row{everything, row("=1+2", 1, &notYet), row("in/cleo, the second", 1, &notYet), row("in/dora", 1, &noVerdict), unread}
}

func TestGradesAreATableAndWhatManyHaveInCommon(t *testing.T) {
	s := &console.Streams{Width: 120}
	golden(t, "grade", report.GradeTable(s, graded())+"\n"+report.GradeShared(s, graded())+"\n"+report.GradeSummary(graded())+"\n")
	assert.Empty(t, report.GradeShared(s, graded()[:1]), "nothing to talk about")
	for width, title := range map[int]string{60: "stopped by", 80: "stopped by", 104: "because"} {
		table := report.GradeTable(&console.Streams{Width: width}, graded())
		for line := range strings.Lines(table) {
			assert.LessOrEqual(t, len([]rune(strings.TrimSpace(line))), width)
		}
		assert.Contains(t, table, title)
	}
	assert.Contains(t, report.GradeTable(&console.Streams{Width: 104}, graded()), "│ requests reach every inst… │")
}

func TestGradesAsJSON(t *testing.T) {
	text, err := report.GradeJSON(graded())
	require.NoError(t, err)
	golden(t, "grade_json", string(text)+"\n")
	text, err = report.GradeJSON(nil)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "null")
}

func TestNoCellOfTheCSVIsAFormula(t *testing.T) {
	names := []string{"=1+2", "+1", "-1", "@sum", "\tx", "plain", "a=b", "", "a,\"b\"\n", "redis://u:s3cret@h"}
	var rows []grade.Row
	for _, name := range names {
		rows = append(rows, grade.Row{Submission: grade.Submission{Name: name}, Of: 2})
	}
	var out bytes.Buffer
	require.NoError(t, report.GradeCSV(&out, rows))
	table, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	require.Len(t, table, 1+len(names))
	var first []string
	for _, line := range table[1:] {
		first = append(first, line[0])
	}
	assert.Equal(t, []string{"'=1+2", "'+1", "'-1", "'@sum", "'\tx", "plain", "a=b", "", "a,\"b\"\uFFFD", "redis://u:***@h"}, first)

	out.Reset()
	require.NoError(t, report.GradeCSV(&out, graded()))
	golden(t, "grade_csv", out.String())
}

func TestServicesThatAreNotTheKitsAreNamedWhateverTheVerdict(t *testing.T) {
	const words = "services/hello-world is not the kit's any more: main.go differs"
	rows := graded()
	assert.Empty(t, report.GradeChanged(&console.Streams{}, rows))
	for i := range rows {
		if len(rows[i].Results) > 0 {
			rows[i].Results[0].Changed = []string{words}
		}
	}
	said := report.GradeChanged(&console.Streams{}, rows)
	assert.Equal(t, 1, strings.Count(said, "\n"), "once, whosoever it is: %s", said)
	assert.Contains(t, said, "in/anna")
	assert.Contains(t, said, words)
	narrow := &console.Streams{Width: 60}
	for line := range strings.Lines(report.GradeChanged(narrow, rows) + report.GradeShared(narrow, rows)) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSpace(line)), 60, line)
	}

	result := failed()
	result.Changed = []string{words}
	var out bytes.Buffer
	p := &report.Report{Streams: &console.Streams{Out: &out}}
	p.End(result, nil)
	assert.Contains(t, out.String(), "  note: "+words)
	out.Reset()
	for i := range result.Steps {
		if f := result.Steps[i].Finding; f != nil {
			f.ID = "CHANGED-SERVICE"
		}
	}
	p.End(result, nil)
	assert.NotContains(t, out.String(), words, "the finding has said so")
}

func TestWhatIsIgnoredIsNamed(t *testing.T) {
	assert.Equal(t, "not graded, since they are not process files: a, b", report.GradeIgnored([]string{"a", "b"}))
	assert.Equal(t, "not graded, since they are not process files: a, b, c, d, e and 2 more", report.GradeIgnored(strings.Split("abcdefg", "")))
}

func TestProgressIsForATerminalAlone(t *testing.T) {
	var out bytes.Buffer
	play := func(p *report.Progress) string {
		out.Reset()
		p.Now("in/a\x1bnna", scaling)
		p.One()
		p.End()
		p.End()
		return out.String()
	}
	assert.Empty(t, play(&report.Progress{Streams: &console.Streams{Err: &out, OutTerminal: true}, Of: 3}))
	assert.Equal(t, "\r\x1b[K0 of 3 graded · in/a\uFFFDnna, exercise 2\r\x1b[K1 of 3 graded\r\x1b[K",
		play(&report.Progress{Streams: &console.Streams{Err: &out, ErrTerminal: true}, Of: 3}))
	assert.Equal(t, "\r\x1b[K0 of 3 gra\r\x1b[K1 of 3 gra\r\x1b[K",
		play(&report.Progress{Streams: &console.Streams{Err: &out, ErrTerminal: true, Width: 11}, Of: 3}), "a line that wraps cannot be written over")
}

func TestJUnit(t *testing.T) {
	skipped := passed()
	skipped.Status, skipped.Steps[1].Status = check.Skipped, check.Skipped
	skipped.Steps[1].ID, skipped.Steps[1].Finding = "E2-NO-GO", &check.Finding{Expected: "go", Seen: "redis://u:s3cret@h & <none>", Try: "install"}
	text, err := report.JUnit([]check.Result{passed(), failed(), trouble(), skipped})
	require.NoError(t, err)
	golden(t, "junit", string(text))
	assert.NotContains(t, string(text), "s3cret")
	var anything struct {
		Suites []struct{} `xml:"testsuite"`
	}
	require.NoError(t, xml.Unmarshal(text, &anything))
	assert.Len(t, anything.Suites, 4)
}

func TestResetSaysWhatIsForgotten(t *testing.T) {
	at := time.Date(2026, 5, 4, 9, 30, 0, 0, time.Local)
	book := progress.Book{Exercises: map[int]progress.Entry{
		2: {PassedAt: at, LastStatus: "passed", Hint: hints.Place{Shown: 1}},
		3: {LastStatus: "failed"},
	}}
	both := []*check.Exercise{scaling, fixtures}
	golden(t, "reset", report.Reset(both, both, book)+"\n")
	assert.Contains(t, report.Reset(both[:1], nil, book), "Exercise 2 had not been checked yet")
	assert.Contains(t, report.Reset(both, nil, book), "No exercise had been checked yet")
}
