package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"workshop.example/processes/runner/console"
	"workshop.example/processes/runner/platform"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/supervise"
)

const (
	// idleTime is how long a program may run without listening and without
	// doing anything else either: it will not listen any more.
	idleTime = 4 * time.Second
	// shownTime is the same for a program that does listen, only not where it
	// should, or not as its health says: it has shown what it does.
	shownTime = 1500 * time.Millisecond
	// busyTime is how long it may take when it uses the processor meanwhile: a
	// wrapper that compiles first, on a machine that has other work too.
	busyTime = 90 * time.Second
	// glance is the time between two looks at what a program is doing.
	glance = 250 * time.Millisecond
	// hopeless is how many unstable exits in a row are enough to know that the
	// next start will not go better.
	hopeless = 3
)

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
	busy := r.awaitOnline(ctx, app)
	rows := r.Rows(app)
	for _, row := range rows {
		if row.State != supervise.Online && r.isFailing(app, row) {
			return r.diagnose(app, row)
		}
	}
	for _, row := range rows {
		if row.State != supervise.Online && busy {
			return stillBusy(app, row)
		}
		if row.State != supervise.Online {
			return r.notListening(ctx, app, row)
		}
	}
	return nil
}

// awaitOnline returns when all instances are online, when one has failed, or
// when one will not listen any more.
// It says whether the time was over while something was still at work: then
// nobody knows what would have come of it.
func (r *Run) awaitOnline(ctx context.Context, app *processfile.App) (busy bool) {
	ctx, cancel := context.WithTimeout(ctx, busyTime)
	defer cancel()
	go r.endWhenIdle(ctx, cancel, app)
	r.Await(ctx, func() bool {
		rows := r.Rows(app)
		failing := slices.ContainsFunc(rows, func(s supervise.Status) bool { return r.isFailing(app, s) })
		return failing || !slices.ContainsFunc(rows, func(s supervise.Status) bool { return s.State != supervise.Online })
	})
	return errors.Is(ctx.Err(), context.DeadlineExceeded)
}

// stillBusy is no verdict: a machine with much else to do takes long over what
// a script compiles at its start.
func stillBusy(app *processfile.App, row supervise.Status) *Finding {
	return &Finding{
		ID: "STILL-BUSY", Trouble: true,
		Expected: fmt.Sprintf("%s to listen, or to come to rest", who(app, row)),
		Seen:     fmt.Sprintf("it has been at work for %s and does not listen yet", console.Duration(busyTime)),
		Where:    Where(app, "script"),
		Try:      "Close what keeps this machine busy and check again. If your script compiles or installs something first, do that once by hand.",
	}
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

// endWhenIdle calls cancel when the processes that are not online yet have been
// idle for long enough. On a system that does not tell what a process uses,
// they count as idle from the start.
func (r *Run) endWhenIdle(ctx context.Context, cancel func(), app *processfile.App) {
	tick := time.NewTicker(glance)
	defer tick.Stop()
	last, since := -1, time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		used, bound := r.busy(app)
		if used != last {
			last, since = used, time.Now()
		}
		if time.Since(since) > bound {
			cancel()
			return
		}
	}
}

// busy is a number that changes while the processes that are not online yet do
// something, and the time for which it must stand still to say that they do
// nothing. What a program uses that listens already does not count: it is
// asked for its health all the time, and that takes time to answer.
func (r *Run) busy(app *processfile.App) (used int, bound time.Duration) {
	bound = shownTime
	for _, row := range r.Rows(app) {
		if row.Pid == 0 || row.State == supervise.Online {
			continue
		}
		used += row.Generation // a new process is a sign of life, too
		if len(platform.ListensOn(row.Pid)) == 0 {
			ticks, _ := platform.Busy(row.Pid)
			used += ticks
			bound = idleTime
		}
	}
	return used, bound
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
			Seen:     "it runs, but it listens nowhere" + r.lastWords(app, row.Instance, row.Generation),
			Where:    Where(app, "script"),
			Try:      "Look at what it does: go run ./runner run. Is it the program that you meant?",
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
		return &Finding{
			ID:       "NOT-HEALTHY",
			Expected: fmt.Sprintf("%s to answer %s with a status from 200 to 299, as health in the file asks", who(app, row), app.Health),
			Seen:     "it listens, and answered " + Ask(ctx, row.Port, app.Health).String(),
			Where:    Where(app, "health"),
			Try:      "Name a path that says whether the program can serve: health: '/healthz'. Or leave health out.",
		}
	}
	return &Finding{
		ID:       "OTHER-PORT",
		Expected: fmt.Sprintf("%s to listen on %s", who(app, row), givenPort(app, row)),
		Seen:     fmt.Sprintf("it listens on port %d instead; a port that is fixed in a script cannot be chosen by whoever runs it", ports[0]),
		Where:    Where(app, "env.PORT"),
		Try:      fmt.Sprintf("Let the program take its port from the environment: env: { PORT: %d }, and no port in the script or its arguments.", ports[0]),
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
