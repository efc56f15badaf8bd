package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/platform"
)

type runOptions struct {
	File    fileOptions
	Only    []string
	Streams *console.Streams
}

func newRunCommand(streams *console.Streams) *cobra.Command {
	opts := &runOptions{Streams: streams}
	cmd := &cobra.Command{
		Use:   "run [FILE]",
		Short: "Start everything here: logs in this terminal, Ctrl-C stops everything",
		Long: `Start all apps of a process file in the foreground. What they print comes to
standard output, a line each, with the instance and the app in front; what the
runner itself has to say goes to standard error.

Ctrl-C stops everything gracefully, a second Ctrl-C at once. Nothing is left
running, not even when the runner itself is killed.

The exit code is 1 when an app could not be started or has given up by the
time everything is over, else 0.`,
		Example: `  go run ./runner run
  go run ./runner run solutions/02-scaling/services.config.js
  go run ./runner run --env production --only hello-world`,
		Args:              onlyFile,
		ValidArgsFunction: completeFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.File.Path = strings.Join(args, "")
			return run(cmd.Context(), opts)
		},
	}
	opts.File.addFlags(cmd)
	cmd.Flags().StringSliceVar(&opts.Only, "only", nil, "start these apps alone, as in --only a,b")
	return cmd
}

func run(ctx context.Context, opts *runOptions) error {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, append(stopSignals, forwardedSignals...)...)
	defer signal.Stop(signals)
	if gone := platform.GoRunGone(); gone != nil {
		go func() {
			<-gone
			signals <- stopSignals[0]
		}()
	}
	file, err := opts.File.read(ctx)
	if err != nil {
		return err
	}
	if file.Apps, err = chosen(file.Apps, opts.Only); err != nil {
		return err
	}
	sayNotes(opts.Streams, file)
	platform.SweepDead() // what an earlier runner left that was killed together with its guardian
	reaping, stopReaping := context.WithCancel(context.Background())
	defer stopReaping()
	go platform.ReapOrphans(reaping)
	return supervised(ctx, file, opts, signals)
}

// chosen are the apps of --only, all of them without it.
func chosen(apps []processfile.App, only []string) ([]processfile.App, error) {
	if len(only) == 0 {
		return apps, nil
	}
	var names []string
	var picked []processfile.App
	for _, a := range apps {
		names = append(names, a.Name)
		if slices.Contains(only, a.Name) {
			picked = append(picked, a)
		}
	}
	for _, name := range only {
		if !slices.Contains(names, name) {
			return nil, usageError{fmt.Errorf("--only %s: no app is called that; the file has %s", name, strings.Join(names, ", "))}
		}
	}
	return picked, nil
}

// supervised runs the apps until a signal or their end, and stops them.
func supervised(ctx context.Context, file *processfile.File, opts *runOptions, signals chan os.Signal) error {
	logs := newLogView(opts.Streams, file.Apps)
	served, err := serveRun(file, opts.Streams, logs, signals)
	if err != nil {
		return err
	}
	defer served.close()
	host, whole := served.host, served.host.Whole()
	host.Observe(logs.observe)
	starting, giveUp := context.WithCancel(ctx)
	defer giveUp()
	started := make(chan error, 1)
	go func() {
		_, err := host.Apply(starting, control.Plan{File: file, EnvName: opts.File.Env, Only: opts.Only, Environ: os.Environ()})
		started <- err
	}()
	interrupted := waitForStart(started, signals, giveUp, whole)
	if !interrupted {
		waitForEnd(ctx, whole, signals, opts.Streams)
	}
	failed := anyErrored(whole)
	served.ending()
	stop(whole, signals, opts.Streams)
	if failed {
		return errSilent
	}
	return nil
}

// waitForStart returns when every app is ready or has failed, or on a signal to
// stop: a build may take a while, and Ctrl-C must end it.
func waitForStart(started <-chan error, signals <-chan os.Signal, giveUp func(), whole *ecosystem.Ecosystem) (interrupted bool) {
	for {
		select {
		case <-started:
			return interrupted
		case s := <-signals:
			if isStop(s) {
				interrupted = true
				giveUp()
			} else {
				whole.Signal(signalName(s))
			}
		}
	}
}

// waitForEnd returns on a signal to stop, or when nothing runs any more.
func waitForEnd(ctx context.Context, whole *ecosystem.Ecosystem, signals <-chan os.Signal, streams *console.Streams) {
	idle, cancel := context.WithCancel(ctx)
	defer cancel()
	over := make(chan struct{})
	go func() {
		defer close(over)
		whole.Await(idle, func(rows []supervise.Status) bool { return allOver(rows) && !whole.Expects() })
	}()
	for {
		select {
		case s := <-signals:
			if isStop(s) {
				return
			}
			whole.Signal(signalName(s))
		case <-over:
			if ctx.Err() == nil {
				streams.Say("%s nothing runs any more", streams.Paint(console.Dim, "[runner]"))
			}
			return
		}
	}
}

func allOver(rows []supervise.Status) bool {
	return !slices.ContainsFunc(rows, func(s supervise.Status) bool {
		return s.State != supervise.Stopped && s.State != supervise.Errored
	})
}

func anyErrored(whole *ecosystem.Ecosystem) bool {
	return slices.ContainsFunc(whole.Status(), func(s supervise.Status) bool { return s.State == supervise.Errored })
}

// stop ends everything gracefully; one more signal and it ends at once.
func stop(whole *ecosystem.Ecosystem, signals <-chan os.Signal, streams *console.Streams) {
	running := !allOver(whole.Status())
	if running {
		streams.Say("%s stopping everything; Ctrl-C again ends it at once", streams.Paint(console.Dim, "[runner]"))
	}
	ctx, now := context.WithCancel(context.Background())
	defer now()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, l := range whole.Stop(ctx) {
			streams.Say("%s ended pid %d, which had left its process group: %s",
				streams.Paint(console.Dim, "[runner]"), l.Pid, console.Harmless(l.Command))
		}
	}()
	begun := time.Now()
	for {
		select {
		case <-done:
			if running {
				streams.Say("%s everything stopped after %s", streams.Paint(console.Dim, "[runner]"), console.Duration(time.Since(begun)))
			}
			return
		case s := <-signals:
			if isStop(s) {
				now()
			}
		}
	}
}
