// Package monit is the dashboard: all apps, what they print, and their use of
// processor and memory over time, on a whole terminal, with keys to act on them.
//
// It is a client like any other: it asks a Source, shows what it hears, and
// passes wishes on. It starts no process and knows no socket. Everything that
// is drawn follows from the model, and the model changes by messages alone, so
// that every situation can be tested without a terminal.
package monit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/term"

	"workshop.example/processes/runner/control"
)

// Source is what the dashboard asks; *control.Client is one. It is used from
// several goroutines at once.
type Source interface {
	// Status is asked about once a second, with a deadline. An error that is
	// neither the deadline's nor a *control.Failure is taken for a daemon that
	// has gone, until an answer comes.
	Status(ctx context.Context) (control.Status, error)
	// Logs hands every record to each, and returns when ctx ends or the daemon
	// goes away. each never blocks, and has no error.
	Logs(ctx context.Context, q control.LogQuery, each func(control.LogRecord) error) error
	// Do returns when it has been done. The target is an app's name, or the id
	// of one instance.
	Do(ctx context.Context, verb control.Verb, target string) ([]control.Outcome, error)
	// Scale returns when an app has so many instances.
	Scale(ctx context.Context, name string, to control.Scale) (control.Scaled, error)
}

var _ Source = (*control.Client)(nil)

// Options are how to show it.
type Options struct {
	In      io.Reader     // the keys; a terminal
	Out     io.Writer     // the screen; a terminal
	Colour  bool          // false: bold and reversed letters only
	Project string        // the project's folder; its last part stands in the header
	Every   time.Duration // between two questions for the status; 0: a second
}

const (
	answerWithin = 3 * time.Second // after that a daemon counts as silent
	redraws      = 20              // a second, at the most
)

// errNoTerminal names the commands that need none.
var errNoTerminal = errors.New("monit draws on a whole terminal, and here is none: its input or output goes elsewhere, or TERM says \"dumb\". " +
	"`status` prints the same table once, `logs` the lines as they come")

// errPanic is said below the trace that was printed.
var errPanic = errors.New("monit has a defect and has ended; what it was stands above. The apps are not touched by it")

// Run shows the dashboard until q, Ctrl-C, a signal or the end of ctx; none of
// them is an error. Without a terminal, and without an answer to the first
// question, it returns an error before it touches the screen. Whatever ends
// it, the terminal is as it was before.
func Run(ctx context.Context, source Source, opts Options) error {
	if !isTerminal(opts.In) || !isTerminal(opts.Out) || os.Getenv("TERM") == "dumb" {
		return errNoTerminal
	}
	return run(ctx, source, opts)
}

func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// run is Run without the look at the terminal; tests hand in options of their own.
func run(ctx context.Context, source Source, opts Options, extra ...tea.ProgramOption) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	first, err := askStatus(ctx, source)
	if err != nil {
		return err
	}
	m := newModel(ctx, source, opts)
	m.heard(statusMsg{status: first})
	program := tea.NewProgram(m, append([]tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(opts.In), tea.WithOutput(opts.Out), tea.WithFPS(redraws),
	}, extra...)...)
	m.pause = func() { pause(program) }
	defer listenForSignals(program)()
	_, err = program.Run()
	return ending(ctx, err)
}

// askStatus asks once, with a deadline.
func askStatus(ctx context.Context, source Source) (control.Status, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	return source.Status(ctx)
}

// ending tells an end that was asked for from a failure.
func ending(ctx context.Context, err error) error {
	switch {
	case err == nil, errors.Is(err, tea.ErrInterrupted):
		return nil
	case errors.Is(err, tea.ErrProgramPanic):
		return errPanic
	case ctx.Err() != nil:
		return nil
	}
	return fmt.Errorf("the terminal failed: %w", err)
}
