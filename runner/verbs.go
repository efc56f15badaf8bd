package main

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
)

// This file owns the commands that do one thing to apps by name.

type verbOptions struct {
	Verb    control.Verb
	Targets []string
	JSON    bool
	Streams *console.Streams
}

// verbTexts is how each of them is explained.
var verbTexts = []struct {
	verb    control.Verb
	aliases []string
	done    string // said of an app afterwards
	short   string
	long    string
}{
	{control.Restart, nil, "restarted", "Stop apps and start them again",
		`Stop apps and start them again, all instances at once. An app in Go is built
first: while it does not compile, nothing is stopped. One that was stopped or
errored is started.`},
	{control.Reload, nil, "reloaded", "Replace apps instance by instance, with no request lost",
		`Replace the instances of apps one after the other, each by a new one that is
ready before the old one goes. No request is lost in cluster mode. One that
does not become ready is given up, and the old ones go on.

An app in fork mode can only be restarted: two of its processes cannot listen
on one port.`},
	{control.Stop, nil, "stopped", "Stop apps; they stay known",
		`Stop apps. They stay in the table, and ` + "`start`" + ` or ` + "`restart`" + ` starts them again.
Requests in flight may end, within the app's kill_timeout.`},
	{control.Delete, []string{"del"}, "stopped and deleted", "Stop apps and forget them",
		`Stop apps and forget them. Their log files stay.`},
}

func newVerbCommands(streams *console.Streams) []*cobra.Command {
	var commands []*cobra.Command
	for _, text := range verbTexts {
		opts := &verbOptions{Verb: text.verb, Streams: streams}
		name := string(text.verb)
		cmd := &cobra.Command{
			Use:     name + " APP...",
			Aliases: text.aliases,
			Short:   text.short,
			Long:    text.long + "\n\nAPP is a name, a namespace, the id of an instance (its whole app is meant),\nor all.",
			Example: fmt.Sprintf("  go run ./runner %s hello-world\n  go run ./runner %s all", name, name),
			Args:    someApp,
			RunE: func(cmd *cobra.Command, args []string) error {
				opts.Targets = args
				ctx, stop := signal.NotifyContext(cmd.Context(), stopSignals...)
				defer stop()
				return runVerb(ctx, opts)
			},
			ValidArgsFunction: completeApps(cobra.ShellCompDirectiveNoFileComp),
		}
		cmd.Flags().BoolVar(&opts.JSON, "json", false, "print the rows of `status` as JSON")
		commands = append(commands, cmd)
	}
	return commands
}

func someApp(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usageError{fmt.Errorf("%s which app? Name one, or say all", cmd.Name())}
	}
	for _, a := range args {
		if a == "" {
			return usageError{errors.New("an app's name cannot be empty")}
		}
	}
	return nil
}

func runVerb(ctx context.Context, opts *verbOptions) error {
	client, err := reach(ctx, opts.Streams)
	if err != nil {
		return err
	}
	defer client.Close()
	failed := false
	done := map[string]bool{} // two targets may mean the same app
	for _, target := range opts.Targets {
		outcomes, err := client.Do(ctx, opts.Verb, target)
		if ctx.Err() != nil {
			return interrupted(ctx, opts.Streams, err)
		}
		var failure *control.Failure
		if err != nil && !errors.As(err, &failure) {
			return err
		}
		if failure != nil {
			failed = true
			sayError(opts.Streams, failure)
		}
		for _, o := range outcomes {
			if !done[o.App] {
				done[o.App] = true
				failed = sayOutcome(opts.Streams, opts.Verb, o) || failed
			}
		}
	}
	status, err := client.Status(ctx)
	if errors.Is(err, control.ErrGone) && !failed {
		return nil // it was a `run`, which ends with the last of its apps
	}
	if err != nil {
		return err
	}
	if err := show(opts.Streams, status, opts.JSON); err != nil {
		return err
	}
	if failed {
		return errSilent
	}
	return nil
}

func sayOutcome(streams *console.Streams, verb control.Verb, o control.Outcome) (failed bool) {
	name := streams.Paint(console.Bold, console.Harmless(o.App))
	if o.Error == "" {
		streams.Say("%s: %s", name, doneWord(verb))
		return false
	}
	streams.Say("%s: could not be %s: %s", name, doneWord(verb), indented(o.Error))
	return true
}

func doneWord(verb control.Verb) string {
	for _, text := range verbTexts {
		if text.verb == verb {
			return text.done
		}
	}
	return "started"
}

// indented makes the lines of a text harmless, and puts those after the first
// below it.
func indented(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := range lines {
		lines[i] = console.Harmless(lines[i])
	}
	return strings.Join(lines, "\n    ")
}
