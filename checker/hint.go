package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/hints"
	"workshop.example/processes/checker/learner/progress"
	"workshop.example/processes/checker/screen/report"
)

func newHintCommand(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:   "hint N",
		Short: "One more hint for exercise N at each call",
		Long: `One more hint for exercise N at each call, from a nudge to nearly the answer. It
is about the step at which the last check ended. After the last hint for that
step they start over.`,
		Example: "  go run ./checker hint 1",
		Args:    oneExercise,
		RunE: func(cmd *cobra.Command, args []string) error {
			exercise, err := pick(args)
			if err != nil {
				return err
			}
			return runHint(cmd.Context(), opts, exercise, fmt.Sprintf("go run ./checker hint %d", exercise.Number))
		},
	}
}

// oneExercise says what cobra's own count of arguments leaves open: what to type.
func oneExercise(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usageError{errors.New("name the exercise: go run ./checker hint 2")}
	}
	return cobra.ExactArgs(1)(cmd, args)
}

// runHint shows one more hint; more is how one comes to the next.
func runHint(ctx context.Context, opts *options, e *check.Exercise, more string) error {
	ladders, err := readHints(e)
	if err != nil {
		return err
	}
	var ladder hints.Ladder
	entry, err := progress.Change(ctx, opts.Kit, e.Number, func(entry *progress.Entry) {
		ladder = ladders.For(entry.LastStep)
		entry.Hint = entry.Hint.Next(ladder)
	})
	if err != nil {
		return err
	}
	opts.Streams.Printf("%s", report.Hint(opts.Streams, e, ladder, entry.Hint.Shown, more))
	return nil
}

func readHints(e *check.Exercise) (hints.Ladders, error) {
	text, err := fs.ReadFile(e.Files, "hints.md")
	if err != nil {
		return nil, err
	}
	ladders := hints.Parse(string(text))
	if len(ladders.For("").Hints) == 0 {
		return nil, fmt.Errorf("exercises/%s/hints.md: it has no hints below `## %s`", e.Folder(), hints.General)
	}
	return ladders, nil
}
