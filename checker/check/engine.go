package check

import (
	"context"
	"strings"
	"time"

	"workshop.example/processes/checker/containers/ready"
	"workshop.example/processes/checker/patience"
)

// This file owns the findings about a container engine that are not the
// learner's fault, and the end of a check with containers.

// NoEngine is the finding for what this machine's Docker is missing.
func NoEngine(p *ready.Problem) *Finding {
	return &Finding{
		ID: strings.ToUpper(string(p.Kind)), Lacking: true,
		Expected: "a container engine that this exercise can use",
		Seen:     p.Seen,
		Try:      p.Do,
	}
}

// takeDown waits while the engine removes what the check has made: a busy one
// takes a minute for what an idle one does in two seconds. A check that
// is called off, or whose time is over, waits for a moment only: what is left is
// removed all the same.
func (r *Run) takeDown(ctx context.Context) {
	bounded, cancel := ending(ctx)
	defer cancel()
	r.Box.TakeDown(bounded, func() { r.Tell("taking down what the check has started") })
}

// ending is the time for the end of a check: patience.TakeDown, and not more than
// patience.Close from when the check itself is over.
func ending(ctx context.Context) (context.Context, context.CancelFunc) {
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience.TakeDown.Time)
	unhook := context.AfterFunc(ctx, func() {
		select {
		case <-bounded.Done():
		case <-time.After(patience.Close.Time):
			cancel()
		}
	})
	return bounded, func() { unhook(); cancel() }
}
