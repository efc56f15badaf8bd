package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/redact"
)

// This file owns how commands reach the daemon of the folder that they were
// typed in.

// connect finds the daemon. The error is control.ErrNoDaemon when nothing runs
// here; home is known even then.
func connect(ctx context.Context, streams *console.Streams) (*control.Client, control.Home, error) {
	home, err := hereHome()
	if err != nil {
		return nil, home, err
	}
	client, err := control.Dial(ctx, home)
	if err != nil {
		return nil, home, err
	}
	sayOtherBuild(streams, client.Version)
	return client, home, nil
}

func hereHome() (control.Home, error) {
	working, err := os.Getwd()
	if err != nil {
		return control.Home{}, err
	}
	return control.FindHome(working)
}

// reach is connect for commands that are of no use without a daemon.
func reach(ctx context.Context, streams *console.Streams) (*control.Client, error) {
	client, home, err := connect(ctx, streams)
	if errors.Is(err, control.ErrNoDaemon) {
		return nil, nothingRuns(home)
	}
	return client, err
}

// nothingRuns is no failure of the daemon's: there is none.
func nothingRuns(home control.Home) *control.Failure {
	return &control.Failure{
		Message: fmt.Sprintf("nothing runs here (no daemon for %s)", short(home.Project())), Hint: "go run ./runner start",
	}
}

// sayOtherBuild notes a daemon that was started by another build of the runner.
func sayOtherBuild(streams *console.Streams, v control.Version) {
	if own := control.BuildID(); own == "" || v.Build == "" || own == v.Build {
		return
	}
	streams.Say("%s", streams.Paint(console.Yellow, fmt.Sprintf(
		"the daemon (pid %d) runs another version of the runner; `kill` and `start` renew it", v.Pid)))
}

// short is a path as one would type it from here.
func short(path string) string {
	working, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(working, path); err == nil && len(rel) < len(path) && rel != "." {
		return rel
	}
	return path
}

// show prints how everything stands: as JSON the rows alone, for people the
// table and below it what it cannot say.
func show(streams *console.Streams, status control.Status, asJSON bool) error {
	if asJSON {
		return printJSON(streams, status.Rows)
	}
	streams.Printf("%s", statusTable(streams, status.Rows))
	for _, line := range troubleLines(streams, status.Troubles) {
		streams.Say("%s", line)
	}
	return nil
}

// printJSON prints a value over several lines.
func printJSON(streams *console.Streams, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	streams.Printf("%s\n", redact.HarmlessJSON(string(text)))
	return nil
}
