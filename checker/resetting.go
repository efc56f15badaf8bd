package main

import (
	"context"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/progress"
	"workshop.example/processes/checker/screen/report"
)

func newResetCommand(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:   "reset [N]",
		Short: "Forget the progress of exercise N, or all of it",
		Long: `Forget the progress of exercise N, or of every exercise: the ticks in the list,
and how many hints were shown. Your files stay as they are.`,
		Example: "  go run ./checker reset 2\n  go run ./checker reset",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			which, err := pickOrAll(args)
			if err != nil {
				return err
			}
			return runReset(cmd.Context(), opts, which)
		},
	}
}

func runReset(ctx context.Context, opts *options, which []*check.Exercise) error {
	before := progress.Read(opts.Kit)
	var forgotten []*check.Exercise
	for _, e := range which {
		if before.Exercises[e.Number] == (progress.Entry{}) {
			continue
		}
		if _, err := progress.Change(ctx, opts.Kit, e.Number, func(entry *progress.Entry) { *entry = progress.Entry{} }); err != nil {
			return err
		}
		forgotten = append(forgotten, e)
	}
	opts.Streams.Printf("%s\n", report.Reset(which, forgotten, before))
	return nil
}
