package sandbox

import (
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// TestTimeThatPassesIsNotTimeThatIsUsed: the child is suspended, or stands in
// line for a processor, for a minute and is neither interrupted nor ended. Each
// of the limits counts what it names alone.
func TestTimeThatPassesIsNotTimeThatIsUsed(t *testing.T) {
	limits := tree.Limits{ScriptMillis: 2000, HardMillis: 2300, HeapBytes: 512}
	for name, c := range map[string]struct {
		cpu         time.Duration
		heap        uint64
		interrupted bool
		kind        string // "" goes on
	}{
		"nothing used":       {},
		"as much as it may":  {2 * time.Second, 512, false, ""},
		"over the soft one":  {2100 * time.Millisecond, 0, true, ""},
		"over the hard one":  {2301 * time.Millisecond, 0, false, "too-slow"},
		"too much memory":    {0, 513, false, "too-large"},
		"too much of either": {time.Minute, 513, false, "too-large"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				interrupted := false
				used := func() (time.Duration, uint64) {
					if time.Since(begin) >= time.Minute {
						return time.Hour, 0 // ends the watch at last
					}
					return c.cpu, c.heap
				}
				failure := watch(limits, used, func() { interrupted = true })
				require.NotNil(t, failure)
				assert.Equal(t, c.kind == "", time.Since(begin) >= time.Minute)
				if c.kind != "" {
					assert.Equal(t, c.kind, failure.Kind)
				}
				assert.Equal(t, c.interrupted, interrupted)
			})
		})
	}
}

func TestZeroIsNoLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		used := func() (time.Duration, uint64) {
			if calls++; calls > 1000 {
				return 0, 2
			}
			return time.Hour, 1
		}
		failure := watch(tree.Limits{HeapBytes: 1}, used, func() { t.Error("interrupted") })
		assert.Equal(t, "too-large", failure.Kind)
	})
}

// TestLateWithTheProcessorUsedIsTheFilesFault: this child knows of no limit, so
// its parent ends it, and sees what it has used.
func TestLateWithTheProcessorUsedIsTheFilesFault(t *testing.T) {
	question, err := json.Marshal(tree.Request{Path: "/x.js", Format: tree.Script, Source: "while (true) {}", Dir: "/", Root: "/"})
	require.NoError(t, err)
	var starved *Starved
	for wait := 100 * time.Millisecond; ; wait *= 2 {
		result, err := Evaluator{}.once(t.Context(), question, tree.Limits{HardMillis: 1}, wait)
		if errors.As(err, &starved) {
			continue // not even its start is over
		}
		require.NoError(t, err)
		assert.Equal(t, "too-slow", result.Failure.Kind)
		return
	}
}

// TestAClockIsNotWhatCounts: a process that waits uses nothing.
func TestAClockIsNotWhatCounts(t *testing.T) {
	used, begin := ownUse(), time.Now()
	<-time.After(100 * time.Millisecond)
	cpu, heap := used()
	assert.Less(t, cpu, time.Since(begin)/2)
	assert.NotZero(t, heap)
}
