package main

import (
	"os"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/screen/monit"
)

func newMonitCommand(streams *console.Streams) *cobra.Command {
	return &cobra.Command{
		Use:     "monit",
		Aliases: []string{"dash"},
		Short:   "Watch everything on a full screen, with keys to act on it",
		Long: `Show all apps, what they print, and their use of processor and memory over
time, on the whole terminal. ? lists the keys; q leaves, and the apps run on.`,
		Example: `  go run ./runner monit`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			client, err := reach(cmd.Context(), streams)
			if err != nil {
				return err
			}
			defer client.Close()
			return monit.Run(cmd.Context(), client, monit.Options{
				In: os.Stdin, Out: os.Stdout, Colour: streams.Colour, Project: client.Version.Project,
			})
		},
	}
}
