package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/kit"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/exercises"
	"workshop.example/processes/runner/screen/console"
)

// Exit codes.
const (
	exitPassed      = 0
	exitNotPassed   = 1
	exitUsage       = 2
	exitUnavailable = 3
	exitInterrupted = 130
)

// exit ends a command with a code; everything was said already.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// usageError is a command that was called wrongly.
type usageError struct{ error }

// Main runs one command and returns its exit code.
func Main(ctx context.Context, args []string, streams *console.Streams) int {
	root := newRoot(streams)
	root.SetArgs(args)
	return streams.ExitCode(exitCode(root.ExecuteContext(ctx), streams))
}

// exitCode says what went wrong and turns it into the exit code.
func exitCode(err error, streams *console.Streams) int {
	var code exit
	var usage usageError
	switch {
	case err == nil:
		return exitPassed
	case errors.Is(err, context.Canceled):
		streams.Say("Interrupted. Everything that was started has been stopped.")
		return exitInterrupted
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &usage), console.IsUsage(err), errors.Is(err, kit.ErrNotFound):
		streams.Say("checker: %s", err)
		streams.Say("Try: go run ./checker --help")
		return exitUsage
	}
	streams.Say("checker: %s", err)
	return exitNotPassed
}

// options are what every command that checks is told.
type options struct {
	Kit     string // the kit's root
	Config  string // --config, as typed; "": the learner's own file
	JSON    bool
	Verbose bool
	Timeout time.Duration
	// timeGiven: Timeout was said, and is no default.
	timeGiven bool
	Streams   *console.Streams
	// NoPredict: an exercise's question is not asked.
	NoPredict bool
	reporting
}

func newRoot(streams *console.Streams) *cobra.Command {
	opts := &options{Streams: streams}
	root := &cobra.Command{
		Use:         "checker [N]",
		Annotations: map[string]string{cobra.CommandDisplayNameAnnotation: "go run ./checker"},
		Short:       "Is exercise N solved?",
		Long: `Check an exercise by starting what you wrote, in a sandbox with its own ports.
What you have running is not touched, and nothing is left running.

Without a number: the exercises, what is done, and what is next.`,
		Example: `  go run ./checker                 what is done, what is next
  go run ./checker 1               check exercise 1
  go run ./checker all             check all of them
  go run ./checker hint 1          one more hint for exercise 1
  go run ./checker compare 1       your file beside the instructor's
  go run ./checker 1 --config solutions/01-hello-world/services.config.js`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return runList(opts)
			}
			exercise, err := pick(args)
			if err != nil {
				return err
			}
			return runCheck(cmd.Context(), opts, exercise)
		},
	}
	root.SetOut(streams.Data())
	root.SetErr(streams.Err)
	opts.addCheckFlags(root)
	root.Flags().BoolVar(&opts.NoPredict, "no-predict", false, "ask no question before the first run")
	root.PersistentFlags().Bool("no-color", false, "no colours, not even on a terminal")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return opts.prepare(cmd) }
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(newAllCommand(opts), newListCommand(opts), newHintCommand(opts), newCompareCommand(opts), newVerifyCommand(opts), newGradeCommand(opts), newResetCommand(opts), newDoctorCommand(opts), newWatchCommand(opts), newNewCommand(opts))
	return root
}

// addCheckFlags gives a command the flags of a check.
func (o *options) addCheckFlags(cmd *cobra.Command) {
	o.addJSON(cmd)
	o.addTimeout(cmd)
	o.addReporting(cmd)
	cmd.Flags().StringVar(&o.Config, "config", "", "check this process file instead of yours")
	cmd.Flags().BoolVar(&o.Verbose, "verbose", false, "also print what the apps print")
}

func (o *options) addJSON(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print the result as JSON")
}

func (o *options) addTimeout(cmd *cobra.Command) {
	cmd.Flags().DurationVar(&o.Timeout, "timeout", patience.Check.Time, "how long one check may take, compiling not counted")
}

// print prints JSON.
func (o *options) print(text []byte, err error) error {
	if err == nil {
		o.Streams.Printf("%s\n", text)
	}
	return err
}

func (o *options) prepare(cmd *cobra.Command) error {
	if off, _ := cmd.Flags().GetBool("no-color"); off {
		o.Streams.Colour = false
	}
	if cmd.Flags().Changed("timeout") && o.Timeout <= 0 {
		return usageError{fmt.Errorf("--timeout %s: it must be longer than 0, as in --timeout 1m", o.Timeout)}
	}
	o.timeGiven = cmd.Flags().Changed("timeout")
	if err := checkOutput(cmd, "report", o.Report, "report.html", ".html", ".htm"); err != nil {
		return err
	}
	if err := checkOutput(cmd, "junit", o.JUnit, "result.xml", ".xml"); err != nil {
		return err
	}
	working, err := os.Getwd()
	if err != nil {
		return err
	}
	o.Kit, err = kit.Root(working)
	return err
}

// pick finds the exercise that was asked for.
func pick(args []string) (*check.Exercise, error) {
	if len(args) > 1 {
		return nil, usageError{errors.New("one exercise at a time; `all` checks every one")}
	}
	for _, e := range exercises.All {
		if args[0] == strconv.Itoa(e.Number) || args[0] == e.Name || args[0] == e.Folder() {
			return e, nil
		}
	}
	if _, err := strconv.Atoi(args[0]); err != nil {
		return nil, usageError{fmt.Errorf("there is no command or exercise %q; the exercises are %s", args[0], numbers(exercises.All))}
	}
	return nil, usageError{fmt.Errorf("there is no exercise %q; there are %s", args[0], numbers(exercises.All))}
}

// pickOrAll finds the exercise that was asked for; without one, all of them.
func pickOrAll(args []string) ([]*check.Exercise, error) {
	if len(args) == 0 {
		return exercises.All, nil
	}
	e, err := pick(args)
	return []*check.Exercise{e}, err
}

// numbers says which numbers there are: "1 to 9 and 13".
func numbers(all []*check.Exercise) string {
	var parts []string
	for i := 0; i < len(all); {
		first := all[i].Number
		last := first
		for i++; i < len(all) && all[i].Number == last+1; i++ {
			last++
		}
		part := strconv.Itoa(first)
		if last > first {
			part += " to " + strconv.Itoa(last)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " and ")
}

// following is the exercise after one, nil after the last. Numbers may have
// gaps.
func following(e *check.Exercise) *check.Exercise {
	if i := slices.Index(exercises.All, e) + 1; i > 0 && i < len(exercises.All) {
		return exercises.All[i]
	}
	return nil
}
