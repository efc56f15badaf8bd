package grade

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/tests/platformtest"
)

func TestMain(m *testing.M) { platformtest.Play(m) }

// book is a check without processes: the file's text decides.
type book struct {
	mu      sync.Mutex
	checked []string
	without map[string]bool
}

func (b *book) check(_ context.Context, e *check.Exercise, cfg sandbox.Config) (check.Result, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	text, err := os.ReadFile(cfg.File)
	if err != nil {
		return check.Result{}, err
	}
	b.checked = append(b.checked, string(text)+e.Name)
	b.without = map[string]bool{}
	for _, w := range cfg.Without {
		b.without[filepath.ToSlash(w)] = true
	}
	n := slices.Index(exercises, e)
	switch string(text) {
	case "a":
		return result(n, check.Passed, ""), nil
	case "b":
		r := result(n, check.Failed, "E1-SYNTAX")
		r.Steps = r.Steps[1:]
		return r, nil
	}
	return result(n, check.Trouble, "E1-NO-ANSWER"), nil
}

func TestSubmissionsAreGradedInTheirOrder(t *testing.T) {
	root := handedIn(t)
	found, _, err := Find(root, []string{"in"})
	require.NoError(t, err)
	b := &book{}
	var told []string
	rows, err := All(t.Context(), found, Options{
		Kit: root, Exercises: exercises, Jobs: 2, Check: b.check, Without: []string{"docs"},
		Began: func(Submission, *check.Exercise) {}, Done: func(r Row) { told = append(told, r.Name) },
	})
	require.NoError(t, err)
	require.Len(t, rows, 4)
	assert.Equal(t, names(found), names([]Submission{rows[0].Submission, rows[1].Submission, rows[2].Submission, rows[3].Submission}))
	assert.Len(t, told, 4)
	assert.Equal(t, 3, rows[1].Passed)
	assert.ElementsMatch(t, []string{"aone", "atwo", "afour", "bone", "cone"}, b.checked,
		"a file that cannot be read, or a check without a verdict, is looked at once")
	assert.True(t, rows[0].NoVerdict())
	assert.Equal(t, "E1-SYNTAX", rows[2].Step.ID)
	assert.True(t, rows[3].NoVerdict())
	for _, w := range []string{"docs", "in", "in/anna", "in/Cleo.JS"} {
		assert.True(t, b.without[w], "%s must not be in anybody's copy", w)
	}
}

func TestOnlyWhatLiesInTheKitIsLeftOutOfItsCopy(t *testing.T) {
	assert.Equal(t, []string{"in", filepath.Join("..a", "b")}, inside(filepath.FromSlash("/kit"), []Submission{
		{Path: filepath.FromSlash("/kit/in"), Top: filepath.FromSlash("/kit")},
		{Path: filepath.FromSlash("/other/in"), Top: filepath.FromSlash("/")},
		{Path: filepath.FromSlash("/kit/..a/b"), Top: filepath.FromSlash("/kit2")},
	}))
}

func TestACheckThatCannotBeRunIsTheEnd(t *testing.T) {
	root := handedIn(t)
	found, _, err := Find(root, []string{"in"})
	require.NoError(t, err)
	_, err = All(t.Context(), found, Options{Kit: root, Exercises: exercises, Check: func(context.Context, *check.Exercise, sandbox.Config) (check.Result, error) {
		return check.Result{}, context.Canceled
	}})
	assert.True(t, errors.Is(err, context.Canceled))
}
