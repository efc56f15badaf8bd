package check

import (
	"context"
	"fmt"
	"slices"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

// hopeless is how many unstable exits in a row are enough to know that the next
// start will not go better.
const hopeless = 3

// ComesOnline checks that every instance of an app is up and accepts requests.
// It starts the apps if nobody has. The app is the one that is asked from now on.
func (r *Run) ComesOnline(ctx context.Context, app *processfile.App) *Finding {
	finding := r.isOnline(ctx, app)
	if finding == nil {
		r.Port = r.Box.Inside(r.Box.PortOf(app))
	}
	return finding
}

func (r *Run) isOnline(ctx context.Context, app *processfile.App) *Finding {
	if finding := r.Start(ctx); finding != nil {
		return finding
	}
	if err := r.Box.Ecosystem().Failure(app.Name); err != nil {
		return r.appFailed(app, err)
	}
	_, trouble := r.AwaitOrRest(ctx, patience.Online, func() []supervise.Status { return notOnline(r.Rows(app)) }, func() bool {
		rows := r.Rows(app)
		return len(notOnline(rows)) == 0 || slices.ContainsFunc(rows, func(s supervise.Status) bool { return r.isFailing(app, s) })
	})
	waiting := notOnline(r.Rows(app))
	for _, row := range waiting {
		if r.isFailing(app, row) {
			return r.diagnose(app, row)
		}
	}
	if len(waiting) > 0 && trouble != nil {
		return trouble
	}
	if len(waiting) > 0 {
		return r.notListening(ctx, app, waiting[0])
	}
	return nil
}

func notOnline(rows []supervise.Status) []supervise.Status {
	return slices.DeleteFunc(rows, func(s supervise.Status) bool { return s.State == supervise.Online })
}

// isFailing says whether an instance has given up, or fails again and again.
func (r *Run) isFailing(app *processfile.App, row supervise.Status) bool {
	if row.State == supervise.Errored || row.State == supervise.Stopped && row.LastExit != nil {
		return true
	}
	return slices.ContainsFunc(r.EventsOf(app), func(e supervise.Event) bool {
		return e.Instance == row.Instance && e.Kind == supervise.Exited && e.Unstable >= hopeless
	})
}

// notListening is about an instance that runs and is not online: it listens
// nowhere, elsewhere, or where it should and is not healthy.
func (r *Run) notListening(ctx context.Context, app *processfile.App, row supervise.Status) *Finding {
	ports := platform.ListensOn(row.Pid)
	switch {
	case len(ports) == 0:
		return &Finding{
			ID:       "NOT-LISTENING",
			Expected: fmt.Sprintf("%s to accept connections on %s", who(app, row), givenPort(app, row)),
			Seen:     "it runs, but it listens nowhere" + r.LastWords(app, row.Instance, row.Generation),
			Where:    Where(app, "script"),
			Try:      "See what it does: go run ./runner run. Is it the program that you meant?",
		}
	case slices.Contains(ports, row.Port) && app.Health == "":
		return &Finding{
			ID:       "NOT-READY",
			Expected: fmt.Sprintf("%s to say that it is ready, as wait_ready in the file asks", who(app, row)),
			Seen:     "it listens and could serve, but it has never said so: process.send('ready') is a custom of Node.js programs",
			Where:    Where(app, "wait_ready"),
			Try:      "Take wait_ready out: the runner sees by itself when the port accepts connections.",
		}
	case slices.Contains(ports, row.Port):
		return r.notHealthy(ctx, app, row)
	}
	return &Finding{
		ID:       "OTHER-PORT",
		Expected: fmt.Sprintf("%s to listen on %s", who(app, row), givenPort(app, row)),
		Seen:     fmt.Sprintf("it listens on port %d instead; nobody can choose a port that is fixed in a script", ports[0]),
		Where:    Where(app, "env.PORT"),
		Try:      fmt.Sprintf("Let the program take its port from the environment: env: { PORT: %d }, and no port in the script or its arguments.", ports[0]),
	}
}

// notHealthy asks once more: a runner that gives an answer a second may have
// heard none on a busy machine, from a program that is well.
func (r *Run) notHealthy(ctx context.Context, app *processfile.App, row supervise.Status) *Finding {
	answer := r.ask(ctx, "GET", row.Port, app.Health)
	if answer.Err == nil && answer.Status/100 == 2 {
		return Internal(fmt.Errorf("%s answers %s now, and did not in time for the runner", who(app, row), app.Health))
	}
	return &Finding{
		ID:       "NOT-HEALTHY",
		Expected: fmt.Sprintf("%s to answer %s with a status from 200 to 299, as health in the file asks", who(app, row), app.Health),
		Seen:     "it listens, and answered " + answer.String(),
		Where:    Where(app, "health"),
		Try:      "Name a path that says whether the program can serve: health: '/healthz'. Or leave health out.",
	}
}

// who is an instance as a learner knows it.
func who(app *processfile.App, row supervise.Status) string {
	if app.Instances > 1 {
		return fmt.Sprintf("instance %d of %s", row.Instance, app.Name)
	}
	return app.Name
}

// givenPort is the port on which an instance should listen. Behind a shared
// port it is the runner's choice, and its number says nothing to a learner.
func givenPort(app *processfile.App, row supervise.Status) string {
	switch {
	case row.Port == 0:
		return "a port"
	case app.ExecMode == processfile.Cluster && app.Port != 0:
		return "the PORT that the runner gives it"
	}
	return fmt.Sprintf("port %d, as PORT says", row.Port)
}
