package check_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/apps/supervise"
)

// containers is an exercise whose one promise notes such events.
func containers(engine bool, kinds ...supervise.EventKind) *check.Exercise {
	return &check.Exercise{Number: 10, Engine: engine, Answers: []string{"Dockerfile"}, Promises: []check.Promise{{
		Name: "it runs", Check: func(_ context.Context, r *check.Run) *check.Finding {
			for i, kind := range kinds {
				r.Box.Note(supervise.Event{App: []string{"redis", "hello-world"}[i%2], Kind: kind})
			}
			r.Mark("asked it to stop")
			return nil
		},
	}}, Timeline: func(r *check.Run) []check.Moment {
		return []check.Moment{{App: "redis", Text: "was started"}}
	}}
}

func TestTheContainersOfACheckAreRecordedAsAppsAre(t *testing.T) {
	for name, c := range map[string]struct {
		exercise *check.Exercise
		apps     []string // nil: no record
	}{
		"in the order of their starts":   {containers(true, supervise.Started, supervise.Started, supervise.Ready, supervise.Exited), []string{"redis", "hello-world"}},
		"one of them":                    {containers(true, supervise.Started), []string{"redis"}},
		"none was started":               {containers(true), nil},
		"processes count by their start": {containers(false, supervise.Started), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("XDG_CACHE_HOME", t.TempDir())
			kit := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(kit, "Dockerfile"), nil, 0o600))
			before := time.Now()
			r, err := check.Do(t.Context(), c.exercise, sandbox.Config{Kit: kit}, time.Minute, nil)
			require.NoError(t, err)
			require.Equal(t, check.Passed, r.Status)
			if c.apps == nil {
				assert.Nil(t, r.Record)
				assert.Empty(t, r.Timeline)
				return
			}
			require.NotNil(t, r.Record)
			assert.Equal(t, c.apps, r.Record.Apps)
			assert.NotEmpty(t, r.Timeline)
			require.Len(t, r.Record.Marks, 1)
			assert.Equal(t, "asked it to stop", r.Record.Marks[0].Text)
			assert.Equal(t, supervise.Started, r.Record.Events[0].Kind)
			assert.False(t, r.Record.Began.Before(before))
			for _, e := range r.Record.Events {
				assert.False(t, e.At.Before(r.Record.Began) || e.At.After(r.Record.Ended), "a moment of the run")
			}
		})
	}
}
