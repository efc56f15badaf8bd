package progress_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/learner/progress"
)

func change(t *testing.T, root string, exercise int, f func(*progress.Entry)) progress.Entry {
	t.Helper()
	entry, err := progress.Change(context.Background(), root, exercise, f)
	require.NoError(t, err)
	return entry
}

func TestAChangeIsRememberedAndOthersStay(t *testing.T) {
	root := t.TempDir()
	assert.Empty(t, progress.Read(root).Exercises, "nothing was ever checked")
	at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	change(t, root, 1, func(e *progress.Entry) { e.PassedAt, e.LastStatus = at, "passed" })
	entry := change(t, root, 2, func(e *progress.Entry) { e.LastStatus, e.LastID, e.Hint.Shown = "failed", "E2-X", 2 })
	assert.Equal(t, 2, entry.Hint.Shown)
	book := progress.Read(root)
	assert.True(t, book.Exercises[1].Passed())
	assert.True(t, book.Exercises[1].PassedAt.Equal(at))
	assert.False(t, book.Exercises[2].Passed())
	assert.Equal(t, "E2-X", book.Exercises[2].LastID)
	assert.Equal(t, progress.Entry{}, book.Exercises[3])
}

func TestADamagedBookIsAnEmptyOne(t *testing.T) {
	for name, text := range map[string]string{
		"empty":         "",
		"cut off":       `{"exercises": {"1": {"passed_at": "20`,
		"no JSON":       "hello",
		"another shape": `{"exercises": [1, 2]}`,
		"null":          "null",
		"half right":    `{"exercises": {"1": {"hint": {"shown": 3}}, "2": {"hint": "many"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			require.NoError(t, os.Mkdir(filepath.Join(root, ".workshop"), 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(root, ".workshop", "progress.json"), []byte(text), 0o644))
			book := progress.Read(root)
			assert.NotNil(t, book.Exercises)
			assert.Empty(t, book.Exercises)
			assert.Equal(t, 1, change(t, root, 1, func(e *progress.Entry) { e.Hint.Shown++ }).Hint.Shown, "and can be rewritten")
			assert.Equal(t, 1, progress.Read(root).Exercises[1].Hint.Shown)
		})
	}
}

func TestTwoWritersAtOnceLoseNothing(t *testing.T) {
	root := t.TempDir()
	const each = 25
	var all sync.WaitGroup
	for writer := range 4 {
		all.Go(func() {
			for range each {
				_, err := progress.Change(context.Background(), root, 1+writer%2, func(e *progress.Entry) { e.Hint.Shown++ })
				assert.NoError(t, err)
			}
		})
	}
	all.Wait()
	book := progress.Read(root)
	assert.Equal(t, 2*each, book.Exercises[1].Hint.Shown)
	assert.Equal(t, 2*each, book.Exercises[2].Hint.Shown)
}

func TestAFolderThatCannotBeWrittenIsAnError(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(root, ".workshop"), nil, 0o644)) // a file is in the way
	_, err := progress.Change(context.Background(), root, 1, func(*progress.Entry) {})
	assert.Error(t, err)
	assert.Empty(t, progress.Read(root).Exercises)
}

func TestAQuestionThatWasSkippedWasAskedNevertheless(t *testing.T) {
	root := t.TempDir()
	change(t, root, 1, func(e *progress.Entry) { e.Prediction = &progress.Prediction{Answer: -1} })
	change(t, root, 2, func(e *progress.Entry) { e.Prediction = &progress.Prediction{Answer: 0, Told: true} })
	book := progress.Read(root)
	assert.Equal(t, &progress.Prediction{Answer: -1}, book.Exercises[1].Prediction)
	assert.Equal(t, &progress.Prediction{Answer: 0, Told: true}, book.Exercises[2].Prediction)
	assert.Nil(t, book.Exercises[3].Prediction)
}
