package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
)

// fileOptions name a process file and how it is to be read. Every command
// that reads one has them.
type fileOptions struct {
	Path string // "": looked up in the working folder
	Env  string // --env
	Dir  string // --cwd
}

func (o *fileOptions) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.Env, "env", "", "lay env_NAME over env, as in --env production")
	cmd.Flags().StringVar(&o.Dir, "cwd", "", "relative paths in the file belong to this folder, not to the file's own")
}

func (o *fileOptions) read(ctx context.Context) (*processfile.File, error) {
	path := o.Path
	if path == "" {
		working, err := os.Getwd()
		if err != nil {
			return nil, err
		}
		if path, err = processfile.Find(working); err != nil {
			return nil, err
		}
	}
	dir := o.Dir
	if dir != "" {
		absolute, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		dir = absolute
	}
	return processfile.Read(ctx, path, processfile.Options{EnvName: o.Env, Environ: os.Environ(), Dir: dir})
}

func sayInvalid(streams *console.Streams, invalid *processfile.Invalid) {
	for _, p := range invalid.Problems {
		streams.Say("%s", strings.TrimSuffix(problemText(streams, p), "\n"))
	}
	if invalid.More > 0 {
		streams.Say("… and %d more", invalid.More)
	}
	streams.Say("")
	streams.Say("%s. Nothing was started.", console.Count(len(invalid.Problems)+invalid.More, "problem"))
}

// sayNotes says what the file said, and what in it has no effect.
func sayNotes(streams *console.Streams, file *processfile.File) {
	for _, line := range file.Console {
		streams.Say("%s", streams.Paint(console.Dim, "console: ")+line)
	}
	for _, note := range file.Notes {
		streams.Say("%s %s", streams.Paint(console.Yellow, "note:"), strings.TrimSuffix(problemText(streams, note), "\n"))
	}
}
