package verify

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
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
		"nothing to try":                 {Case{ID: "E1-X"}, failed(check.Failed, "E1-X", without(func(f *check.Finding) { f.Try = "" })), "lacks"},
		"nothing seen":                   {Case{ID: "E1-X"}, failed(check.Failed, "E1-X", without(func(f *check.Finding) { f.Seen = "" })), "lacks"},
		"nothing expected":               {Case{ID: "E1-X"}, failed(check.Failed, "E1-X", without(func(f *check.Finding) { f.Expected = "" })), "lacks"},
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

// tree makes files with a word in each.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for path, text := range files {
		path = filepath.Join(root, filepath.FromSlash(path))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return root
}

var seven = &check.Exercise{Number: 7, Name: "test"}

func TestCasesAreFoundInTheTree(t *testing.T) {
	root := tree(t, map[string]string{
		"solutions/07-test/services.config.js":             "",
		"solutions/07-test/notes.md":                       "",
		"exercises/07-test/right/yaml/services.config.yml": "",
		"exercises/07-test/wrong/bad/ecosystem.config.js":  "",
		"exercises/07-test/wrong/bad/about.md":             "caught by: E7-BAD\nsays: bad\n",
	})
	cases, err := Cases(root, seven, "/empty")
	require.NoError(t, err)
	require.Len(t, cases, 4)
	assert.Equal(t, "E7-FILE-MISSING", cases[0].ID)
	assert.Equal(t, Solution, cases[1].Kind)
	assert.Empty(t, cases[1].ID)
	assert.Equal(t, Case{Exercise: seven, Kind: Right, Name: "yaml", File: filepath.Join(root, "exercises/07-test/right/yaml/services.config.yml")}, cases[2])
	assert.Equal(t, "E7-BAD", cases[3].ID)
	assert.Equal(t, []string{"bad"}, cases[3].Says)
}

func TestATreeThatIsNotWholeIsRefused(t *testing.T) {
	whole := map[string]string{
		"solutions/07-test/services.config.js":           "",
		"exercises/07-test/right/a/services.config.js":   "",
		"exercises/07-test/wrong/bad/services.config.js": "",
		"exercises/07-test/wrong/bad/about.md":           "caught by: E7-BAD\nsays: bad\n",
	}
	for name, c := range map[string]struct{ without, with, says string }{
		"no solution":       {without: "solutions/07-test/services.config.js", says: "expected one process file, found 0"},
		"two process files": {with: "exercises/07-test/right/a/ecosystem.config.js", says: "expected one process file, found 2"},
		"no about":          {without: "exercises/07-test/wrong/bad/about.md", says: "about.md"},
		"no right answers":  {without: "exercises/07-test/right/a/services.config.js", says: "right"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{c.with: ""}
			for path, text := range whole {
				files[path] = text
			}
			delete(files, c.without)
			delete(files, "")
			_, err := Cases(tree(t, files), seven, "/empty")
			assert.ErrorContains(t, err, c.says)
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
