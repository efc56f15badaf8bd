package check

import (
	"context"
	"fmt"
	"net/http"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

// OtherComesOnline checks that an app beside hello-world is online, and that
// what answers on its port was started by this run.
func (r *Run) OtherComesOnline(ctx context.Context, app *processfile.App) *Finding {
	if finding := r.isOnline(ctx, app); finding != nil {
		return finding
	}
	answer := r.Send(ctx, Request{App: app, Path: "/healthz", Right: func(a Answer) bool { return a.Run == r.Box.Run }})
	if answer.Err == nil && answer.Status == http.StatusOK && answer.Run == r.Box.Run {
		return nil
	}
	for _, row := range r.Rows(app) {
		if row.State != supervise.Online {
			return r.diagnose(app, row)
		}
	}
	if ctx.Err() != nil {
		return r.outOfTime(ctx)
	}
	return &Finding{
		ID:       "NOT-THE-KITS",
		Expected: fmt.Sprintf("a service of the kit to answer for %s on port %d", app.Name, r.Box.PortOf(app)),
		Seen:     "GET /healthz got " + answer.String(),
		Where:    Where(app, "script"),
		Try:      "Start the kit's service: script: './services/world-cup-fixtures'.",
	}
}
