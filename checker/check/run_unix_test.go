//go:build unix

package check

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/tests/platformtest"
)

func TestAllPromisesKeptIsPassed(t *testing.T) {
	e := exercise(promise("first", kept), promise("second", kept))
	e.Proved = func(r *Run) string { return "proved " + r.File.Apps[0].Name }
	result := do(t, e, answer(t, oneApp))
	assert.Equal(t, Passed, result.Status)
	assert.Equal(t, "passed passed passed", statuses(result))
	assert.Equal(t, "proved web", result.Proved)
	assert.Equal(t, "services.config.js", result.Config)
	assert.False(t, result.Missing)
	assert.Positive(t, result.Duration)
	for _, s := range result.Steps {
		assert.Empty(t, s.ID)
		assert.Nil(t, s.Finding)
	}
}

func TestTheFirstPromiseThatIsNotKeptEndsTheCheck(t *testing.T) {
	runs := 0
	finding := &Finding{ID: "BROKEN", Expected: "this", Seen: "that", Where: "x:1", Try: "mend it"}
	e := exercise(
		promise("broken", func(context.Context, *Run) *Finding { runs++; return finding }),
		promise("never", func(context.Context, *Run) *Finding { panic("this must not be reached") }),
	)
	e.Proved = func(*Run) string { return "nothing" }
	result := do(t, e, answer(t, oneApp))
	assert.Equal(t, Failed, result.Status)
	assert.Equal(t, "passed failed not-reached", statuses(result))
	assert.Equal(t, "E7-BROKEN", result.Steps[1].ID, "the id has the exercise's prefix")
	assert.Same(t, finding, result.Steps[1].Finding)
	assert.Empty(t, result.Proved)
	assert.Equal(t, 1, runs, "a verdict is not asked for twice")
}

func TestTroubleIsTriedAgainUpToThreeTimes(t *testing.T) {
	for name, c := range map[string]struct {
		troubles int
		want     Status
		runs     int
	}{
		"once":   {1, Passed, 2},
		"twice":  {2, Passed, 3},
		"always": {99, Trouble, 3},
	} {
		t.Run(name, func(t *testing.T) {
			runs := 0
			result := do(t, exercise(promise("shaky", func(context.Context, *Run) *Finding {
				if runs++; runs <= c.troubles {
					return Internal(errors.New("bad luck"))
				}
				return nil
			})), answer(t, oneApp))
			assert.Equal(t, c.want, result.Status)
			assert.Equal(t, c.runs, runs)
		})
	}
}

func TestAPanicOfACheckIsTroubleAndNotTheLearners(t *testing.T) {
	result := do(t, exercise(promise("breaks", func(context.Context, *Run) *Finding { panic("oh") })), answer(t, oneApp))
	assert.Equal(t, Trouble, result.Status)
	assert.Equal(t, "E7-CHECKER", result.Steps[1].ID)
	assert.Contains(t, result.Steps[1].Finding.Seen, "the check itself broke: oh")
	assert.Contains(t, result.Steps[1].Finding.Try, "not in your file")
}

func TestACheckThatRunsOutOfTimeIsTroubleAtItsStep(t *testing.T) {
	runs := 0
	waits := func(ctx context.Context, _ *Run) *Finding {
		runs++
		<-ctx.Done()
		return &Finding{ID: "BROKEN"} // not to be believed: it was cut off
	}
	result, err := Do(t.Context(), exercise(promise("waits", waits)), answer(t, oneApp), 300*time.Millisecond, nil)
	require.NoError(t, err)
	assert.Equal(t, "passed error", statuses(result), "the step that took too long is named")
	assert.Equal(t, "E7-OUT-OF-TIME", result.Steps[1].ID)
	assert.Contains(t, result.Steps[1].Finding.Seen, "it took longer than 300ms")
	assert.Contains(t, result.Steps[1].Finding.Try, "--timeout 600ms", "twice what was given")
	assert.Equal(t, 1, runs, "there is no time for another attempt")
}

func TestAnInterruptedCheckHasNoVerdict(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	runs := 0
	_, err := Do(ctx, exercise(promise("interrupted", func(context.Context, *Run) *Finding {
		runs++
		cancel()
		return Internal(context.Canceled)
	})), answer(t, oneApp), platformtest.Patience(t), nil)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 1, runs)
}

func TestStepsAreToldOnceAsTheyGo(t *testing.T) {
	runs := 0
	e := exercise(promise("shaky", func(context.Context, *Run) *Finding {
		if runs++; runs == 1 {
			return Internal(errors.New("bad luck"))
		}
		return nil
	}), promise("broken", func(context.Context, *Run) *Finding { return &Finding{ID: "BROKEN"} }))
	var told []string
	_, err := Do(bounded(t), e, answer(t, oneApp), platformtest.Patience(t), func(name string, done *Step) {
		what := "begins"
		if done != nil {
			what = string(done.Status)
		}
		told = append(told, fmt.Sprintf("%s %s", name, what))
	})
	require.NoError(t, err)
	file := FileIsRight().Name
	assert.Equal(t, []string{
		file + " begins", file + " passed",
		"shaky begins", "shaky begins", "shaky passed",
		"broken begins", "broken failed",
	}, told)
}

func TestTroubleThatStaysIsToldInTheEnd(t *testing.T) {
	var last *Step
	_, err := Do(bounded(t), exercise(promise("never", func(context.Context, *Run) *Finding {
		return Internal(errors.New("bad luck"))
	})), answer(t, oneApp), platformtest.Patience(t), func(_ string, done *Step) { last = done })
	require.NoError(t, err)
	require.NotNil(t, last)
	assert.Equal(t, Trouble, last.Status)
}

func TestAMissingFileIsMarked(t *testing.T) {
	result := do(t, exercise(), sandbox.Config{Kit: t.TempDir()})
	assert.Equal(t, Failed, result.Status)
	assert.True(t, result.Missing)
	assert.Equal(t, "E7-FILE-MISSING", result.Steps[0].ID)
	assert.Contains(t, result.Steps[0].Finding.Try, "go run ./runner init")
	assert.Equal(t, "services.config.js", result.Config)
}

func TestAKitThatCannotBeCopiedIsTrouble(t *testing.T) {
	result := do(t, exercise(promise("later", kept)), sandbox.Config{Kit: filepath.Join(t.TempDir(), "gone")})
	assert.Equal(t, "error not-reached", statuses(result))
	assert.Contains(t, result.Steps[0].Finding.Seen, "copy the kit")
}

func TestASecretInAFindingIsMasked(t *testing.T) {
	result := do(t, exercise(promise("tells", func(_ context.Context, r *Run) *Finding {
		return &Finding{ID: "X", Seen: "in " + r.Box.Root + "/a.js: redis://:s3cret@db", Expected: "not redis://:s3cret@db"}
	})), answer(t, oneApp))
	finding := result.Steps[1].Finding
	assert.Equal(t, "in a.js: redis://:***@db", finding.Seen, "and the copy's folder is not shown")
	assert.Equal(t, "not redis://:***@db", finding.Expected)
}

func TestAFileThatIsHandedOverIsNamedAsItWas(t *testing.T) {
	cfg := answer(t, oneApp)
	cfg.File, cfg.Shown = filepath.Join(cfg.Kit, "services.config.js"), filepath.Join("..", "there")
	assert.Equal(t, "../there/services.config.js", do(t, exercise(), cfg).Config)
}
