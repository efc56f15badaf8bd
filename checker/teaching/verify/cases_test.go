package verify

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/tests/platformtest"
)

func TestAboutNamesTheIDAndTheWords(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		id   string // "": refused
		says []string
	}{
		"both lines":           {"caught by: E1-EXITS\nsays: exit code 0, stays up\n\nWhy.\n", "E1-EXITS", []string{"exit code 0", "stays up"}},
		"without an end":       {"caught by: E1-EXITS\nsays: one", "E1-EXITS", []string{"one"}},
		"no id":                {"says: one\n", "", nil},
		"no words":             {"caught by: E1-EXITS\n", "", nil},
		"an empty id":          {"caught by:\nsays: one\n", "", nil},
		"an empty word":        {"caught by: E1-EXITS\nsays: one, , two\n", "", nil},
		"an empty file":        {"", "", nil},
		"words, but elsewhere": {"It is caught by: E1-EXITS\n says: one\n", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			id, says, err := parseAbout(c.text)
			assert.Equal(t, c.id, id)
			assert.Equal(t, c.says, says)
			assert.Equal(t, c.id == "", err != nil)
		})
	}
}

// failed is a result whose second step failed.
func failed(status check.Status, id string, f check.Finding) check.Result {
	return check.Result{Status: status, Steps: []check.Step{
		{Status: check.Passed}, {Status: status, ID: id, Finding: &f}, {Status: check.NotReached},
	}}
}

func TestJudge(t *testing.T) {
	right, wrong := Case{}, Case{ID: "E1-X", Says: []string{"Port 3000", "cluster"}}
	full := check.Finding{Expected: "one port", Seen: "port 3000 is taken", Where: "a.js:1", Try: "use CLUSTER"}
	without := func(change func(*check.Finding)) check.Finding {
		f := full
		change(&f)
		return f
	}
	for name, c := range map[string]struct {
		of    Case
		r     check.Result
		fault string // a part of it; "" when the checker was right
	}{
		"a right one passes":             {right, check.Result{Status: check.Passed}, ""},
		"a right one fails":              {right, failed(check.Failed, "E1-X", full), "it must pass, and did not: failed E1-X"},
		"a right one has trouble":        {right, failed(check.Trouble, "E1-CHECKER", full), "it must pass"},
		"a wrong one is caught":          {wrong, failed(check.Failed, "E1-X", full), ""},
		"a wrong one passes":             {wrong, check.Result{Status: check.Passed}, "it must fail with E1-X: passed"},
		"a wrong one has trouble":        {wrong, failed(check.Trouble, "E1-X", full), "it must fail with E1-X"},
		"another id":                     {wrong, failed(check.Failed, "E1-Y", full), "it must be caught by E1-X"},
		"words are missing":              {wrong, failed(check.Failed, "E1-X", without(func(f *check.Finding) { f.Try = "try" })), `its message must say "cluster"`},
		"nothing to try":                 {Case{ID: "E1-X"}, failed(check.Failed, "E1-X", without(func(f *check.Finding) { f.Try = "" })), "must say what was expected"},
		"nothing seen":                   {Case{ID: "E1-X"}, failed(check.Failed, "E1-X", without(func(f *check.Finding) { f.Seen = "" })), "must say what was expected"},
		"nothing expected":               {Case{ID: "E1-X"}, failed(check.Failed, "E1-X", without(func(f *check.Finding) { f.Expected = "" })), "must say what was expected"},
		"a place is not always possible": {Case{ID: "E1-X"}, failed(check.Failed, "E1-X", without(func(f *check.Finding) { f.Where = "" })), ""},
	} {
		t.Run(name, func(t *testing.T) {
			fault := c.of.Judge(c.r)
			if c.fault == "" {
				assert.Empty(t, fault)
				return
			}
			assert.Contains(t, fault, c.fault)
		})
	}
}

var (
	six   = &check.Exercise{Number: 6, Name: "before"}
	seven = &check.Exercise{Number: 7, Name: "test"}
)

// whole is an exercise with one answer of each kind.
func whole() map[string]string {
	return map[string]string{
		"solutions/06-before/services.config.js":           "",
		"solutions/07-test/services.config.js":             "",
		"solutions/07-test/notes.md":                       "",
		"exercises/07-test/start.md":                       "caught by: E7-NEW\nsays: new\n",
		"exercises/07-test/right/yaml/services.config.yml": "",
		"exercises/07-test/right/yaml/vite.config.js":      "", // some other tool's
		"exercises/07-test/wrong/about-this.md":            "",
		"exercises/07-test/wrong/bad/ecosystem.config.js":  "",
		"exercises/07-test/wrong/bad/about.md":             "caught by: E7-BAD\nsays: bad\n",
	}
}

func TestCasesAreFoundInTheTree(t *testing.T) {
	root := platformtest.Tree(t, whole())
	cases, missing := casesOf(root, seven, six, "/empty")
	assert.Empty(t, missing)
	require.Len(t, cases, 5)
	assert.Equal(t, "E7-FILE-MISSING", cases[0].ID)
	assert.Equal(t, Case{
		Exercise: seven, Kind: Start, Name: "what 06-before left", ID: "E7-NEW", Says: []string{"new"},
		File: filepath.Join(root, "solutions/06-before/services.config.js"),
	}, cases[1])
	assert.Equal(t, Solution, cases[2].Kind)
	assert.Empty(t, cases[2].ID)
	assert.Equal(t, Case{Exercise: seven, Kind: Right, Name: "yaml", File: filepath.Join(root, "exercises/07-test/right/yaml/services.config.yml")}, cases[3])
	assert.Equal(t, "E7-BAD", cases[4].ID)
	assert.Equal(t, []string{"bad"}, cases[4].Says)

	cases, missing = casesOf(root, seven, nil, "/empty")
	assert.Empty(t, missing)
	assert.Len(t, cases, 4, "the first exercise has none before it")
}

func TestWhatCannotBeAnAnswerIsSaidAndTheRestIsFound(t *testing.T) {
	for name, c := range map[string]struct{ without, with, text, says string }{
		"no solution":       {without: "solutions/07-test/services.config.js", says: "solutions/07-test: expected one process file, such as services.config.js, found 0"},
		"two process files": {with: "exercises/07-test/right/yaml/ecosystem.config.js", says: "right/yaml: expected one process file, such as services.config.js, found 2"},
		"no about":          {without: "exercises/07-test/wrong/bad/about.md", says: "wrong/bad/about.md: there is no such file; it must begin with a line `caught by: ID`"},
		"an empty about":    {with: "exercises/07-test/wrong/bad/about.md", says: "wrong/bad/about.md: it must begin with a line `caught by: ID`"},
		"no start":          {without: "exercises/07-test/start.md", says: "exercises/07-test/start.md: there is no such file; it must begin with a line `caught by: ID`"},
		"a start that must pass": {
			with: "exercises/07-test/start.md", text: "caught by: nothing\nsays: new\n", says: "`caught by: nothing`: every exercise must ask for something new",
		},
	} {
		t.Run(name, func(t *testing.T) {
			files := whole()
			files[c.with] = c.text
			delete(files, c.without)
			delete(files, "")
			cases, missing := casesOf(platformtest.Tree(t, files), seven, six, "/empty")
			require.Len(t, missing, 1)
			assert.Contains(t, missing[0], c.says)
			assert.Len(t, cases, 4)
		})
	}
}

func TestARowCountsItsRuns(t *testing.T) {
	row := Row{Times: []time.Duration{1, 2, 30}}
	assert.True(t, row.Right())
	assert.Equal(t, time.Duration(2), row.Median())
	row.Faults = []string{"one"}
	assert.False(t, row.Right())
}
