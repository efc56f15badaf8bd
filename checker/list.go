package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/learner/progress"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/exercises"
)

func newListCommand(opts *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "The exercises: what is done, what is next",
		Example: "  go run ./checker list",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return runList(opts) },
	}
	opts.addJSON(cmd)
	return cmd
}

func runList(opts *options) error {
	book := progress.Read(opts.Kit)
	if !opts.JSON {
		opts.Streams.Printf("%s", report.List(opts.Streams, exercises.All, book))
		return nil
	}
	type row struct {
		Exercise int    `json:"exercise"`
		Name     string `json:"name"`
		Title    string `json:"title"`
		Passed   bool   `json:"passed"`
		LastID   string `json:"last_id,omitempty"`
		Docker   bool   `json:"needs_docker,omitempty"`
	}
	rows := []row{}
	for _, e := range exercises.All {
		entry := book.Exercises[e.Number]
		rows = append(rows, row{e.Number, e.Name, e.Title, entry.Passed(), entry.LastID, e.Engine})
	}
	return opts.print(json.MarshalIndent(rows, "", "  "))
}
