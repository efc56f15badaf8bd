package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAnAnswerThatDoesNotComeThroughIsTheMachines(t *testing.T) {
	const whole = `{"failure": {"kind": "throws", "message": "m"}}`
	held := fmt.Errorf("wait: %w", exec.ErrWaitDelay)
	for name, one := range map[string]struct {
		answer  string
		err     error
		late    bool
		starved bool
	}{
		"whole, held up":         {answer: whole, err: held},
		"whole, late":            {answer: whole, err: errors.New("killed"), late: true},
		"half of it, held up":    {answer: whole[:20], err: held, starved: true},
		"none of it, held up":    {err: held, starved: true},
		"none, held up and late": {err: held, late: true, starved: true},
		"none, late":             {err: errors.New("killed"), late: true, starved: true},
	} {
		t.Run(name, func(t *testing.T) {
			answer := &capped{limit: maxAnswer, Buffer: *bytes.NewBufferString(one.answer)}
			result, err := outcome{answer, &capped{}, nil, one.err, one.late, time.Second}.judge(Limits())
			if !one.starved {
				require.NoError(t, err)
				assert.Equal(t, "m", result.Failure.Message)
				return
			}
			var starved *Starved
			require.ErrorAs(t, err, &starved)
			assert.Equal(t, time.Second, starved.Waited)
		})
	}
	_, err := outcome{&capped{}, &capped{}, nil, errors.New("exit status 1"), false, time.Second}.judge(Limits())
	assert.ErrorContains(t, err, "the evaluator of process files failed")
}
