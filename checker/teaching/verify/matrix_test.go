package verify

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/tests/platformtest"
)

func TestMain(m *testing.M) { platformtest.Play(m) }

func caught(name, id string, by int) Row { return Row{Case: Case{Name: name, ID: id}, By: by} }

func TestTheMatrixCountsWhatWasCaughtAsItMust(t *testing.T) {
	e := &check.Exercise{Promises: []check.Promise{{Name: "read"}, {Name: "online"}, {Name: "served"}}}
	misjudged := caught("misjudged", "E7-C", 2)
	misjudged.Faults = []string{"it must be caught by E7-C"}
	matrix := matrixOf(e, []Row{
		caught("solution", "", -1), caught("one", "E7-B", 0), caught("two", "E7-A", 0), caught("three", "E7-B", 0),
		caught("four", "E7-D", 1), misjudged, caught("passed", "E7-C", -1),
	})
	assert.Equal(t, []Caught{
		{"read", []string{"one", "two", "three"}, []string{"E7-A", "E7-B"}},
		{"online", []string{"four"}, []string{"E7-D"}},
		{"served", nil, nil},
	}, matrix)
	assert.Equal(t, []string{"served"}, Outcome{Matrix: matrix}.Idle())
}

// judged is a check without processes: what a file's folder is called decides.
func judged(_ context.Context, e *check.Exercise, cfg sandbox.Config) (check.Result, error) {
	r := check.Result{Exercise: e, Status: check.Passed}
	fail := func(step int, id string) {
		r.Status, r.Steps = check.Failed, make([]check.Step, 2)
		r.Steps[step] = check.Step{ID: id, Finding: &check.Finding{Expected: "new, bad, runner init", Seen: "x", Try: "y"}}
	}
	switch folder := filepath.Base(filepath.Dir(cfg.File)); {
	case folder == "06-before":
		fail(1, "E7-NEW")
	case folder == "bad":
		fail(0, "E7-BAD")
	case filepath.Dir(filepath.Dir(filepath.Dir(filepath.Dir(cfg.File)))) != filepath.Join(cfg.Kit, "exercises") && folder != "07-test":
		fail(0, "E7-FILE-MISSING")
	}
	return r, nil
}

var inTwo = &check.Exercise{Number: 7, Name: "test", Promises: []check.Promise{{Name: "read"}, {Name: "new"}}}

func TestAnExerciseIsVerified(t *testing.T) {
	files := whole()
	for name, text := range complete() {
		files[name] = text
	}
	for n := range leastWrong {
		delete(files, filepath.ToSlash(filepath.Join("exercises/07-test/wrong", string(rune('0'+n)), "services.config.js")))
	}
	root := platformtest.Tree(t, files)
	var told []string
	opts := Options{Kit: root, Runs: 2, Jobs: 3, Check: judged, Done: func(r Row) { told = append(told, r.Name) }}
	o, err := Exercise(t.Context(), inTwo, six, opts)
	require.NoError(t, err)
	assert.Equal(t, []string{"nothing written", "what 06-before left", "solution", "0", "1", "2", "yaml", "bad"}, told)
	for _, r := range o.Rows {
		assert.Empty(t, r.Faults, r.Name)
		assert.Len(t, r.Times, 2)
	}
	assert.Empty(t, o.Idle())
	assert.Equal(t, []string{"exercises/07-test/wrong has 1 known wrong answers, and needs at least 8"}, o.Missing)

	opts.Only = []Kind{Solution}
	o, err = Exercise(t.Context(), inTwo, six, opts)
	require.NoError(t, err)
	assert.Len(t, o.Rows, 1)
	assert.Nil(t, o.Matrix, "one kind of answers cannot show what a promise catches")

	broken := errors.New("interrupted")
	opts.Check = func(context.Context, *check.Exercise, sandbox.Config) (check.Result, error) {
		return check.Result{}, broken
	}
	_, err = Exercise(t.Context(), inTwo, six, opts)
	assert.ErrorIs(t, err, broken)
}
