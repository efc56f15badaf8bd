package main

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
)

type scaleOptions struct {
	App     string
	To      control.Scale
	JSON    bool
	Streams *console.Streams
}

func newScaleCommand(streams *console.Streams) *cobra.Command {
	opts := &scaleOptions{Streams: streams}
	cmd := &cobra.Command{
		Use:   "scale APP N|+N|-N|max",
		Short: "Have more or fewer instances of an app, with no request lost",
		Long: `Have N instances of an app, N more, or N fewer; max is one for each processor
core. New instances are waited for until they are ready. Of fewer, those with
the highest numbers go first, after their requests in flight; the others keep
their numbers and ports.

The file is not changed: what it says holds again when its own number is
changed and ` + "`start`" + ` is called.`,
		Example: `  go run ./runner scale hello-world 4
  go run ./runner scale hello-world +2
  go run ./runner scale hello-world -1`,
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if opts.App, opts.To, err = scaleWords(args); err != nil {
				return usageError{err}
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), stopSignals...)
			defer stop()
			return runScale(ctx, opts)
		},
		ValidArgsFunction: completeApps(cobra.ShellCompDirectiveNoFileComp),
	}
	cmd.Flags().BoolVar(&opts.JSON, "json", false, "print the rows of `status` as JSON")
	return cmd
}

// fewer is how one asks for fewer instances. cobra would take it for a flag.
var fewer = regexp.MustCompile(`^-[0-9]+$`)

// minusIsNoFlag moves the -N of `scale APP -N` behind a --, where cobra leaves
// it alone.
func minusIsNoFlag(args []string) []string {
	at := slices.IndexFunc(args, func(a string) bool { return !strings.HasPrefix(a, "-") })
	if at < 0 || args[at] != "scale" || slices.Contains(args, "--") {
		return args
	}
	i := slices.IndexFunc(args, fewer.MatchString)
	if i < at {
		return args
	}
	moved := append(slices.Clone(args[:i]), args[i+1:]...)
	return append(moved, "--", args[i])
}

// scaleWords reads APP and how many of it there are to be.
func scaleWords(args []string) (app string, to control.Scale, err error) {
	if len(args) != 2 {
		return "", to, errors.New("scale wants an app and a number, as in scale hello-world 4, +2 or -1")
	}
	app = args[0]
	if args[1] == "max" {
		return app, control.Scale{N: runtime.NumCPU()}, nil
	}
	n, err := strconv.Atoi(args[1])
	switch relative := strings.HasPrefix(args[1], "+") || strings.HasPrefix(args[1], "-"); {
	case err != nil:
		return "", to, fmt.Errorf("%q is no number of instances; expected 4, +2, -1 or max", args[1])
	case n == 0 && relative:
		return "", to, fmt.Errorf("%s changes nothing", args[1])
	case n == 0:
		return "", to, fmt.Errorf("at least one instance must stay; `stop %s` stops them all, `delete %s` forgets the app too", app, app)
	case relative:
		return app, control.Scale{By: n}, nil
	}
	return app, control.Scale{N: n}, nil
}

func runScale(ctx context.Context, opts *scaleOptions) error {
	client, err := reach(ctx, opts.Streams)
	if err != nil {
		return err
	}
	defer client.Close()
	done, err := client.Scale(ctx, opts.App, opts.To)
	if err != nil {
		return interrupted(ctx, opts.Streams, err)
	}
	opts.Streams.Say("%s: %s", opts.Streams.Paint(console.Bold, console.Harmless(done.App)), scaledWords(done))
	status, err := client.Status(ctx)
	if err != nil {
		return err
	}
	return show(opts.Streams, status, opts.JSON)
}

func scaledWords(s control.Scaled) string {
	if s.From == s.To {
		return console.Count(s.To, "instance") + ", as before"
	}
	return fmt.Sprintf("%d → %s", s.From, console.Count(s.To, "instance"))
}
