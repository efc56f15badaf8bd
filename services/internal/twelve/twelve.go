// Package twelve is what every web process of the workshop has in common, so
// that a service's own files show only what is special about it. It knows
// nothing of greetings, football or Redis.
//
// It is named after the twelve-factor app, and keeps these of its promises:
//
//   - III. Config: everything comes from the environment. [Port] and [Getenv]
//     read it; a value that cannot be used is said in one line, and the
//     process ends with [ExitConfig].
//   - VI. Processes: a process shares nothing with its siblings. All it knows
//     of them is its own number, in the header X-Instance.
//   - VII. Port binding: [Process.Serve] listens on PORT itself, with no web
//     server around it.
//   - IX. Disposability: it is up in milliseconds. At SIGTERM or SIGINT it
//     takes no more connections, finishes the requests under way, and exits
//     with 0. A second signal ends it at once.
//   - XI. Logs: events go to stdout, one a line, with no time of their own:
//     whoever collects the lines knows when they came. Only the last words of
//     a process that fails go to stderr.
//
// The environment that it reads, beside what a service reads for itself:
//
//	PORT               where to listen; each service has a default
//	HOST               the address to listen on, default 127.0.0.1; in a
//	                   container it has to be 0.0.0.0 to be reached from outside
//	NODE_APP_INSTANCE  the number of this instance, as PM2 gives it; default 0
//	WORKSHOP_RUN       when set, echoed in the header X-Workshop-Run, by which
//	                   a checker knows the processes that it started
package twelve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// Process is this process as its own code sees it. [Main] makes the only one.
type Process struct {
	// Name is the service's name: the first word of an error message.
	Name string
	// Instance tells this process from its siblings. It is a string, since
	// that is what an environment holds; "0" when none was given.
	Instance string
	// Log takes events, one a line.
	Log *slog.Logger

	workshopRun string
	silentGrace time.Duration
	draining    atomic.Bool
	inFlight    atomic.Int64
}

// Main runs a service and ends the process; it does not return. The context
// that run gets is done at the first SIGTERM or SIGINT. When run returns nil
// the exit code is 0; otherwise the error is printed in one line and its
// [ExitCode] is the exit code.
func Main(name string, run func(context.Context, *Process) error) {
	p := &Process{
		Name:        name,
		Instance:    Getenv("NODE_APP_INSTANCE", "0"),
		Log:         newLog(os.Stdout),
		workshopRun: os.Getenv("WORKSHOP_RUN"),
		silentGrace: silentGrace,
	}
	os.Exit(p.end(run(untilSignal(p.Log), p)))
}

// end says the last words and gives the exit code.
func (p *Process) end(err error) int {
	// A signal while the service was still starting is no failure.
	if err == nil || errors.Is(err, context.Canceled) {
		p.Log.Info("stopped")
		return 0
	}
	fmt.Fprintf(os.Stderr, "%s: %s\n", p.Name, oneLine(err.Error()))
	return ExitCode(err)
}

// oneLine keeps a message in one line, whatever some library put into it.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
