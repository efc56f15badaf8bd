package sandbox_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/processfile/internal/sandbox"
	"workshop.example/processes/runner/processfile/internal/tree"
)

// A parent that gets no turn to read to the end, after its child has ended, is
// played by holding the child's output open.

func TestAWholeAnswerCountsWhateverHoldsTheOutputUp(t *testing.T) {
	e := sandbox.Evaluator{
		Patience: []time.Duration{500 * time.Millisecond, 5 * time.Second, 30 * time.Second},
		Started: func(pid int) {
			output, err := os.OpenFile(fmt.Sprintf("/proc/%d/fd/1", pid), os.O_WRONLY, 0)
			if assert.NoError(t, err) {
				t.Cleanup(func() { _ = output.Close() })
			}
		},
	}
	result, err := e.Evaluate(t.Context(), request(t, tree.Script, innocent))
	require.NoError(t, err)
	assert.Nil(t, result.Failure)
	assert.NotNil(t, result.Value.Get("apps"))
}
