package build

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"workshop.example/processes/runner/system/platform"
)

// This file owns the calls of the go tool.

// packageOf is the folder in which the go tool is called for a source, and what
// it is told there.
func packageOf(source string) (dir, target string) {
	if filepath.Ext(source) == ".go" {
		return filepath.Dir(source), filepath.Base(source)
	}
	return source, "."
}

// buildFlags decide what is made. -s -w leaves out the debugger's tables, which
// halves the linker's work. No -trimpath: on a new machine the whole standard
// library would have to be compiled a second time, beside the one that `go run`
// has compiled.
var buildFlags = []string{"-buildvcs=false", "-ldflags=-s -w"}

// goBuild is incremental: when the file at output is up to date, the go tool
// finds that out from its build id and does not even link.
func (b *Builder) goBuild(ctx context.Context, source, output string) error {
	// A go tool that is killed cannot remove its work folder: it gets one that
	// is removed for it.
	work, removeWork, err := platform.TempFolder()
	if err != nil {
		return err
	}
	defer func() { _ = removeWork() }()
	dir, target := packageOf(source)
	counting, cancel := context.WithCancel(ctx)
	counter := counter{tell: listener(ctx), own: importPath(dir, target), list: func() ([]string, error) {
		return b.Stale(counting, dir, append(slices.Clone(buildFlags), target)...)
	}}
	defer func() { cancel(); counter.listing.Wait() }()
	// -v names each package that the compiler begins with, and none that is
	// taken from the cache; it changes nothing about the program. -x and -n, which
	// GOFLAGS may have, would print commands among them, or build nothing.
	_, _, err = b.goTool(ctx, goCall{
		dir: dir, env: []string{"GOTMPDIR=" + work}, takes: counter.takes,
		args: slices.Concat([]string{"build", "-v", "-x=false", "-n=false"}, buildFlags, []string{"-o", output, target}),
	})
	return err
}

// goCall is one call of the go tool.
type goCall struct {
	dir  string
	args []string // the command first
	env  []string // besides the builder's
	// takes is asked about every line of its standard error, without the line's
	// end: with true the line is no part of what it said. nil takes none.
	takes func(line string) bool
}

// goTool runs the go tool in a folder and returns what it printed to its
// standard output and, trimmed, what it said to its standard error. When it
// fails, the error is a *Failed with what it said. When ctx ends, it and all
// that it started are killed, and ctx's error is returned.
func (b *Builder) goTool(ctx context.Context, call goCall) (printed []byte, said string, err error) {
	tool, err := exec.LookPath("go")
	if err != nil {
		return nil, "", &Failed{Package: call.dir, NoGo: true}
	}
	out, outEnd, err := os.Pipe()
	if err != nil {
		return nil, "", err
	}
	defer out.Close()
	errs, errsEnd, err := os.Pipe()
	if err != nil {
		_ = outEnd.Close()
		return nil, "", err
	}
	defer errs.Close()
	cmd := exec.Command(tool, slices.Concat(call.args[:1], b.flags(call.dir), call.args[1:])...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = call.dir, outEnd, errsEnd
	// With PWD the go tool names files as the caller does, and not as they are
	// called behind a symlink on the way.
	cmd.Env = append(append(slices.Clip(b.environ(ctx)), "PWD="+call.dir), call.env...)
	// What is built here is run here.
	cmd.Env = append(cmd.Env, "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	process, err := platform.Start(cmd)
	_, _ = outEnd.Close(), errsEnd.Close()
	if err != nil {
		return nil, "", err
	}
	defer process.Forget()
	unwatch := context.AfterFunc(ctx, process.KillGroup)
	defer unwatch()
	all := make(chan []byte, 1)
	go func() {
		text, _ := io.ReadAll(out)
		all <- text
	}()
	said = read(errs, call.takes)
	printed = <-all
	if exit := process.Wait(); exit.Code != 0 {
		if ctx.Err() != nil {
			return nil, "", context.Cause(ctx)
		}
		return nil, "", failure(call.dir, said)
	}
	return printed, said, nil
}

// read takes lines as they come, and returns those that nobody took, trimmed.
func read(from io.Reader, takes func(line string) bool) string {
	var left strings.Builder
	for lines := bufio.NewReader(from); ; {
		line, err := lines.ReadString('\n')
		if takes == nil || !takes(strings.TrimRight(line, "\r\n")) {
			left.WriteString(line)
		}
		if err != nil {
			return strings.TrimSpace(left.String())
		}
	}
}

// flags are for every call in a folder.
func (b *Builder) flags(dir string) []string {
	if !b.OwnModules {
		return b.Flags
	}
	mod := "-mod=readonly"
	if info, err := os.Stat(filepath.Join(moduleRoot(dir), "vendor")); err == nil && info.IsDir() {
		mod = "-mod=vendor"
	}
	return append(slices.Clip(b.Flags), mod)
}

type environKey struct{}

// WithEnviron has the go tool work in the environment of whoever asks, unless
// the builder has one: a daemon's own is that of the shell which started it. nil
// changes nothing.
func WithEnviron(ctx context.Context, environ []string) context.Context {
	if environ == nil {
		return ctx
	}
	return context.WithValue(ctx, environKey{}, environ)
}

func (b *Builder) environ(ctx context.Context) []string {
	if b.Environ != nil {
		return b.Environ
	}
	if environ, ok := ctx.Value(environKey{}).([]string); ok {
		return environ
	}
	return os.Environ()
}

// variable is the value that counts, the last, of a variable of the go tool's
// environment; "" when there is none.
func (b *Builder) variable(ctx context.Context, name string) string {
	for _, pair := range slices.Backward(b.environ(ctx)) {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}
