package main

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
)

type validateOptions struct {
	File    fileOptions
	JSON    bool
	Streams *console.Streams
}

func newValidateCommand(streams *console.Streams) *cobra.Command {
	opts := &validateOptions{Streams: streams}
	cmd := &cobra.Command{
		Use:   "validate [FILE]",
		Short: "Read a process file, report every problem, start nothing",
		Long: `Read a process file and report every problem in it, each with its place.
Nothing is started. The exit code is 0 for a file that is right and 2 for one
that is not.`,
		Example: `  go run ./runner validate
  go run ./runner validate solutions/02-scaling/services.config.js
  go run ./runner validate --env production --json`,
		Args:              onlyFile,
		ValidArgsFunction: completeFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.File.Path = strings.Join(args, "")
			return runValidate(cmd.Context(), opts)
		},
	}
	opts.File.addFlags(cmd)
	cmd.Flags().BoolVar(&opts.JSON, "json", false, "print the result as JSON")
	return cmd
}

func runValidate(ctx context.Context, opts *validateOptions) error {
	file, err := opts.File.read(ctx)
	if opts.JSON {
		return validateJSON(opts.Streams, file, err)
	}
	if err != nil {
		return err
	}
	sayNotes(opts.Streams, file)
	opts.Streams.Printf("%s is right: %s.\n\n%s", console.Harmless(filepath.Base(file.Path)), console.Count(len(file.Apps), "app"), appTable(file))
	return nil
}

// appTable shows what was understood, which is not always what was meant.
func appTable(file *processfile.File) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	_, _ = w.Write([]byte("  name\tmode\tinstances\tport\tprogram\n"))
	for _, a := range file.Apps {
		port := "-"
		if a.Port != 0 {
			port = strconv.Itoa(a.Port)
		}
		_, _ = w.Write([]byte("  " + strings.Join([]string{
			console.Harmless(a.Name), string(a.ExecMode), strconv.Itoa(a.Instances), port,
			console.Harmless(a.Script + " (" + programWords(a.Program) + ")"),
		}, "\t") + "\n"))
	}
	_ = w.Flush()
	return b.String()
}

func programWords(p processfile.Program) string {
	switch p.Kind {
	case processfile.GoPackage:
		return "Go, built first"
	case processfile.Interpreted:
		return "run by " + filepath.Base(p.Interpreter)
	case processfile.Shell:
		return "run by the shell"
	}
	return "run as it is"
}

// jsonProblem is a problem as scripts read it.
type jsonProblem struct {
	Kind     processfile.Kind `json:"kind"`
	File     string           `json:"file"`
	Line     int              `json:"line,omitempty"`
	Column   int              `json:"column,omitempty"`
	App      string           `json:"app,omitempty"`
	Field    string           `json:"field,omitempty"`
	Message  string           `json:"message"`
	Expected string           `json:"expected,omitempty"`
	Found    string           `json:"found,omitempty"`
	Hint     string           `json:"hint,omitempty"`
}

func validateJSON(streams *console.Streams, file *processfile.File, err error) error {
	var invalid *processfile.Invalid
	if err != nil && !errors.As(err, &invalid) {
		return err
	}
	result := struct {
		Valid    bool          `json:"valid"`
		Problems []jsonProblem `json:"problems"`
		More     int           `json:"more,omitempty"` // problems beyond those
		Notes    []jsonProblem `json:"notes"`
	}{Valid: err == nil, Problems: []jsonProblem{}, Notes: []jsonProblem{}}
	if invalid != nil {
		result.Problems, result.More = toJSON(invalid.Problems), invalid.More
	} else {
		result.Notes = toJSON(file.Notes)
	}
	if err := printJSON(streams, result); err != nil {
		return err
	}
	if invalid != nil {
		return errSilentUsage
	}
	return nil
}

func toJSON(problems []processfile.Problem) []jsonProblem {
	list := []jsonProblem{}
	for _, p := range problems {
		list = append(list, jsonProblem{p.Kind, p.At.File, p.At.Line, p.At.Column, p.App, p.Field, p.Message, p.Expected, p.Found, p.Hint})
	}
	return list
}
