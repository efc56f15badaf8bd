package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/kit"
	"workshop.example/processes/checker/learner/compare"
	"workshop.example/processes/checker/learner/progress"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/runner/processfile"
)

func newCompareCommand(opts *options) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "compare N",
		Short: "Compare your file with the instructor's, by meaning",
		Long: `Compare your file with the instructor's, by meaning: what is the same, what is
another way to write it, and what changes what happens, with the instructor's
reason. It starts nothing.

It shows the solution, so use it afterwards: before exercise N is passed it asks
for --yes.`,
		Example: "  go run ./checker compare 2\n  go run ./checker compare 2 --yes",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			exercise, err := pick(args)
			if err != nil {
				return err
			}
			return runCompare(cmd.Context(), opts, exercise, yes)
		},
	}
	opts.addJSON(cmd)
	cmd.Flags().StringVar(&opts.Config, "config", "", "compare this process file instead of yours")
	cmd.Flags().BoolVar(&yes, "yes", false, "show the solution before the exercise is passed")
	return cmd
}

func runCompare(ctx context.Context, opts *options, e *check.Exercise, yes bool) error {
	if !yes && !progress.Read(opts.Kit).Exercises[e.Number].Passed() {
		opts.Streams.Say("%s", report.CompareTooEarly(e))
		return exit(exitUsage)
	}
	cfg, err := opts.sandbox()
	if err != nil {
		return err
	}
	if len(e.Answers) > 0 {
		return compareTexts(opts, e)
	}
	wanted, err := solutionOf(opts.Kit, e)
	if err != nil {
		return err
	}
	theirs, finding, err := openFile(ctx, cfg, e)
	if err != nil {
		return err
	}
	defer theirs.box.Close(ctx)
	if finding != nil {
		return unreadable(opts, e, finding)
	}
	solution, finding, err := openFile(ctx, wanted, e)
	if err != nil {
		return err
	}
	defer solution.box.Close(ctx)
	if finding != nil {
		return fmt.Errorf("the instructor's file cannot be read: %s %s", finding.Where, finding.Seen)
	}
	compared, err := beside(ctx, opts, e, theirs, solution)
	if err != nil {
		return err
	}
	return printComparison(opts, compared)
}

// opened is a process file that was read in a sandbox, as a check reads it.
type opened struct {
	box  *sandbox.Box
	file *processfile.File
}

// openFile reads a file by the rules of a check. What is wrong with it is the
// finding that a check would have; the box is to be closed either way.
func openFile(ctx context.Context, cfg sandbox.Config, e *check.Exercise) (opened, *check.Finding, error) {
	box, err := sandbox.Open(cfg)
	if err != nil {
		return opened{}, nil, err
	}
	run := &check.Run{Exercise: e, Box: box}
	finding := check.FileIsRight().Check(ctx, run)
	if finding != nil && finding.Trouble {
		box.Close(ctx)
		return opened{}, nil, errors.New(finding.Seen)
	}
	return opened{box, run.File}, finding, nil
}

// solutionOf finds the instructor's file.
func solutionOf(root string, e *check.Exercise) (sandbox.Config, error) {
	file, err := processfile.Find(filepath.Join(root, "solutions", e.Folder()))
	if err != nil {
		return sandbox.Config{}, usageError{fmt.Errorf("there is nothing to compare with: solutions/%s has no process file", e.Folder())}
	}
	return sandbox.Config{Kit: root, File: file, Shown: path.Join("solutions", e.Folder()), Without: kit.Teaching}, nil
}

// beside compares the two, and puts the instructor's words to it.
func beside(ctx context.Context, opts *options, e *check.Exercise, theirs, solution opened) (report.Compared, error) {
	compared := report.Compared{Exercise: e, Config: shownConfig(opts)}
	if compared.Config == "" {
		compared.Config = filepath.Base(theirs.file.Path)
	}
	environments := compare.Environments(theirs.file, solution.file)
	left, err := theirs.side(ctx, environments)
	if err != nil {
		return compared, err
	}
	right, err := solution.side(ctx, environments)
	if err != nil {
		return compared, err
	}
	compared.Comparison = compare.Sides(left, right)
	compared.Solution, compared.SolutionText = path.Join("solutions", e.Folder(), filepath.Base(solution.file.Path)), right.Text
	return compared, explain(opts, e, &compared)
}

// explain puts the instructor's words to a comparison, and names the notes.
func explain(opts *options, e *check.Exercise, compared *report.Compared) error {
	folder := path.Join("solutions", e.Folder())
	reasons, err := readOptional(opts.Kit, path.Join(folder, "compare.md"))
	if err != nil {
		return err
	}
	compared.Comparison.Explain(compare.ParseReasons(reasons))
	if notes := path.Join(folder, "README.md"); exists(filepath.Join(opts.Kit, notes)) {
		compared.Notes = notes
	}
	return nil
}

func (o opened) side(ctx context.Context, environments []string) (compare.Side, error) {
	text, err := os.ReadFile(o.file.Path)
	if err != nil {
		return compare.Side{}, err
	}
	side := compare.Side{File: o.file, Text: string(text), With: map[string]*processfile.File{}}
	for _, name := range environments {
		if side.With[name], err = o.box.ReadAs(ctx, name); err != nil {
			return side, fmt.Errorf("with --env %s: %w", name, err)
		}
	}
	return side, nil
}

func readOptional(root, name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(text), err
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

func unreadable(opts *options, e *check.Exercise, finding *check.Finding) error {
	step := check.Step{Name: e.Promises[0].Name, Status: check.Failed, Finding: finding, ID: fmt.Sprintf("E%d-%s", e.Number, finding.ID)}
	if !opts.JSON {
		printed := &report.Report{Streams: opts.Streams}
		printed.Unreadable(e, step)
		return exit(exitUsage)
	}
	result := check.Result{Exercise: e, Status: check.Failed, Config: shownConfig(opts), Steps: []check.Step{step}}
	if err := opts.print(report.JSON(result)); err != nil {
		return err
	}
	return exit(exitUsage)
}

func printComparison(opts *options, compared report.Compared) error {
	if !opts.JSON {
		printed := &report.Report{Streams: opts.Streams}
		printed.Compare(compared)
		return nil
	}
	return opts.print(report.CompareJSON(compared))
}
