package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/screen/console"
)

const initName = "services.config.js"

// initTemplate is what a beginner starts from. Its script is a placeholder on
// purpose: which program to run is the first thing to decide.
const initTemplate = `// The process file: which apps run, and how. See docs/process-file.md.
module.exports = {
  apps: [
    {
      // What the app is called in logs.
      name: 'my-app',

      // The program: a Go package folder, or a .js, .py, .rb, .sh file, or
      // anything executable. The path starts at this file's folder.
      script: './path/to/my-app',

      // Its configuration. A twelve-factor app reads all of it from here.
      env: {
        PORT: 3000,
      },

      // How many copies run. More than one share PORT between them.
      // instances: 2,
    },
  ],
};
`

type initOptions struct {
	Path    string
	Streams *console.Streams
}

func newInitCommand(streams *console.Streams) *cobra.Command {
	opts := &initOptions{Path: initName, Streams: streams}
	return &cobra.Command{
		Use:     "init",
		Short:   "Write a small commented services.config.js",
		Long:    "Write a small commented services.config.js into this folder. One that is there already is left alone.",
		Example: "  go run ./runner init",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return runInit(opts)
		},
	}
}

func runInit(opts *initOptions) error {
	file, err := os.OpenFile(opts.Path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		opts.Streams.Say("%s is there already, and was left as it is.", opts.Path)
		opts.Streams.Say("Try: go run ./runner validate")
		return errSilent
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", opts.Path, err)
	}
	if _, err := file.WriteString(initTemplate); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := file.Close(); err != nil {
		return err
	}
	opts.Streams.Say("Wrote %s. Put your program into its script, then try:", opts.Path)
	opts.Streams.Say("  go run ./runner validate")
	return nil
}
