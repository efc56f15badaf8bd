// Package selfexec lets one binary play several parts. The evaluator of
// process files and the guardian of processes must be processes of their own,
// yet the kit is started with `go run` and has no second binary to point to;
// so a program starts itself again with a hidden first argument.
//
// A package that has a part to play calls [Register] from a package variable
// or an init function. Every main function, and every TestMain of a test that
// needs such a part, calls [Play] before anything else.
package selfexec

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"sync"
)

// marker is the hidden first argument. It is no valid command name of the
// runner or the checker, so nobody types it by accident.
const marker = "__part"

// Part is the work of a helper process. Its result is the exit code.
type Part func(args []string) int

var parts = map[string]Part{}

// Register makes a part known under a name. Two parts of one name are a
// mistake in the program, found at its start.
func Register(name string, part Part) {
	if _, twice := parts[name]; twice {
		panic("selfexec: part registered twice: " + name)
	}
	parts[name] = part
}

// Play returns at once in an ordinary process. In one that [Command] started
// it does the part's work and ends the process with the part's exit code.
func Play() {
	if len(os.Args) < 3 || os.Args[1] != marker {
		return
	}
	part, ok := parts[os.Args[2]]
	if !ok {
		os.Stderr.WriteString("selfexec: no such part: " + os.Args[2] + "\n")
		os.Exit(2)
	}
	os.Exit(part(os.Args[3:]))
}

// executable is found once: on some systems it can no longer be found after
// the file was moved, and `go run` removes its binary early.
var executable = sync.OnceValues(os.Executable)

// Command is this same program in the part of that name. The caller sets
// streams, environment and attributes, and starts it.
func Command(ctx context.Context, name string, args ...string) (*exec.Cmd, error) {
	return CommandOf(ctx, "", name, args...)
}

// CommandOf is another program that plays parts, in the part of that name; with
// "" it is [Command].
func CommandOf(ctx context.Context, program, name string, args ...string) (*exec.Cmd, error) {
	if program != "" {
		return exec.CommandContext(ctx, program, append([]string{marker, name}, args...)...), nil
	}
	self, err := executable()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(self); err != nil && runtime.GOOS == "linux" {
		// The file is gone: a daemon that `go run` has built outlives its cache.
		// The kernel still has the program, under this name.
		self = "/proc/self/exe"
	}
	return exec.CommandContext(ctx, self, append([]string{marker, name}, args...)...), nil
}
