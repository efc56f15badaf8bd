package main

import (
	"errors"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/checker/teaching/author"
)

func newNewCommand(opts *options) *cobra.Command {
	title := ""
	cmd := &cobra.Command{
		Use:   "new NN-name",
		Short: "For authors: start a new exercise",
		Long: `For authors. Make a small exercise that works, with everything that belongs to
it, for you to change. docs/authoring.md goes through it step by step.`,
		Example: `  go run ./checker new 13-blue-green --title "Change a version without a gap"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return runNew(opts, args[0], title)
		},
	}
	cmd.Flags().StringVar(&title, "title", "", "what it is about, in a line")
	return cmd
}

func runNew(opts *options, name, title string) error {
	e, err := author.New(name, title)
	if err != nil {
		return asUsage(err)
	}
	made, err := e.Write(opts.Kit)
	if err != nil {
		return asUsage(err)
	}
	opts.Streams.Printf("%s", report.NewExercise(opts.Streams, e.Number, e.Folder(), made))
	return nil
}

// asUsage gives a mistake of the author's the exit code of wrong usage.
func asUsage(err error) error {
	if mistake := (author.Wrong{}); errors.As(err, &mistake) {
		return usageError{err}
	}
	return err
}
