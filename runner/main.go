// Command runner starts the apps of a process file and keeps them running. It
// speaks PM2's words:
//
//	go run ./runner start       start everything in the background
//	go run ./runner status      what runs, since when
//	go run ./runner logs        what the apps print
//	go run ./runner kill        stop everything
//	go run ./runner run         start everything here, logs in this terminal
//	go run ./runner validate    read the file, report every problem, start nothing
//	go run ./runner init        write a small services.config.js
//
// and `monit describe scale restart reload stop delete`; each has its --help.
//
// Exit codes: 0 done, 1 the command failed, 2 wrong usage or an invalid file.
package main

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
)

func main() {
	selfexec.Play()
	code := Main(context.Background(), os.Args[1:], console.System())
	platform.Farewell()
	os.Exit(code)
}

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// errSilent ends a command with exit code 1: everything was said already.
var errSilent = errors.New("failed")

// errSilentUsage ends a command with exit code 2: everything was said already.
var errSilentUsage = errors.New("invalid")

// usageError is a command that was called wrongly.
type usageError struct{ error }

// Main runs one command and returns its exit code.
func Main(ctx context.Context, args []string, streams *console.Streams) int {
	root := newRoot(streams)
	root.SetArgs(minusIsNoFlag(args))
	return streams.ExitCode(exitCode(root.ExecuteContext(ctx), streams))
}

func newRoot(streams *console.Streams) *cobra.Command {
	root := &cobra.Command{
		Use:         "runner",
		Annotations: map[string]string{cobra.CommandDisplayNameAnnotation: "go run ./runner"},
		Short:       "Start the apps of a process file and keep them running",
		Long: `Start the apps of a process file and keep them running.

The file is services.config.js in this folder unless you name another. It has
the form of PM2's ecosystem file; docs/process-file.md explains every field.`,
		Example: `  go run ./runner init        write a small services.config.js
  go run ./runner validate    is it right?
  go run ./runner run         start everything here; Ctrl-C stops everything

  go run ./runner start       start everything in the background
  go run ./runner status      what runs?
  go run ./runner logs        what do they print?
  go run ./runner kill        stop everything`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetOut(streams.Data())
	root.SetErr(streams.Err)
	root.PersistentFlags().Bool("no-color", false, "no colours, not even on a terminal")
	root.PersistentPreRun = func(cmd *cobra.Command, _ []string) {
		if off, _ := cmd.Flags().GetBool("no-color"); off {
			streams.Colour = false
		}
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(
		newStartCommand(streams), newStatusCommand(streams), newLogsCommand(streams), newMonitCommand(streams),
		newDescribeCommand(streams), newScaleCommand(streams), newKillCommand(streams),
		newRunCommand(streams), newValidateCommand(streams), newInitCommand(streams),
	)
	root.AddCommand(newVerbCommands(streams)...)
	return root
}

// exitCode says what went wrong and turns it into the exit code.
func exitCode(err error, streams *console.Streams) int {
	var invalid *processfile.Invalid
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errSilent):
		return exitFailed
	case errors.Is(err, errSilentUsage):
		return exitUsage
	case errors.As(err, &invalid):
		sayInvalid(streams, invalid)
		return exitUsage
	case errors.As(err, &usage), console.IsUsage(err):
		streams.Say("runner: %s", err)
		streams.Say("Try: go run ./runner --help")
		return exitUsage
	}
	sayError(streams, err)
	return exitFailed
}

// sayError says what went wrong, and what to try where that is known.
func sayError(streams *console.Streams, err error) {
	streams.Say("runner: %s", indented(err.Error()))
	if hint := control.HintOf(err); hint != "" {
		streams.Say("Try: %s", hint)
	}
}

// onlyFile accepts at most the path of a process file.
func onlyFile(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError{errors.New("one process file at a time")}
	}
	return nil
}
