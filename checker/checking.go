package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/kit"
	"workshop.example/processes/checker/learner/progress"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/exercises"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/platform"
)

// runCheck checks one exercise and says how it went.
func runCheck(ctx context.Context, opts *options, e *check.Exercise) error {
	cfg, err := opts.sandbox()
	if err != nil {
		return err
	}
	printed := &report.Report{Streams: opts.Streams, Live: opts.Streams.OutTerminal && !opts.Verbose, Timeline: opts.Timeline}
	onStep := printed.Step
	if opts.JSON {
		onStep = nil
	} else {
		printed.Begin(e, shownConfig(opts))
	}
	if err := opts.ask(ctx, printed, e); err != nil {
		return err
	}
	result, err := opts.check(ctx, e, cfg, onStep)
	if err != nil {
		printed.Break()
		return err
	}
	if opts.JSON {
		if err := opts.print(report.JSON(result)); err != nil {
			return err
		}
	} else {
		opts.showPrediction(ctx, printed, result)
		printed.End(result, following(e))
		opts.sayElsewhere(e)
	}
	opts.remember(ctx, result)
	return opts.writeJUnit(opts.writeReport(codeOf(result), result), result)
}

func newAllCommand(opts *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "all",
		Short:   "Check every exercise, a line each",
		Example: "  go run ./checker all\n  go run ./checker all --json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runAll(cmd.Context(), opts) },
	}
	opts.addCheckFlags(cmd)
	return cmd
}

// runAll checks every exercise. Its exit code is that of the worst result.
func runAll(ctx context.Context, opts *options) error {
	cfg, err := opts.sandbox()
	if err != nil {
		return err
	}
	var results []check.Result
	for _, e := range exercises.All {
		result, err := opts.check(ctx, e, cfg, nil)
		if err != nil {
			return err
		}
		results = append(results, result)
		if !opts.JSON {
			opts.Streams.Printf("%s\n", report.Line(opts.Streams, result))
			if opts.Timeline {
				opts.Streams.Printf("\n%s\n", report.Timeline(opts.Streams, result.Record))
			}
		}
		opts.remember(ctx, result)
	}
	if opts.JSON {
		if err := opts.print(report.JSONList(results)); err != nil {
			return err
		}
	} else {
		opts.Streams.Printf("\n%s\n", report.Summary(results))
	}
	return opts.writeJUnit(opts.writeReport(worst(results), results...), results...)
}

// check runs one check.
func (o *options) check(ctx context.Context, e *check.Exercise, cfg sandbox.Config, onStep func(string, *check.Step)) (check.Result, error) {
	platform.SweepDead() // what an earlier checker left that was killed together with its guardian
	if e.Engine {
		return checkInEngine(ctx, e, cfg, o.timeFor(e), o.aloud(e, onStep))
	}
	return check.Do(ctx, e, cfg, o.Timeout, onStep)
}

// aloud prints, with --verbose, what a promise is doing: which step of a build,
// which container. Each goes to stderr, on its own line.
func (o *options) aloud(e *check.Exercise, onStep func(string, *check.Step)) func(string, *check.Step) {
	if !o.Verbose {
		return onStep
	}
	isPromise := func(name string) bool {
		return slices.ContainsFunc(e.Promises, func(p check.Promise) bool { return p.Name == name })
	}
	return func(name string, done *check.Step) {
		if done == nil && !isPromise(name) {
			o.Streams.Say("%s", console.Harmless(name))
		}
		if onStep != nil {
			onStep(name, done)
		}
	}
}

// timeFor is how long a check may take: as long as was said, or what its
// exercise needs.
func (o *options) timeFor(e *check.Exercise) time.Duration {
	if !o.timeGiven && e.Time > o.Timeout {
		return e.Time
	}
	return o.Timeout
}

// remember notes a result of the learner's own file in the progress. If the
// file cannot be written, only a tick in the list is lost: a message is enough.
func (o *options) remember(ctx context.Context, result check.Result) {
	if o.Config != "" {
		return
	}
	_, err := progress.Change(ctx, o.Kit, result.Exercise.Number, func(entry *progress.Entry) {
		entry.LastStatus, entry.LastID = string(result.Status), ""
		for _, s := range result.Steps {
			if s.ID != "" {
				entry.LastID = s.ID
			}
			if s.Status == check.Failed {
				entry.LastStep = s.Name
			}
		}
		if result.Status == check.Passed {
			entry.LastStep = ""
		}
		if result.Status == check.Passed && !entry.Passed() {
			entry.PassedAt = time.Now().UTC().Truncate(time.Second)
		}
	})
	if err != nil {
		o.Streams.Say("checker: the result could not be saved in .workshop: %s", err)
	}
}

// sandbox says what is to be run: the learner's file, or the one of --config.
func (o *options) sandbox() (sandbox.Config, error) {
	cfg := sandbox.Config{Kit: o.Kit, Without: kit.Teaching}
	if o.Verbose {
		cfg.Observe = o.printLine
	}
	if o.Config == "" {
		return cfg, nil
	}
	path, err := filepath.Abs(o.Config)
	if err != nil {
		return cfg, err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return cfg, usageError{fmt.Errorf("--config %s: there is no such file", o.Config)}
	case info.IsDir():
		return cfg, usageError{fmt.Errorf("--config %s is a folder; name the file in it", o.Config)}
	}
	cfg.File, cfg.Shown = path, filepath.Dir(o.Config)
	return cfg, nil
}

func (o *options) printLine(e supervise.Event) {
	if e.Kind == supervise.Printed {
		o.Streams.Say("%d|%s | %s", e.Instance, console.Harmless(e.App), console.Harmless(e.Line.Text))
	}
}

func shownConfig(opts *options) string {
	if opts.Config != "" {
		return filepath.ToSlash(opts.Config)
	}
	return ""
}

func codeOf(r check.Result) error {
	switch {
	case r.Status == check.Passed:
		return nil
	case r.Status == check.Skipped:
		return exit(exitUnavailable)
	case r.Missing:
		return exit(exitUsage)
	}
	return exit(exitNotPassed)
}

// worst is the exit code of several results: not passed counts more than skipped,
// and skipped more than passed.
func worst(results []check.Result) error {
	var code error
	for _, r := range results {
		switch one := codeOf(r); {
		case one == nil:
		case one == exit(exitUnavailable) && code != nil:
		default:
			if code == nil || code == exit(exitUnavailable) || one == exit(exitNotPassed) {
				code = one
			}
		}
	}
	return code
}
