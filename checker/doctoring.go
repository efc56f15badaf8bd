package main

import (
	"context"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/checker/teaching/doctor"
)

func newDoctorCommand(opts *options) *cobra.Command {
	pull := false
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Is this machine ready for the workshop?",
		Long: `Is this machine ready: Go, free ports, disk, clock, limits of the system, and
Docker for the last two exercises? Whatever is not ready is listed with what to
do. Then the doctor fetches the libraries that are missing, from where GOPROXY
says: a network, or a stick. It compiles what is not compiled yet, so that no
exercise has to wait for it; with Docker, also what checks exercises 10 and 11.
On a new machine that takes a few minutes. Run it as often as you like: it does
nothing twice.

With --pull, the images that exercises 10 and 11 begin with are pulled, and the
solution of exercise 10 is built once, so that both can be done without a
network afterwards.

Exit code: 0 ready, 3 something that exercises 1 to 9 need is missing.`,
		Example: "  go run ./checker doctor\n  go run ./checker doctor --pull\n  go run ./checker doctor --json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDoctor(cmd.Context(), opts, pull) },
	}
	cmd.Flags().BoolVar(&pull, "pull", false, "pull the images that exercises 10 and 11 begin with")
	opts.addJSON(cmd)
	return cmd
}

func runDoctor(ctx context.Context, opts *options, pull bool) error {
	printed := &report.Doctor{Streams: opts.Streams, Live: opts.Streams.OutTerminal && !opts.JSON}
	results := []doctor.Result{}
	for _, c := range doctor.Checks(opts.Kit, pull) {
		if !opts.JSON {
			printed.Begin(c.Name)
		}
		answer := c.Run(ctx, printed.Progress)
		if ctx.Err() != nil {
			printed.Drop()
			return ctx.Err()
		}
		if answer.Status == "" { // there was nothing to ask
			printed.Drop()
			continue
		}
		results = append(results, answer)
		if !opts.JSON {
			printed.Done(answer)
		}
	}
	if opts.JSON {
		if err := opts.print(report.DoctorJSON(results)); err != nil {
			return err
		}
	} else {
		printed.End(results)
	}
	if !doctor.Ready(results) {
		return exit(exitUnavailable)
	}
	return nil
}
