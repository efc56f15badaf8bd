package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/signal"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/apps/logs"
	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/redact"
)

type logsOptions struct {
	Query    control.LogQuery
	NoStream bool
	Raw      bool
	JSON     bool
	Streams  *console.Streams
}

func newLogsCommand(streams *console.Streams) *cobra.Command {
	opts := &logsOptions{Streams: streams}
	cmd := &cobra.Command{
		Use:   "logs [APP]",
		Short: "Show what apps print: the last lines, then the stream",
		Long: `Show the last lines that apps printed, in the order of their times, then what
they print from now on, until Ctrl-C. What the runner has to say about them
(started, ended, restarting) goes to standard error.

APP is a name, a namespace, the id of an instance (its whole app is meant), or
all, which is the default.`,
		Example: `  go run ./runner logs
  go run ./runner logs hello-world --lines 100 --nostream
  go run ./runner logs hello-world --err
  go run ./runner logs --json | grep visits`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError{errors.New("one app, namespace or id at a time; without one, all are shown")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.Query.Target = "all"
			if len(args) == 1 {
				opts.Query.Target = args[0]
			}
			opts.Query.Follow = !opts.NoStream
			if opts.Query.Lines < 0 {
				return usageError{fmt.Errorf("--lines %d: expected 0 or more", opts.Query.Lines)}
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), stopSignals...)
			defer stop()
			return runLogs(ctx, opts)
		},
		ValidArgsFunction: completeApps(cobra.ShellCompDirectiveNoFileComp),
	}
	flags := cmd.Flags()
	flags.IntVar(&opts.Query.Lines, "lines", 15, "so many of the last lines of each app first")
	flags.BoolVar(&opts.NoStream, "nostream", false, "the last lines alone, then end")
	flags.BoolVar(&opts.Query.Err, "err", false, "standard error alone")
	flags.BoolVar(&opts.Query.Out, "out", false, "standard output alone")
	flags.BoolVar(&opts.Raw, "raw", false, "without the instance and the app before each line")
	flags.BoolVar(&opts.JSON, "json", false, "an object for each line, with PM2's keys")
	return cmd
}

func runLogs(ctx context.Context, opts *logsOptions) error {
	client, home, err := connect(ctx, opts.Streams)
	if errors.Is(err, control.ErrNoDaemon) {
		return pastLogs(ctx, home, opts)
	}
	if err != nil {
		return err
	}
	defer client.Close()
	status, err := client.Status(ctx)
	if err != nil {
		return err
	}
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	go func() {
		select {
		case <-readerGone():
			leave()
		case <-ctx.Done():
		}
	}()
	printer := newLogPrinter(opts.Streams, status.Rows)
	printer.raw, printer.asJSON = opts.Raw, opts.JSON
	err = client.Logs(ctx, opts.Query, printer.print)
	if errors.Is(err, control.ErrGone) {
		return &control.Failure{Message: "the daemon has ended, and with it all apps", Hint: "go run ./runner start"}
	}
	return err
}

// pastLogs prints what the files still hold when nothing runs: the last words
// of what did.
func pastLogs(ctx context.Context, home control.Home, opts *logsOptions) error {
	nothing := nothingRuns(home)
	file, err := (&fileOptions{}).read(ctx)
	if err != nil {
		return nothing
	}
	filter := logs.Filter{Out: opts.Query.Out, Err: opts.Query.Err}
	if opts.Query.Target != "all" {
		filter.Apps = []string{opts.Query.Target}
	}
	past := logs.Tail(home.Dir, file.Apps, filter, opts.Query.Lines)
	if len(past) == 0 {
		return nothing
	}
	printer := newLogPrinter(opts.Streams, nil)
	printer.raw, printer.asJSON = opts.Raw, opts.JSON
	for _, r := range past {
		record := control.LogRecord{App: r.App, Instance: r.Instance, Stream: control.StreamOut, Text: r.Text, Continued: r.Continued}
		if r.Stderr {
			record.Stream = control.StreamErr
		}
		if err := printer.print(record); err != nil {
			return err
		}
	}
	opts.Streams.Say("%s: these are the last lines of the log files", nothing.Message)
	return nil
}

// logPrinter prints records.
type logPrinter struct {
	streams  *console.Streams
	prefixes *prefixes
	raw      bool
	asJSON   bool
	ids      map[instanceKey]int
}

type instanceKey struct {
	app      string
	instance int
}

func newLogPrinter(streams *console.Streams, rows []control.Row) *logPrinter {
	p := &logPrinter{streams: streams, prefixes: newPrefixes(streams), ids: map[instanceKey]int{}}
	for _, r := range rows {
		p.prefixes.know(r.Name, r.Instance)
		p.ids[instanceKey{r.Name, r.Instance}] = r.ID
	}
	return p
}

func (p *logPrinter) print(r control.LogRecord) error {
	switch {
	case r.Dropped > 0:
		p.streams.Say("%s", p.streams.Paint(console.Yellow, fmt.Sprintf("(%s are missing here: they came faster than this terminal shows them)", console.Count(r.Dropped, "line"))))
	case p.asJSON:
		p.streams.Printf("%s\n", p.object(r))
	case r.Stream == control.StreamRunner:
		for text := range strings.Lines(r.Text) { // a compiler's message has several
			r.Text = strings.TrimSuffix(text, "\n")
			p.streams.Say("%s", p.line(r))
		}
	case p.raw:
		p.streams.Printf("%s\n", p.text(r))
	default:
		p.streams.Printf("%s\n", p.line(r))
	}
	return nil
}

// line is a record with who said it before it.
func (p *logPrinter) line(r control.LogRecord) string {
	p.prefixes.know(r.App, r.Instance)
	text := p.text(r)
	if r.Stream == control.StreamRunner {
		text = p.streams.Paint(console.Dim, text)
	}
	return p.prefixes.of(r.App, r.Instance) + " " + text
}

func (p *logPrinter) text(r control.LogRecord) string {
	if p.streams.OutTerminal || r.Stream == control.StreamRunner {
		return console.Harmless(r.Text)
	}
	return r.Text
}

// object is a record in PM2's keys, on one line. There are spaces behind the
// commas on purpose: passwords are masked in all that is printed, and without
// a space a URL might seem to reach into the next key.
func (p *logPrinter) object(r control.LogRecord) string {
	id, known := p.ids[instanceKey{r.App, r.Instance}]
	if !known {
		id = -1
	}
	at := ""
	if !r.At.IsZero() {
		at = r.At.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprintf(`{"message": %s, "timestamp": %s, "type": %s, "process_id": %d, "app_name": %s}`,
		quoted(redact.Redact(r.Text)), quoted(at), quoted(r.Stream), id, quoted(r.App))
}

func quoted(text string) string {
	encoded, err := json.Marshal(text)
	if err != nil {
		return `""`
	}
	return redact.HarmlessJSON(string(encoded))
}
