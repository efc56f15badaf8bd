package doctor

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"workshop.example/processes/runner/system/platform"
)

// This file owns how other programs are asked: with a time bound, and so that
// nothing of them is left.

// command is a program to ask.
type command struct {
	dir    string // "": this process's own
	env    []string
	onLine func(string) // told every line of both streams as it comes; may be nil
}

// errNotHere: there is no such program on the PATH.
var errNotHere = errors.New("it is not on the PATH")

// run gives what a program printed, a line each. The error is errNotHere, the
// context's cause, or says how the program ended.
func (c command) run(ctx context.Context, name string, args ...string) ([]string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, errNotHere
	}
	out, said, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.dir, said, said
	cmd.Env = append(slices.Clip(os.Environ()), c.env...)
	process, err := platform.Start(cmd)
	_ = said.Close()
	if err != nil {
		return nil, err
	}
	defer process.Forget()
	// A child of the program may hold the pipe open for longer than it lives.
	unwatch := context.AfterFunc(ctx, func() {
		process.KillGroup()
		_ = out.Close()
	})
	defer unwatch()
	lines := c.read(out)
	if end := process.Wait(); end.Code != 0 || end.Signal != "" {
		if ctx.Err() != nil {
			return lines, context.Cause(ctx)
		}
		return lines, fmt.Errorf("%s ended with %s", name, end)
	}
	return lines, nil
}

// read gives the lines until the end of the stream. What is longer than a
// line of a program that is in its senses ends it, too.
func (c command) read(out *os.File) []string {
	var lines []string
	scanner := bufio.NewScanner(out)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		line := strings.TrimSpace(scanner.Text())
		if c.onLine != nil {
			c.onLine(line)
		}
		lines = append(lines, line)
	}
	return lines
}

// lastWords are the last line that says anything, for a person to read.
func lastWords(lines []string, err error) string {
	for _, line := range slices.Backward(lines) {
		if line != "" {
			return line
		}
	}
	return err.Error()
}
