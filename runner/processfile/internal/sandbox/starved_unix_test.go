//go:build unix

package sandbox_test

import (
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/processfile/internal/sandbox"
	"workshop.example/processes/runner/processfile/internal/tree"
)

// A machine that gives the evaluator no processor is played by stopping it: to
// a clock the two look the same.

const innocent = `module.exports = { apps: [{ script: 'x' }] }`

// stop stops the first n children.
func stop(t *testing.T, n int) (started func(pid int), count *int) {
	count = new(int)
	return func(pid int) {
		if *count++; *count <= n {
			assert.NoError(t, syscall.Kill(pid, syscall.SIGSTOP))
		}
	}, count
}

func TestAFileIsReadAgainAfterAChildThatGotNoProcessor(t *testing.T) {
	started, children := stop(t, 2)
	e := sandbox.Evaluator{Patience: []time.Duration{time.Millisecond, 50 * time.Millisecond, time.Minute}, Started: started}
	result, err := e.Evaluate(t.Context(), request(t, tree.Script, innocent))
	require.NoError(t, err)
	assert.Nil(t, result.Failure)
	assert.NotNil(t, result.Value.Get("apps"))
	assert.Equal(t, 3, *children)
}

func TestAMachineThatNeverLetsItRunIsToBlame(t *testing.T) {
	for name, source := range map[string]string{"an innocent file": innocent, "an endless one": `while (true) {}`} {
		started, children := stop(t, 2)
		e := sandbox.Evaluator{Patience: []time.Duration{20 * time.Millisecond, 30 * time.Millisecond}, Started: started}
		_, err := e.Evaluate(t.Context(), request(t, tree.Script, source))
		var starved *sandbox.Starved
		require.ErrorAs(t, err, &starved, name)
		assert.Equal(t, 50*time.Millisecond, starved.Waited)
		assert.Contains(t, err.Error(), "too busy")
		assert.Contains(t, err.Error(), "not to blame")
		assert.Equal(t, 2, *children)
	}
}
