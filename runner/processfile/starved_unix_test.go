//go:build unix

package processfile

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/processfile/internal/sandbox"
)

// TestASuspendedEvaluatorChangesNoVerdict: whatever the file is, it is judged
// as it would be on an idle machine, once the machine lets it be.
func TestASuspendedEvaluatorChangesNoVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		source string
		kind   Kind // "" is right
	}{
		"a right one":               {apps("{ " + hello + " }"), ""},
		"a wrong one":               {apps("{ " + hello + ", instnaces: 2 }"), UnknownField},
		"a promise without end":     {"module.exports = new Promise(() => {})", NotData},
		"a toString without end":    {"throw { toString() { while (true) {} } }", TooSlow},
		"a loop without end":        {"while (true) {}", TooSlow},
		"one that reads a pipe":     {"require('fs').readFileSync('pipe')", Threw},
		"one that loads a pipe":     {"require('./pipe')", Threw},
		"one whose env_file is one": {apps("{ " + hello + ", env_file: 'pipe' }"), EnvFile},
	} {
		t.Run(name, func(t *testing.T) {
			dir := project(t, map[string]string{"services.config.js": c.source})
			require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
			options, children := inProject(dir), 0
			options.evaluator = sandbox.Evaluator{Patience: []time.Duration{10 * time.Millisecond, 2 * time.Minute}, Started: func(pid int) {
				if children++; children == 1 {
					assert.NoError(t, syscall.Kill(pid, syscall.SIGSTOP))
				}
			}}
			_, err := Read(t.Context(), filepath.Join(dir, "services.config.js"), options)
			assert.Equal(t, 2, children)
			if c.kind == "" {
				assert.NoError(t, err)
				return
			}
			var invalid *Invalid
			require.ErrorAs(t, err, &invalid)
			assert.Equal(t, c.kind, invalid.Problems[0].Kind)
		})
	}
}

func TestAStarvedReadIsNoProblemOfTheFile(t *testing.T) {
	dir := project(t, map[string]string{"services.config.js": "while (true) {}"})
	options := inProject(dir)
	options.evaluator = sandbox.Evaluator{Patience: []time.Duration{time.Millisecond}, Started: func(pid int) {
		assert.NoError(t, syscall.Kill(pid, syscall.SIGSTOP))
	}}
	_, err := Read(t.Context(), filepath.Join(dir, "services.config.js"), options)
	var starved *Starved
	require.ErrorAs(t, err, &starved)
	assert.Contains(t, starved.Hint(), "try again")
}
