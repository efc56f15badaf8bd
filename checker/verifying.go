package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/isolated"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/checker/teaching/verify"
	"workshop.example/processes/exercises"
)

type verifyOptions struct {
	*options
	Runs int
	Load int
	Kind string
	Jobs int
}

func newVerifyCommand(opts *options) *cobra.Command {
	v := &verifyOptions{options: opts}
	cmd := &cobra.Command{
		Use:   "verify [N]",
		Short: "For maintainers: does every solution pass, and is every known wrong answer caught?",
		Long: `For maintainers. Check every solution, every right answer and every known wrong
answer of every exercise (or of exercise N), and compare the verdicts with what
they must be: a right one passes, a wrong one fails with the id and the words
that its about.md names. What the exercise before has left must fail too, as
start.md says. Every promise must catch at least one of them, and the exercise
must be complete: task, page, hints, notes, eight wrong answers, three right ones.

With --runs 100 each is checked a hundred times, with --load while other
processes keep every processor busy, one for each or as many as you say: a
verdict must never depend on luck. With --jobs 2 two checks run at once.

An exercise that needs Docker is skipped on a machine without it: exit code 3,
and with CI=true it is 1.`,
		Example: `  go run ./checker verify
  go run ./checker verify 2 --runs 100 --load
  go run ./checker verify --kind solution --load=12
  go run ./checker verify --kind solution --runs 100
  go run ./checker verify --jobs 2 --json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			which, err := pickOrAll(args)
			if err != nil {
				return err
			}
			return runVerify(cmd.Context(), v, which)
		},
	}
	opts.addTimeout(cmd)
	opts.addJSON(cmd)
	cmd.Flags().IntVar(&v.Jobs, "jobs", 1, "how many checks run at once")
	cmd.Flags().IntVar(&v.Runs, "runs", 1, "how often each answer is checked")
	cmd.Flags().IntVar(&v.Load, "load", 0, "keep every processor busy meanwhile, each with this many processes: --load=12")
	cmd.Flags().Lookup("load").NoOptDefVal = "1"
	cmd.Flags().StringVar(&v.Kind, "kind", "", "only answers of this kind: start, solution, right, wrong")
	return cmd
}

func runVerify(ctx context.Context, opts *verifyOptions, which []*check.Exercise) error {
	if opts.Load < 0 {
		return usageError{fmt.Errorf("--load=%d: it is a number of processes for each processor", opts.Load)}
	}
	if opts.Load > 0 {
		end, err := verify.Load(ctx, opts.Load)
		if err != nil {
			return err
		}
		defer end()
	}
	var outcomes []verify.Outcome
	for _, e := range which {
		opts.say(report.VerifyHead(opts.Streams, e) + "\n")
		o, err := verify.Exercise(ctx, e, preceding(e), opts.settings())
		if err != nil {
			return err
		}
		opts.say(report.VerifyEnd(opts.Streams, o))
		outcomes = append(outcomes, o)
	}
	opts.say("\n" + report.VerifySummary(outcomes) + "\n")
	if opts.JSON {
		if err := opts.print(report.VerifyJSON(outcomes)); err != nil {
			return err
		}
	}
	if !slices.ContainsFunc(outcomes, func(o verify.Outcome) bool { return len(o.Rows) > 0 }) {
		return usageError{fmt.Errorf("--kind %s: there is no answer of that kind", opts.Kind)}
	}
	switch {
	case !report.VerifyRight(outcomes):
		return exit(exitNotPassed)
	case report.VerifySkipped(outcomes) > 0 && isCI():
		opts.Streams.Say("checker: in CI nothing may be skipped: install what is missing, or verify the other exercises one by one.")
		return exit(exitNotPassed)
	case report.VerifySkipped(outcomes) > 0:
		return exit(exitUnavailable)
	}
	return nil
}

// say prints what is for people.
func (o *verifyOptions) say(text string) {
	if !o.JSON {
		o.Streams.Printf("%s", text)
	}
}

func (o *verifyOptions) settings() verify.Options {
	settings := verify.Options{
		Kit: o.Kit, Runs: o.Runs, Jobs: o.Jobs, Check: o.checkOne,
		Done: func(r verify.Row) { o.say(report.VerifyLine(o.Streams, r) + "\n") },
	}
	if o.Kind != "" {
		settings.Only = []verify.Kind{verify.Kind(o.Kind)}
	}
	return settings
}

// checkOne runs one check. A check that is over ends whatever this process has
// started, and its clock goes by all that this process has started: so those that
// run side by side, or beside a load, get a process each.
func (o *verifyOptions) checkOne(ctx context.Context, e *check.Exercise, cfg sandbox.Config) (check.Result, error) {
	if (o.Jobs > 1 || o.Load > 0) && !e.Engine {
		return isolated.Do(ctx, e, cfg, o.Timeout)
	}
	return o.check(ctx, e, cfg, nil)
}

// preceding is the exercise before one, nil before the first. What an exercise
// with containers has left tells nothing about a process file.
func preceding(e *check.Exercise) *check.Exercise {
	for i := slices.Index(exercises.All, e) - 1; i >= 0; i-- {
		if before := exercises.All[i]; len(e.Answers) > 0 || len(before.Answers) == 0 {
			return before
		}
	}
	return nil
}
