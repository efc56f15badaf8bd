package report_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/compare"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/runner/screen/console"
)

func compared() report.Compared {
	return report.Compared{
		Exercise: scaling, Config: "services.config.yaml",
		Comparison: compare.Comparison{Verdict: compare.Behaviour, Lines: []compare.Line{
			{Kind: compare.Style, How: compare.InFormat, Field: "file", Theirs: "services.config.yaml", Solution: "services.config.js"},
			{Kind: compare.Style, How: compare.InOrder, Field: "apps", Theirs: "b, a", Solution: "a, b"},
			{Kind: compare.Style, How: compare.InOther, App: "a", Field: "name", Theirs: "web", Solution: "a"},
			{Kind: compare.Style, How: compare.InOther, App: "a", Field: "script", Theirs: "./a/main.go", Solution: "./a"},
			{Kind: compare.Same, App: "a", Field: "exec_mode", Theirs: "cluster", Solution: "cluster"},
			{Kind: compare.Behaviour, App: "a", Field: "instances", Theirs: "3", Solution: "2", Where: "services.config.yaml:4:5",
				Reason: "Two is the smallest number that shows everything; any number of at least 2 is as good."},
			{Kind: compare.Style, How: compare.WrittenOut, App: "a", Field: "autorestart", Theirs: "true", Solution: "true"},
			{Kind: compare.Style, How: compare.LeftOut, App: "a", Field: "watch", Theirs: "false", Solution: "false"},
			{Kind: compare.Behaviour, App: "a", Field: "env.GREETING", Theirs: "Hi\x1b[2J", Reason: "a variable of the program's environment", General: true},
			{Kind: compare.Same, App: "a", Field: "env.PORT", Theirs: "3000", Solution: "3000"},
			{Kind: compare.Behaviour, App: "b", Field: "apps", Solution: "./b", Reason: "It is the second service."},
			{Kind: compare.Same, Field: "proxy.port", Theirs: "8080", Solution: "8080"},
		}},
		Solution: "solutions/02-scaling/services.config.js", SolutionText: "module.exports = {\n\n  apps: [],\n};\n",
		Notes: "solutions/02-scaling/README.md",
	}
}

func shownComparison(c report.Compared, s *console.Streams) string {
	return capture(s, func(p *report.Report) { p.Compare(c) })
}

func TestAComparisonSaysWhatDiffersAndWhetherItMatters(t *testing.T) {
	golden(t, "compare", shownComparison(compared(), &console.Streams{Width: 60}))
	for name, change := range map[string]func(*report.Compared){
		"compare_same": func(c *report.Compared) {
			c.Comparison = compare.Comparison{Verdict: compare.Same, Lines: c.Comparison.Lines[9:10]}
		},
		"compare_style": func(c *report.Compared) {
			c.Comparison, c.Notes = compare.Comparison{Verdict: compare.Style, Lines: c.Comparison.Lines[9:10]}, ""
		},
		"compare_one": func(c *report.Compared) { c.Comparison.Lines = c.Comparison.Lines[10:11] },
	} {
		c := compared()
		change(&c)
		golden(t, name, shownComparison(c, &console.Streams{}))
	}
}

func TestAComparisonAsJSON(t *testing.T) {
	text, err := report.CompareJSON(compared())
	require.NoError(t, err)
	golden(t, "compare_json", string(text)+"\n")
	text, err = report.CompareJSON(report.Compared{Exercise: scaling})
	require.NoError(t, err)
	assert.Contains(t, string(text), `"lines": []`, "never null")
}

func TestAFileThatCannotBeComparedIsToldAsByACheck(t *testing.T) {
	step := check.Step{Status: check.Failed, ID: "E2-SYNTAX", Finding: &check.Finding{Expected: "a file", Seen: "no file", Where: "a.js:1", Try: "Mend it."}}
	golden(t, "compare_unreadable", capture(&console.Streams{}, func(p *report.Report) { p.Unreadable(scaling, step) }))
	assert.Contains(t, report.CompareTooEarly(scaling), "go run ./checker compare 2 --yes")
}
