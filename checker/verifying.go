package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/report"
	"workshop.example/processes/checker/verify"
	"workshop.example/processes/exercises"
)

type verifyOptions struct {
	*options
	Runs int
	Load bool
	Kind string
}

func newVerifyCommand(opts *options) *cobra.Command {
	v := &verifyOptions{options: opts}
	cmd := &cobra.Command{
		Use:   "verify [N]",
		Short: "For maintainers: is every solution passed, and every known wrong answer caught?",
		Long: `For maintainers. Check every solution, every right answer and every known wrong
answer of every exercise (or of exercise N), and compare the verdicts with what
they must be: a right one passes, a wrong one fails with the id and the words
that its about.md names.

With --runs 100 each is checked a hundred times, with --load while other
processes keep every processor busy: a verdict must never depend on luck.`,
		Example: `  go run ./checker verify
  go run ./checker verify 2 --runs 100 --load
  go run ./checker verify --kind solution --runs 100`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			which := exercises.All
			if len(args) > 0 {
				one, err := pick(args)
				if err != nil {
					return err
				}
				which = []*check.Exercise{one}
			}
			return runVerify(cmd.Context(), v, which)
		},
	}
	opts.addTimeout(cmd)
	cmd.Flags().IntVar(&v.Runs, "runs", 1, "how often each answer is checked")
	cmd.Flags().BoolVar(&v.Load, "load", false, "keep every processor busy meanwhile")
	cmd.Flags().StringVar(&v.Kind, "kind", "", "only answers of this kind: start, solution, right, wrong")
	return cmd
}

func runVerify(ctx context.Context, opts *verifyOptions, which []*check.Exercise) error {
	if opts.Load {
		end, err := verify.Load(ctx)
		if err != nil {
			return err
		}
		defer end()
	}
	settings := verify.Options{Kit: opts.Kit, Runs: opts.Runs, Timeout: opts.Timeout, Done: func(r verify.Row) {
		opts.Streams.Printf("%s\n", report.VerifyLine(opts.Streams, r))
	}}
	if opts.Kind != "" {
		settings.Only = []verify.Kind{verify.Kind(opts.Kind)}
	}
	judged, wrong := 0, 0
	for _, e := range which {
		opts.Streams.Printf("%s\n", report.VerifyHead(opts.Streams, e))
		rows, err := verify.Exercise(ctx, e, settings)
		if err != nil {
			return err
		}
		for _, r := range rows {
			judged += len(r.Times)
			wrong += len(r.Faults)
		}
	}
	opts.Streams.Printf("\n%d checks, %d judged wrongly\n", judged, wrong)
	if judged == 0 {
		return usageError{fmt.Errorf("--kind %s: there is no answer of that kind", opts.Kind)}
	}
	if wrong > 0 {
		return exit(exitNotPassed)
	}
	return nil
}
