package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
)

type statusOptions struct {
	JSON    bool
	Streams *console.Streams
}

func newStatusCommand(streams *console.Streams) *cobra.Command {
	opts := &statusOptions{Streams: streams}
	cmd := &cobra.Command{
		Use:     "status",
		Aliases: []string{"ls", "list"},
		Short:   "Show every instance: is it up, since when, what does it use",
		Long: `Show a row for every instance of every app that was started here, and below
the table what is wrong with those that do not run.

cpu is the share of one processor core since the last look, mem the memory of
the process itself. ↺ counts restarts, those that were asked for as well.

It starts nothing, and its exit code is 0 even when apps are errored.`,
		Example: `  go run ./runner status
  go run ./runner status --json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runStatus(cmd.Context(), opts)
		},
	}
	cmd.Flags().BoolVar(&opts.JSON, "json", false, "print an array with an object for each instance")
	return cmd
}

func runStatus(ctx context.Context, opts *statusOptions) error {
	client, home, err := connect(ctx, opts.Streams)
	if errors.Is(err, control.ErrNoDaemon) {
		if !opts.JSON {
			nothing := nothingRuns(home)
			opts.Streams.Say("%s", nothing.Message)
			opts.Streams.Say("Try: %s", nothing.Hint)
		}
		return show(opts.Streams, control.Status{Rows: []control.Row{}}, opts.JSON)
	}
	if err != nil {
		return err
	}
	defer client.Close()
	status, err := client.Status(ctx)
	if err != nil {
		return err
	}
	return show(opts.Streams, status, opts.JSON)
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{errors.New(cmd.Name() + " takes no arguments: it is about everything that runs here")}
	}
	return nil
}
