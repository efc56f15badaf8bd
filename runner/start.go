package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/daemon"
	"workshop.example/processes/runner/screen/console"
)

type startOptions struct {
	File    fileOptions
	Names   []string // apps that are known already; then File is not read
	Only    []string
	JSON    bool
	Streams *console.Streams
}

func newStartCommand(streams *console.Streams) *cobra.Command {
	opts := &startOptions{Streams: streams}
	cmd := &cobra.Command{
		Use:   "start [FILE]",
		Short: "Start everything in the background, and return",
		Long: `Start the apps of a process file in the background. The command returns when
every app is ready or has failed, and says which; the exit code is 1 if one
failed. The apps go on running when the terminal is closed: ` + "`kill`" + ` ends them.

Called again after the file was changed, it applies the change and says what
it did: apps that are new, gone or different. What is the same is left alone.

With the names of apps in place of a file it starts those that were stopped.`,
		Example: `  go run ./runner start
  go run ./runner start solutions/02-scaling/services.config.js
  go run ./runner start --env production --only hello-world
  go run ./runner start hello-world`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := opts.take(cmd, args); err != nil {
				return err
			}
			return runStart(cmd.Context(), opts)
		},
		ValidArgsFunction: completeApps(cobra.ShellCompDirectiveDefault),
	}
	opts.File.addFlags(cmd)
	cmd.Flags().StringSliceVar(&opts.Only, "only", nil, "these apps alone, as in --only a,b; others are left as they are")
	cmd.Flags().BoolVar(&opts.JSON, "json", false, "print the rows of `status` as JSON")
	return cmd
}

// take tells a file from names, as PM2 does: what looks like a path is one.
func (o *startOptions) take(cmd *cobra.Command, args []string) error {
	if len(args) == 1 && looksLikeFile(args[0]) && !isKnown(cmd.Context(), args[0]) {
		o.File.Path = args[0]
		return nil
	}
	if len(args) > 1 && slices.ContainsFunc(args, looksLikeFile) {
		return usageError{errors.New("one process file at a time, and no names of apps beside it: --only chooses apps of a file")}
	}
	for _, flag := range []string{"env", "cwd", "only"} {
		if len(args) > 0 && cmd.Flags().Changed(flag) {
			return usageError{fmt.Errorf("--%s is about a process file; `start %s` starts an app that is known already", flag, strings.Join(args, " "))}
		}
	}
	o.Names = args
	return nil
}

// isKnown says whether a word without an ending is an app that the daemon knows:
// its program may lie here under the same name.
func isKnown(ctx context.Context, word string) bool {
	if filepath.Ext(word) != "" {
		return false
	}
	home, err := hereHome()
	if err != nil {
		return false
	}
	client, err := control.Dial(ctx, home)
	if err != nil {
		return false
	}
	defer client.Close()
	status, err := client.Status(ctx)
	return err == nil && slices.ContainsFunc(status.Rows, func(r control.Row) bool { return r.Name == word })
}

func looksLikeFile(word string) bool {
	if info, err := os.Stat(word); err == nil && !info.IsDir() {
		return true
	}
	return strings.ContainsRune(word, '/') || slices.Contains([]string{".js", ".cjs", ".mjs", ".json", ".yaml", ".yml"}, filepath.Ext(word))
}

func runStart(ctx context.Context, opts *startOptions) error {
	ctx, stop := signal.NotifyContext(ctx, stopSignals...)
	defer stop()
	if len(opts.Names) > 0 {
		return runVerb(ctx, &verbOptions{Verb: control.Start, Targets: opts.Names, JSON: opts.JSON, Streams: opts.Streams})
	}
	file, err := opts.File.read(ctx)
	if err != nil {
		return err
	}
	if _, err := chosen(file.Apps, opts.Only); err != nil {
		return err
	}
	sayNotes(opts.Streams, file)
	home, err := control.HomeOf(file.Path)
	if err != nil {
		return err
	}
	say := func(words string) { opts.Streams.Say("%s %s", opts.Streams.Paint(console.Dim, "[runner]"), words) }
	client, err := daemon.Ensure(ctx, home, file.Dir, say)
	if err != nil {
		return interrupted(ctx, opts.Streams, err)
	}
	defer client.Close()
	sayOtherBuild(opts.Streams, client.Version)
	applied, err := client.Apply(ctx, control.Plan{File: file, EnvName: opts.File.Env, Only: opts.Only, Environ: os.Environ()}, say)
	if err != nil {
		return interrupted(ctx, opts.Streams, err)
	}
	sayChanges(opts.Streams, applied)
	failed := failedApps(applied)
	applied.Status.Troubles = slices.DeleteFunc(applied.Status.Troubles, func(t control.Trouble) bool { return failed[t.App] })
	if err := show(opts.Streams, applied.Status, opts.JSON); err != nil {
		return err
	}
	sayFailures(ctx, opts.Streams, client, applied)
	sayElsewhere(opts.Streams, home)
	if len(failed) > 0 {
		return errSilent
	}
	return nil
}

// interrupted: Ctrl-C ends the command, not what it has set going.
func interrupted(ctx context.Context, streams *console.Streams, err error) error {
	if ctx.Err() == nil {
		return err
	}
	streams.Say("interrupted; what was begun goes on in the background")
	streams.Say("Try: go run ./runner status, or go run ./runner kill to end everything")
	return errSilent
}

// sayChanges says what the plan came to. An unchanged app is worth a word only
// when nothing else is.
func sayChanges(streams *console.Streams, applied control.Applied) {
	said := false
	for _, c := range applied.Changes {
		said = said || c.Problem != "" // which is told at the end
		if words := changeWords(c, applied.Status.Rows); words != "" {
			streams.Say("%s: %s", streams.Paint(console.Bold, console.Harmless(c.App)), console.Harmless(words))
			said = true
		}
	}
	if !said {
		streams.Say("nothing has changed")
	}
}

func changeWords(c control.Change, rows []control.Row) string {
	details := ""
	if len(c.Details) > 0 {
		details = ": " + strings.Join(c.Details, ", ")
	}
	switch {
	case c.What == "unchanged":
		return ""
	case c.What == "removed":
		return "stopped and removed; it is in the file no more"
	case c.What == "added" && c.Problem != "":
		return ""
	case c.What == "added":
		n := 0
		for _, r := range rows {
			if r.Name == c.App && r.Pid != 0 {
				n++
			}
		}
		if n > 1 {
			return fmt.Sprintf("started, %d instances", n)
		}
		if n == 0 {
			return "added"
		}
		return "started"
	}
	return c.What + details
}

func failedApps(applied control.Applied) map[string]bool {
	failed := map[string]bool{}
	for _, c := range applied.Changes {
		if c.Problem != "" {
			failed[c.App] = true
		}
	}
	return failed
}

// sayFailures says why apps do not run, with what they printed last: most often
// that is the reason.
func sayFailures(ctx context.Context, streams *console.Streams, client *control.Client, applied control.Applied) {
	for _, c := range applied.Changes {
		if c.Problem == "" {
			continue
		}
		name := console.Harmless(c.App)
		streams.Say("\n%s %s", streams.Paint(console.Red, name+":"), indented(c.Problem))
		if said := lastWords(ctx, client, c.App); len(said) > 0 {
			view := newLogPrinter(streams, applied.Status.Rows)
			for _, r := range said {
				streams.Say("    %s", view.line(r))
			}
			streams.Say("  try: go run ./runner describe %s", name)
		}
	}
}

// mostWords is how many lines of an app that failed are shown.
const mostWords = 8

// lastWords are the last lines that an app wrote to its standard error. One
// that failed again and again has said the same each time, and that is shown
// once.
func lastWords(ctx context.Context, client *control.Client, app string) []control.LogRecord {
	var said []control.LogRecord
	_ = client.Logs(ctx, control.LogQuery{Target: app, Lines: 50, Err: true}, func(r control.LogRecord) error {
		said = slices.DeleteFunc(said, func(old control.LogRecord) bool { return old.Text == r.Text })
		said = append(said, r)
		return nil
	})
	return said[max(0, len(said)-mostWords):]
}

// sayElsewhere tells how to reach what was started for a file of another
// folder: `status` and the others look in this one.
func sayElsewhere(streams *console.Streams, home control.Home) {
	working, err := os.Getwd()
	if err != nil {
		return
	}
	if here, err := control.FindHome(working); err == nil && here != home {
		streams.Say("%s its daemon is that of %s: for the other commands, set %s=%s", streams.Paint(console.Yellow, "note:"),
			short(home.Project()), control.HomeVariable, short(home.Dir))
	}
}
