package main

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"time"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/daemon"
	"workshop.example/processes/runner/screen/console"
)

type killOptions struct {
	Streams *console.Streams
}

func newKillCommand(streams *console.Streams) *cobra.Command {
	opts := &killOptions{Streams: streams}
	return &cobra.Command{
		Use:   "kill",
		Short: "Stop everything, the daemon last",
		Long: `Stop every app that was started here, gracefully, and the daemon with them.
When the command returns, nothing of it is there any more. A ` + "`run`" + ` in another
terminal ends as by Ctrl-C.`,
		Example: `  go run ./runner kill`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runKill(cmd.Context(), opts)
		},
	}
}

func runKill(ctx context.Context, opts *killOptions) error {
	ctx, stop := signal.NotifyContext(ctx, stopSignals...)
	defer stop()
	home, err := hereHome()
	if err != nil {
		return err
	}
	client, err := control.DialAny(ctx, home)
	if errors.Is(err, control.ErrNoDaemon) {
		return killNobody(ctx, opts, home)
	}
	if err != nil {
		return err
	}
	defer client.Close()
	begun := time.Now()
	ended, err := client.Kill(ctx)
	if err != nil && !errors.Is(err, control.ErrGone) {
		return interrupted(ctx, opts.Streams, err)
	}
	if err := daemon.AwaitEnd(ctx, home); err != nil {
		return interrupted(ctx, opts.Streams, err)
	}
	for _, left := range ended.Leftovers {
		opts.Streams.Say("%s ended %s, which had left its process group", opts.Streams.Paint(console.Dim, "[runner]"), console.Harmless(left))
	}
	opts.Streams.Say("everything stopped after %s: %s and the daemon (pid %d)",
		console.Duration(time.Since(begun)), console.Count(ended.Instances, "instance"), client.Version.Pid)
	return nil
}

// endingFor is how long a daemon that does not answer any more may take to go.
const endingFor = 5 * time.Second

// killNobody: there is no daemon, or one that is just coming or going.
func killNobody(ctx context.Context, opts *killOptions, home control.Home) error {
	bound, cancel := context.WithTimeout(ctx, endingFor)
	defer cancel()
	if err := daemon.AwaitEnd(bound, home); errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("a runner holds %s and does not answer; its pid stands in %s", home.Dir, home.Pid())
	}
	opts.Streams.Say("%s", nothingRuns(home).Message)
	return nil
}
