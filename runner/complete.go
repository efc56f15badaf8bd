package main

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/control"
)

// This file owns what the Tab key offers. See `completion --help`.

// tabPatience bounds a look at the daemon while somebody waits for Tab.
const tabPatience = 300 * time.Millisecond

// completeApps offers the names of apps that run here. It starts no daemon.
func completeApps(beside cobra.ShellCompDirective) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		ctx, cancel := context.WithTimeout(cmd.Context(), tabPatience)
		defer cancel()
		var names []cobra.Completion
		for _, row := range knownRows(ctx) {
			if !slices.Contains(names, row.Name) && !slices.Contains(args, row.Name) {
				names = append(names, row.Name)
			}
		}
		return names, beside
	}
}

func knownRows(ctx context.Context) []control.Row {
	home, err := hereHome()
	if err != nil {
		return nil
	}
	client, err := control.Dial(ctx, home)
	if err != nil {
		return nil
	}
	defer client.Close()
	status, err := client.Status(ctx)
	if err != nil {
		return nil
	}
	return status.Rows
}

// completeFiles offers files that can be process files.
func completeFiles(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return []cobra.Completion{"js", "cjs", "mjs", "json", "yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
}
