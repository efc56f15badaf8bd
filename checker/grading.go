package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/isolated"
	"workshop.example/processes/checker/kit"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/checker/teaching/grade"
	"workshop.example/processes/exercises"
)

type gradeOptions struct {
	*options
	CSV   bool
	Only  string        // --exercise: one of them
	UpTo  string        // --up-to: the last of them
	Jobs  int           // how many submissions at once
	Bound time.Duration // of each check

	boundGiven bool // --timeout was said
}

func newGradeCommand(opts *options) *cobra.Command {
	g := &gradeOptions{options: opts}
	cmd := &cobra.Command{
		Use:   "grade PATH…",
		Short: "For instructors: check many submissions, and see what stops them",
		Long: `For instructors. Check many submissions, and print one table: how far each of
them got, what stopped it, and how many were stopped by the same thing.

A PATH is a process file, a folder with one, or a folder of such files and
folders, each a submission. A file named services.config or ecosystem.config
brings its folder along; one of any other name, such as anna.js, comes alone.

The exercises with containers are checked where a submission has a Dockerfile or
a compose file, or where --exercise or --up-to asks for them.

Each check runs in a separate process, with limits on time, output and memory: a
submission that hangs or crashes its check costs only its own row. Still, other
people's programs run here with your rights: grade only what you would also
start by hand.

Exit codes: 0 every submission was graded, 1 some could not be, 2 wrong usage.`,
		Example: `  go run ./checker grade submissions
  go run ./checker grade submissions --up-to 3 --csv >grades.csv
  go run ./checker grade anna/services.config.js bob.js --exercise 2`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("name what is to be graded: go run ./checker grade submissions")}
			}
			g.boundGiven = cmd.Flags().Changed("timeout")
			return runGrade(cmd.Context(), g, args)
		},
	}
	opts.addJSON(cmd)
	cmd.Flags().BoolVar(&g.CSV, "csv", false, "print the table for a spreadsheet")
	cmd.Flags().StringVar(&g.Only, "exercise", "", "check this exercise alone")
	cmd.Flags().StringVar(&g.UpTo, "up-to", "", "check the exercises up to this one")
	cmd.Flags().IntVar(&g.Jobs, "jobs", 2, "how many submissions are checked at once")
	cmd.Flags().DurationVar(&g.Bound, "timeout", patience.Graded.Time, "how long one check may take, compiling not counted; without this flag, one with containers may take longer")
	return cmd
}

func runGrade(ctx context.Context, g *gradeOptions, paths []string) error {
	which, err := g.exercises()
	if err != nil {
		return err
	}
	working, err := os.Getwd()
	if err != nil {
		return err
	}
	submissions, ignored, err := grade.Find(working, paths)
	if err != nil {
		return usageError{err}
	}
	if len(ignored) > 0 {
		g.Streams.Say("%s", report.GradeIgnored(ignored))
	}
	shown := &report.Progress{Streams: g.Streams, Of: len(submissions)}
	rows, err := grade.All(ctx, submissions, grade.Options{
		Kit: g.Kit, Exercises: which, Jobs: g.Jobs, Without: kit.Teaching,
		Check: func(ctx context.Context, e *check.Exercise, cfg sandbox.Config) (check.Result, error) {
			if e.Engine {
				return checkInEngine(ctx, e, cfg, g.boundOf(e), nil)
			}
			return isolated.Do(ctx, e, cfg, g.Bound)
		},
		Every: g.Only != "" || g.UpTo != "",
		Began: func(s grade.Submission, e *check.Exercise) { shown.Now(s.Name, e) },
		Done:  func(grade.Row) { shown.One() },
	})
	shown.End()
	if err != nil {
		return err
	}
	if err := g.print(rows); err != nil {
		return err
	}
	if slices.ContainsFunc(rows, grade.Row.NoVerdict) {
		return exit(exitNotPassed)
	}
	return nil
}

// boundOf is how long a check with containers may take: as long as was said, or
// what its exercise needs.
func (g *gradeOptions) boundOf(e *check.Exercise) time.Duration {
	if g.boundGiven {
		return g.Bound
	}
	return max(g.Bound, e.Time)
}

// exercises are those that were asked for.
func (g *gradeOptions) exercises() ([]*check.Exercise, error) {
	switch {
	case g.JSON && g.CSV:
		return nil, usageError{errors.New("--json and --csv are two forms of the same; choose one")}
	case g.Only != "" && g.UpTo != "":
		return nil, usageError{errors.New("--exercise names one, and --up-to several; choose one of the two")}
	case g.Bound <= 0:
		return nil, usageError{fmt.Errorf("--timeout %s: it must be longer than 0, as in --timeout 1m", g.Bound)}
	case g.Jobs < 1:
		return nil, usageError{fmt.Errorf("--jobs %d: at least one submission has to be checked at a time", g.Jobs)}
	case g.Only != "":
		e, err := pick([]string{g.Only})
		return []*check.Exercise{e}, err
	case g.UpTo != "":
		e, err := pick([]string{g.UpTo})
		return exercises.All[:slices.Index(exercises.All, e)+1], err
	}
	return exercises.All, nil
}

func (g *gradeOptions) print(rows []grade.Row) error {
	switch {
	case g.JSON:
		return g.options.print(report.GradeJSON(rows))
	case g.CSV:
		return report.GradeCSV(g.Streams.Data(), rows)
	}
	for _, part := range []string{
		report.GradeTable(g.Streams, rows), report.GradeShared(g.Streams, rows), report.GradeSkipped(rows),
		report.GradeChanged(g.Streams, rows), report.GradeSummary(rows),
	} {
		if part != "" {
			g.Streams.Printf("%s\n", part)
		}
	}
	return nil
}
