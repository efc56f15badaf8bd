package author

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/learner/hints"
)

func TestAFoldersNameIsUnderstood(t *testing.T) {
	for name, want := range map[string]Exercise{
		"13-blue-green": {13, "blue-green", "Blue green"},
		"4-logs":        {4, "logs", "Logs"},
		"99-a1":         {99, "a1", "A1"},
	} {
		got, err := New(name, "")
		require.NoError(t, err, name)
		assert.Equal(t, want, got)
	}
	e, err := New("07-logs", "  What a process says \n")
	require.NoError(t, err)
	assert.Equal(t, "07-logs", e.Folder())
	assert.Equal(t, "What a process says", e.Title)
}

func TestANameThatIsNoneIsRefusedInWords(t *testing.T) {
	for name, words := range map[string]string{
		"":                "as in 13-blue-green",
		"blue-green":      "as in 13-blue-green",
		"13":              "as in 13-blue-green",
		"13-":             "as in 13-blue-green",
		"13-Blue":         "as in 13-blue-green",
		"13-blue_green":   "as in 13-blue-green",
		"13-blue--green":  "as in 13-blue-green",
		"13-blue-":        "as in 13-blue-green",
		"13-1st":          "as in 13-blue-green",
		"13-../../escape": "as in 13-blue-green",
		"113-too-high":    "as in 13-blue-green",
		"00-zero":         "counted from 1",
	} {
		_, err := New(name, "")
		assert.ErrorAs(t, err, &Wrong{}, name)
		assert.ErrorContains(t, err, words, name)
	}
	_, err := New("13-logs", "two\nlines")
	assert.ErrorContains(t, err, "a title is one line")
}

func TestAPackageIsNoWordThatIsInUse(t *testing.T) {
	for name, want := range map[string]string{
		"blue-green": "bluegreen", "go": "go13", "check": "check13", "type": "type13", "test": "test", "fmt": "fmt13",
	} {
		assert.Equal(t, want, Exercise{Number: 13, Name: name}.Package())
	}
}

const list = `// Package exercises lists the workshop's exercises, in their order.
package exercises

import (
	helloworld "workshop.example/processes/exercises/01-hello-world"
	scaling "workshop.example/processes/exercises/02-scaling"
	logs "workshop.example/processes/exercises/20-logs"

	"workshop.example/processes/checker/check"
)

// All is every exercise, by number.
var All = []*check.Exercise{
	&helloworld.Exercise,
	&scaling.Exercise,
	&logs.Exercise,
}
`

func TestTheListStaysInOrder(t *testing.T) {
	for name, c := range map[string]struct {
		e        Exercise
		imported string // with the line before it
		listed   string
	}{
		"between": {Exercise{Number: 13, Name: "blue-green"},
			"/02-scaling\"\n\tbluegreen \"workshop.example/processes/exercises/13-blue-green\"\n\tlogs",
			"&scaling.Exercise,\n\t&bluegreen.Exercise,\n\t&logs"},
		"last": {Exercise{Number: 21, Name: "end"},
			"/20-logs\"\n\tend \"workshop.example/processes/exercises/21-end\"\n\n\t\"",
			"&logs.Exercise,\n\t&end.Exercise,\n}"},
		"a name that is taken": {Exercise{Number: 3, Name: "scaling"},
			"/02-scaling\"\n\tscaling3 \"workshop.example/processes/exercises/03-scaling\"\n\tlogs",
			"&scaling.Exercise,\n\t&scaling3.Exercise,\n\t&logs"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.e.register([]byte(list))
			require.NoError(t, err)
			assert.Contains(t, string(got), c.imported)
			assert.Contains(t, string(got), c.listed)
			assert.Equal(t, strings.Count(list, "\n")+2, strings.Count(string(got), "\n"))
		})
	}
}

func TestAListThatIsNotUnderstoodIsLeftAlone(t *testing.T) {
	for name, text := range map[string]string{
		"no import":        "package exercises\n\nvar All = []int{}\n",
		"one is not there": strings.Replace(list, "\t&scaling.Exercise,\n", "", 1),
		"no Go":            "hello",
	} {
		_, err := Exercise{Number: 13, Name: "x"}.register([]byte(text))
		assert.Error(t, err, name)
	}
}

// emptyKit has a list, and nothing else.
func emptyKit(t *testing.T) string {
	t.Helper()
	kit := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(kit, "exercises"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(kit, listFile), []byte(list), 0o644))
	return kit
}

func TestAnExerciseIsWrittenWhole(t *testing.T) {
	kit := emptyKit(t)
	made, err := Exercise{13, "blue-green", "Change a version"}.Write(kit)
	require.NoError(t, err)
	for _, name := range []string{
		"exercises/13-blue-green/exercise.go", "exercises/13-blue-green/task.md", "exercises/13-blue-green/hints.md",
		"exercises/13-blue-green/start.md", "solutions/13-blue-green/services.config.js", "solutions/13-blue-green/README.md",
		"solutions/13-blue-green/compare.md", "docs/13-blue-green.md",
	} {
		assert.Contains(t, made, name)
	}
	for _, name := range made {
		text, err := os.ReadFile(filepath.Join(kit, name))
		require.NoError(t, err)
		assert.NotContains(t, string(text), "<no value>", name)
		assert.NotContains(t, string(text), "{{", name)
	}
	text, err := os.ReadFile(filepath.Join(kit, "exercises/13-blue-green/hints.md"))
	require.NoError(t, err)
	ladders := hints.Parse(string(text))
	assert.Len(t, ladders.For("").Hints, 3)
	assert.Len(t, ladders.For("it greets as the task asks for").Hints, 2)
}

func TestATakenNumberIsRefusedWithTheNextFreeOne(t *testing.T) {
	kit := emptyKit(t)
	require.NoError(t, os.MkdirAll(filepath.Join(kit, "solutions", "13-old"), 0o755))
	require.NoError(t, os.MkdirAll(filepath.Join(kit, "docs"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(kit, "docs", "14-page.md"), nil, 0o644))
	_, err := Exercise{13, "new", "New"}.Write(kit)
	require.ErrorAs(t, err, &Wrong{})
	assert.EqualError(t, err, "the number 13 is taken by solutions/13-old; the next free one is 15: 15-new")
	assert.NoDirExists(t, filepath.Join(kit, "exercises", "13-new"))
}

func TestWhatCannotBeWrittenLeavesNothing(t *testing.T) {
	kit := emptyKit(t)
	// solutions leads nowhere: nothing is in it, and nothing can be put there.
	if err := os.Symlink(filepath.Join(kit, "nowhere", "at", "all"), filepath.Join(kit, "solutions")); err != nil {
		t.Skipf("this machine makes no links: %v", err)
	}
	_, err := Exercise{13, "new", "New"}.Write(kit)
	require.Error(t, err)
	left, err := os.ReadDir(filepath.Join(kit, "exercises"))
	require.NoError(t, err)
	assert.Len(t, left, 1, "the list alone")
	assert.NoFileExists(t, filepath.Join(kit, "docs", "13-new.md"))
	text, err := os.ReadFile(filepath.Join(kit, listFile))
	require.NoError(t, err)
	assert.Equal(t, list, string(text))
}
