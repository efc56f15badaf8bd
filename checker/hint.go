package main

import (
	"context"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/progress"
)

func newHintCommand(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:     "hint N",
		Short:   "One more hint for exercise N at each call",
		Long:    "One more hint for exercise N at each call, from a nudge to nearly the answer. Then they begin anew.",
		Example: "  go run ./checker hint 1",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			exercise, err := pick(args)
			if err != nil {
				return err
			}
			return runHint(cmd.Context(), opts, exercise)
		},
	}
}

func runHint(ctx context.Context, opts *options, e *check.Exercise) error {
	hints, err := readHints(e)
	if err != nil {
		return err
	}
	entry, err := progress.Change(ctx, opts.Kit, e.Number, func(entry *progress.Entry) { entry.Hints++ })
	if err != nil {
		return err
	}
	shown := (entry.Hints - 1) % len(hints)
	opts.Streams.Printf("Hint %d of %d for exercise %d\n\n%s\n", shown+1, len(hints), e.Number, hints[shown])
	return nil
}

// readHints splits an exercise's hints.md: each begins with a heading.
func readHints(e *check.Exercise) ([]string, error) {
	text, err := fs.ReadFile(e.Files, "hints.md")
	if err != nil {
		return nil, err
	}
	var hints []string
	for _, part := range strings.Split("\n"+string(text), "\n## ")[1:] {
		_, body, _ := strings.Cut(part, "\n")
		hints = append(hints, strings.TrimSpace(body))
	}
	if len(hints) == 0 {
		return nil, fmt.Errorf("exercises/%s/hints.md: no line begins with `## `, so there is no hint in it", e.Folder())
	}
	return hints, nil
}
