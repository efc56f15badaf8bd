package check

import (
	"context"
	"fmt"
	"net/http"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

// HelloWorldAlone starts hello-world and no other app of the file, and checks
// that it is online and the kit's own. try says what to do when the file has
// none. Every REDIS_URL leads to a closed port: a greeting needs no Redis. A successor of
// an instance may take its time until it is ready, whatever listen_timeout says:
// a wrapper compiles first, perhaps on a busy machine.
func (r *Run) HelloWorldAlone(ctx context.Context, try string) *Finding {
	if finding := r.NeedHelloWorld(try); finding != nil {
		return finding
	}
	r.Box.RedisAway()
	r.App.ListenTimeout = max(r.App.ListenTimeout, patience.Online.Time)
	if finding := r.Start(ctx, r.OthersThan(r.App)...); finding != nil {
		return finding
	}
	if finding := r.ComesOnline(ctx, r.App); finding != nil {
		return finding
	}
	return r.IsTheKitsHelloWorld(ctx)
}

// OthersThan are the names of all apps but one.
func (r *Run) OthersThan(app *processfile.App) []string {
	var names []string
	for _, other := range r.File.Apps {
		if other.Name != app.Name {
			names = append(names, other.Name)
		}
	}
	return names
}

// AskEach asks App for its greeting until every instance must have had its turn:
// the runner shares requests out in rotation. It returns the first answer that
// is not as it should be, or else the last one.
func (r *Run) AskEach(ctx context.Context, right func(Answer) bool) (Answer, bool) {
	var answer Answer
	for range 2*len(r.Rows(r.App)) + 1 {
		answer = r.Send(ctx, Request{Right: right})
		if !right(answer) {
			return answer, false
		}
	}
	return answer, true
}

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
