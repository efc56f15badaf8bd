package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker/dockertest"
	"workshop.example/processes/checker/kit"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/exercises"
)

func TestEveryQuestionCanBeAnswered(t *testing.T) {
	for _, e := range exercises.All {
		q := e.Question
		if q == nil {
			continue
		}
		assert.Contains(t, []int{3, 4}, len(q.Answers), e.Folder())
		assert.True(t, q.Right >= 0 && q.Right < len(q.Answers), e.Folder())
		assert.NotEmpty(t, q.Text, e.Folder())
		assert.NotEmpty(t, q.Because, e.Folder())
	}
}

// What a right answer shows must be what the question calls right, or learners
// are told that they were wrong when they were not.
func TestASolutionShowsWhatItsQuestionCallsRight(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the solutions")
	}
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	for _, e := range exercises.All {
		if e.Question == nil || e.Question.Seen == nil {
			continue // a passed run has shown what is right, whatever happened
		}
		t.Run(e.Folder(), func(t *testing.T) {
			folder := filepath.Join(root, "solutions", e.Folder())
			if e.Engine {
				dockertest.Needs(t)
				file := filepath.Join(folder, kit.FirstFile(folder, e.Answers))
				result, err := checkInEngine(t.Context(), e, sandbox.Config{Kit: root, File: file}, e.Time, nil)
				require.NoError(t, err)
				require.Equal(t, check.Passed, result.Status, "%+v", result.Steps)
				// Its question may be about a mistake, which a right answer does not show.
				assert.Contains(t, []int{-1, e.Question.Right}, result.Seen)
				return
			}
			result, err := check.Do(t.Context(), e, sandbox.Config{Kit: root, File: filepath.Join(folder, "services.config.js")}, patience.Check.Time, nil)
			require.NoError(t, err)
			require.Equal(t, check.Passed, result.Status, "%+v", result.Steps)
			assert.Equal(t, e.Question.Right, result.Seen)
		})
	}
}
