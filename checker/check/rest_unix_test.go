//go:build unix

package check

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/system/platform"
)

// moment is a limit that is soon over.
var moment = patience.Limit{Name: "moment", Time: 300 * time.Millisecond, Clock: patience.OnCheck, Blames: patience.Machine}

func TestAWaitThatMayBlameTheLearnerEndsInOneOfThreeWays(t *testing.T) {
	if _, known := platform.WorkOf(os.Getpid()); !known {
		t.Skip("this system does not tell what a program does")
	}
	for name, c := range map[string]struct {
		args    string // the app's
		limit   patience.Limit
		holds   bool
		trouble bool
	}{
		"it comes":       {args: "stay", limit: patience.Online, holds: true},
		"all is at rest": {args: "stay", limit: patience.Online},
		"the time is over while something is at work": {args: "flood', '1000000000", limit: moment, trouble: true},
	} {
		t.Run(name, func(t *testing.T) {
			result := do(t, exercise(promise("waits", func(ctx context.Context, r *Run) *Finding {
				if finding := r.Start(ctx); finding != nil {
					return finding
				}
				rows := func() []supervise.Status { return r.Rows(&r.File.Apps[0]) }
				came, trouble := r.AwaitOrRest(ctx, c.limit, rows, func() bool { return c.holds })
				assert.Equal(t, c.holds, came)
				if !c.trouble {
					assert.Nil(t, trouble)
					return nil
				}
				require.NotNil(t, trouble)
				assert.True(t, trouble.Trouble)
				assert.Equal(t, "STILL-BUSY", trouble.ID)
				return nil
			})), answer(t, `module.exports = { name: 'web', args: ['`+c.args+`'], SELF }`))
			assert.Equal(t, Passed, result.Status)
		})
	}
}

func TestAwaitIsWokenByAPrintedLine(t *testing.T) {
	result := do(t, exercise(promise("prints", func(ctx context.Context, r *Run) *Finding {
		app := &r.File.Apps[0]
		if finding := r.ComesOnline(ctx, app); finding != nil {
			return finding
		}
		looked := false
		printed := r.Await(ctx, func() bool {
			said := strings.Join(r.Box.LastWords(app.Name, -1, 0, 10), "\n")
			if !looked {
				looked = true
				r.Send(ctx, Request{App: app}) // after the look: only the line itself can wake it
			}
			return strings.Contains(said, "asked")
		})
		assert.True(t, printed)
		return nil
	})), answer(t, oneApp))
	assert.Equal(t, Passed, result.Status)
}
