// Package disposability is exercise 9: processes that may be stopped at any
// moment without anybody noticing.
package disposability

import (
	"context"
	"embed"
	"fmt"
	"slices"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
)

//go:embed hints.md
var files embed.FS

// Exercise is what the checker knows of this folder.
var Exercise = check.Exercise{
	Number: 9,
	Name:   "disposability",
	Title:  "Stop and reload without losing a request",
	Files:  files,
	Promises: []check.Promise{
		check.FileIsRight(),
		{Name: "hello-world comes online", Check: comesOnline},
		{Name: "told to stop, each process ends by itself, with exit code 0", Check: endsByItself},
		{Name: "stopped with slow requests in flight: each is answered first", Check: stopInFlight},
		{Name: "reloaded with slow requests in flight: not one request fails", Check: reloadInFlight},
	},
	Proved: proved,
	Question: &check.Question{
		Text: "A request takes two and a half seconds. After a tenth of a second the app is stopped, and kill_timeout has PM2's default, 1600 ms. What does the client get?",
		Answers: []string{
			"Its answer: a stop waits for requests in flight, however long they take",
			"An error after a little more than a second: the time to finish was over",
			"An error at once: a stop ends the process immediately",
		},
		Right:   1,
		Because: "A stop is a polite request with a deadline. The process may finish what it has begun, but no longer than kill_timeout allows; then it is killed, whatever it is doing.",
	},
}

// takes is how long the slow request takes: longer than PM2's default kill_timeout
// allows, which is the lesson. It is not three seconds: that is three quarters of
// 4000 ms, and with such a kill_timeout chance would decide.
var takes = patience.Slow.Time

// fewRequests is how many requests must be answered before and after a reload.
const fewRequests = 10

func comesOnline(ctx context.Context, r *check.Run) *check.Finding {
	if finding := r.NeedHelloWorld(check.DoFirst(1)); finding != nil {
		return finding
	}
	if _, finding := r.AttachRedis(ctx); finding != nil {
		return finding
	}
	if finding := r.ComesOnline(ctx, r.App); finding != nil {
		return finding
	}
	return r.IsTheKitsHelloWorld(ctx)
}

// endsByItself stops the app while it is idle: that alone shows whether its
// processes get the signal.
func endsByItself(ctx context.Context, r *check.Run) *check.Finding {
	if finding := inSeconds(r); finding != nil {
		return finding
	}
	if finding := stop(ctx, r); finding != nil {
		return finding
	}
	if finding := endedWell(r); finding != nil {
		return finding
	}
	return start(ctx, r)
}

// inSeconds is about a kill_timeout in which no process could end. With a very
// short one it is chance whether a process is killed, so the check does not try.
func inSeconds(r *check.Run) *check.Finding {
	if r.App.KillTimeout >= patience.KillLeast.Time {
		return nil
	}
	return &check.Finding{
		ID:       "MILLISECONDS",
		Expected: "a kill_timeout that lets a process finish what it does",
		Seen:     fmt.Sprintf("kill_timeout is %d ms; the number is in milliseconds, as in PM2", r.App.KillTimeout.Milliseconds()),
		Where:    check.Where(r.App, "kill_timeout"),
		Try:      "Write five seconds as kill_timeout: 5000.",
	}
}

// stop stops the app, and returns when its processes have ended.
func stop(ctx context.Context, r *check.Run) *check.Finding {
	bound, cancel := r.Box.Clock().Within(ctx, patience.Stopped)
	defer cancel()
	r.Mark("stopped %s", r.App.Name)
	stopped := make(chan error, 1)
	go func() { stopped <- r.Box.Ecosystem().StopApp(context.WithoutCancel(ctx), r.App.Name) }()
	select {
	case err := <-stopped:
		if err != nil {
			return check.Internal(err)
		}
		return nil
	case <-bound.Done():
		if ctx.Err() != nil {
			return check.Internal(context.Cause(ctx))
		}
		return stillThere(r)
	}
}

func start(ctx context.Context, r *check.Run) *check.Finding {
	bound, cancel := r.Box.Clock().Within(ctx, patience.Back)
	defer cancel()
	r.Mark("started %s", r.App.Name)
	if err := r.Box.Ecosystem().StartApp(bound, r.App.Name); err != nil && ctx.Err() == nil && bound.Err() != nil {
		return check.Internal(err)
	}
	return r.ComesOnline(ctx, r.App)
}

func stillThere(r *check.Run) *check.Finding {
	return &check.Finding{
		ID:       "STILL-THERE",
		Expected: fmt.Sprintf("%s to exit soon after it was told to stop", r.App.Name),
		Seen:     fmt.Sprintf("it was still running %s later; kill_timeout is %s", console.Duration(patience.Stopped.Time), console.Duration(r.App.KillTimeout)),
		Where:    check.Where(r.App, "script"),
		Try:      "The program exits when it receives the signal. Check whether a wrapper swallows it: script: './services/hello-world' needs none.",
	}
}

// endedWell looks at the last exit of each instance. One that was killed did not
// get the signal, or had too little time.
func endedWell(r *check.Run) *check.Finding {
	for _, row := range r.Rows(r.App) {
		exit := lastExit(r, row.Instance)
		switch {
		case exit == nil || exit.Exit.Code == 0 && exit.Exit.Signal == "":
			continue
		case exit.Exit.Signal == "SIGKILL":
			return killed(r, row)
		}
		return &check.Finding{
			ID:       "EXIT-CODE",
			Expected: "exit code 0 from a process that was told to stop: it did as it was asked",
			Seen:     fmt.Sprintf("instance %d ended with %s", row.Instance, exit.Exit),
			Where:    check.Where(r.App, signalField(r.App)),
			Try:      "Use a signal that the service understands, SIGINT or SIGTERM: leave kill_signal out, and put no wrapper in between.",
		}
	}
	return nil
}

// lastExit is an instance's last exit, one that was asked for as well.
func lastExit(r *check.Run, instance int) *supervise.Event {
	for _, e := range slices.Backward(r.EventsOf(r.App)) {
		if e.Kind == supervise.Exited && e.Instance == instance {
			return &e
		}
	}
	return nil
}

// signalField is the field that decides which signal is sent, or the script
// when the file leaves it at the default.
func signalField(app *processfile.App) string {
	if _, given := app.At["kill_signal"]; given {
		return "kill_signal"
	}
	return "script"
}

func killed(r *check.Run, row supervise.Status) *check.Finding {
	finding := &check.Finding{
		ID:       "KILLED",
		Expected: "each process to end by itself when it is told to stop",
		Seen: fmt.Sprintf("instance %d was sent %s, and had to be killed with SIGKILL after its kill_timeout of %s",
			row.Instance, r.App.KillSignal, console.Duration(r.App.KillTimeout)),
		Where: check.Where(r.App, signalField(r.App)),
		Try:   "The service itself must get the signal: script: './services/hello-world', without a wrapper that swallows it.",
	}
	if r.App.KillSignal == "SIGKILL" {
		finding.Seen = fmt.Sprintf("kill_signal is SIGKILL: instance %d had no chance to finish anything", row.Instance)
		finding.Try = "Leave kill_signal out: SIGINT, the default, is a request that a program can answer."
	}
	return finding
}

func proved(r *check.Run) string {
	return fmt.Sprintf("A stop and a reload came while requests were in flight that take %s. Each of them was answered, and not one of %d requests beside them failed. "+
		"Processes like these can be moved, replaced and updated in the middle of the day.", console.Duration(takes), r.StopAsking().Asked)
}
