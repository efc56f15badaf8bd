// Command bench measures the runner beside other process managers, on the same
// work, in one run, and prints what it saw and the ratios:
//
//	go run ./tools/bench                        everything, all managers that are installed
//	go run ./tools/bench --rows start,kill      some rows
//	go run ./tools/bench --peers ours,floor     some managers
//	go run ./tools/bench --quick                a minute's worth, to see that it works
//
// The managers take turns within each round, so that a busy moment of the
// machine meets them all; what carries over to another machine are the ratios.
// docs/benchmarks.md says what each row means.
//
// Exit codes: 0 measured, 1 something could not be measured, 2 wrong usage. A
// goal that is not met is no failure.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tools/bench/internal/table"
)

func main() {
	selfexec.Play()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := Main(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	platform.Farewell()
	os.Exit(code)
}

// errIncomplete: something failed, and that was said already.
var errIncomplete = errors.New("incomplete")

// usageError is a call that makes no sense.
type usageError struct{ error }

// Main measures what the arguments ask for and returns the exit code.
func Main(ctx context.Context, args []string, out, messages io.Writer) int {
	cmd := newCommand(out, messages)
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(ctx)
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errIncomplete):
		return 1
	case errors.As(err, &usage):
		fmt.Fprintf(messages, "bench: %s\nTry: go run ./tools/bench --help\n", err)
		return 2
	}
	fmt.Fprintf(messages, "bench: %s\n", err)
	return 1
}

func newCommand(out, messages io.Writer) *cobra.Command {
	opts := &options{}
	cmd := &cobra.Command{
		Use:           "bench",
		Short:         "Measure the runner beside other process managers",
		Long:          "Measure the runner beside other process managers, on the same work in one run.\n\nRows:\n" + rowList(),
		Args:          func(_ *cobra.Command, args []string) error { return noArguments(args) },
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return run(cmd.Context(), opts, out, messages)
		},
	}
	cmd.SetOut(out)
	cmd.SetErr(messages)
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	f := cmd.Flags()
	f.StringSliceVar(&opts.rows, "rows", nil, "these rows alone, as in --rows start,kill")
	f.StringSliceVar(&opts.peers, "peers", nil, "these managers alone, as in --peers ours,pm2")
	f.IntVar(&opts.rounds, "rounds", 5, "how often everything is measured")
	f.BoolVar(&opts.quick, "quick", false, "one round, small numbers: whether it works, no figures to quote")
	f.BoolVar(&opts.json, "json", false, "print everything as JSON, each figure included")
	f.BoolVar(&opts.markdown, "markdown", false, "print the tables as they stand in docs/benchmarks.md")
	f.StringVar(&opts.folder, "dir", "", "the folder to work in, as in --dir /dev/shm; the system's temporary one if not given")
	f.StringVar(&opts.pm2, "pm2", "", "the path of pm2, where it is not on the PATH")
	f.StringVar(&opts.air, "air", "", "the path of air, where it is not on the PATH")
	return cmd
}

func noArguments(args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("%q: rows are chosen with --rows", args[0])}
	}
	return nil
}

func run(ctx context.Context, opts *options, out, messages io.Writer) error {
	plan, err := opts.plan()
	if err != nil {
		return usageError{err}
	}
	b, done, err := newBench(ctx, plan, messages)
	if err != nil {
		return err
	}
	defer done()
	complete := b.measure(ctx)
	if err := opts.print(out, b.report()); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return errors.New("interrupted; what was measured until then is above")
	}
	if !complete {
		return errIncomplete
	}
	return nil
}

func (o *options) print(out io.Writer, r table.Report) error {
	switch {
	case o.json:
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", " ")
		return encoder.Encode(r)
	case o.markdown:
		table.Markdown(out, r)
	default:
		table.Print(out, r)
	}
	return nil
}
