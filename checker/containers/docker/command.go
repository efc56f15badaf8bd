package docker

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/system/platform"
)

// This file owns how the docker command is called.

// ErrNoClient: there is no docker command on the PATH.
var ErrNoClient = errors.New("there is no docker command on the PATH")

// Failed is a docker command that ended with something else than 0.
type Failed struct {
	Args []string // what it was called with
	Exit platform.Exit
	Said []string // the last lines of its standard error
}

func (f *Failed) Error() string {
	said := strings.Join(f.Said[max(0, len(f.Said)-3):], "; ")
	return fmt.Sprintf("docker %s ended with %s: %s", strings.Join(f.Args, " "), f.Exit, said)
}

const (
	// mostLines is how many lines of a command's output are kept.
	mostLines = 4000
	// longestLine is where a line is cut, in bytes.
	longestLine = 64 << 10
	// lastWords is how many lines of a failed command's standard error are kept.
	lastWords = 30
)

// call is one call of the docker command.
type call struct {
	args   []string
	folder string // where it is called; "": here
	// onLine is told each line of the standard output as it comes; nil: the
	// caller reads that itself.
	onLine func(line string)
	// onError is told each line of the standard error as it comes; may be nil.
	onError func(line string)
	// listens: it makes nothing, so that nothing has to settle when it is called
	// off.
	listens bool
}

// Run runs a docker command and returns the lines of its standard output,
// without the spaces around them and without empty ones. A command that fails
// is a *Failed. When ctx ends, the command is ended and ctx's cause is returned.
func Run(ctx context.Context, args ...string) ([]string, error) {
	var kept []string
	err := Each(ctx, func(line string) {
		if line = strings.TrimSpace(line); line != "" && len(kept) < mostLines {
			kept = append(kept, line)
		}
	}, args...)
	return kept, err
}

// Each is Run for a command that takes long: it tells each line of the standard
// output as it comes.
func Each(ctx context.Context, tell func(line string), args ...string) error {
	return call{args: args, onLine: tell}.run(ctx)
}

// run is Each with all that a call may have.
func (c call) run(ctx context.Context) error {
	return stream(ctx, c, func(out io.Reader) error {
		eachLine(out, c.onLine)
		return nil
	})
}

// stream runs a docker command and hands its standard output over. An error of
// read ends the command, and is returned.
func stream(ctx context.Context, c call, read func(out io.Reader) error) error {
	path, err := exec.LookPath("docker")
	if err != nil {
		return ErrNoClient
	}
	out, outIn, err := os.Pipe()
	if err != nil {
		return err
	}
	defer out.Close()
	words, wordsIn, err := os.Pipe()
	if err != nil {
		_ = outIn.Close()
		return err
	}
	defer words.Close()
	cmd := exec.Command(path, c.args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.Env = c.folder, outIn, wordsIn, environ()
	process, err := platform.Start(cmd)
	_, _ = outIn.Close(), wordsIn.Close()
	if err != nil {
		return err
	}
	defer process.Forget()
	unhook := endWith(ctx, process)
	defer unhook()
	last := &tail{tell: c.onError}
	var reading sync.WaitGroup
	reading.Go(func() { eachLine(words, last.add) })
	readErr := read(out)
	if readErr != nil {
		process.KillGroup()
	}
	_, _ = io.Copy(io.Discard, out)
	reading.Wait()
	exit := process.Wait()
	process.KillGroup() // a plugin that it started
	switch {
	case ctx.Err() != nil:
		if !c.listens {
			CalledOff()
		}
		return context.Cause(ctx)
	case readErr != nil:
		return readErr
	case exit.Code != 0 || exit.Signal != "":
		return &Failed{c.args, exit, last.lines}
	}
	return nil
}

// endWith ends a command when ctx ends: it is asked to, and then made to.
func endWith(ctx context.Context, process *platform.Process) (unhook func()) {
	over := make(chan struct{})
	var ending sync.WaitGroup
	ending.Go(func() {
		select {
		case <-over:
			return
		case <-ctx.Done():
		}
		_ = process.Signal("SIGTERM", true)
		// It tells the engine, which stops what was asked of it.
		late := time.NewTimer(patience.Farewell.Time)
		defer late.Stop()
		select {
		case <-over:
		case <-late.C:
			process.KillGroup()
		}
	})
	return func() { close(over); ending.Wait() }
}

// tail keeps the last lines, and tells of each.
type tail struct {
	tell  func(string)
	lines []string
}

func (t *tail) add(line string) {
	if t.tell != nil {
		t.tell(line)
	}
	if t.lines = append(t.lines, line); len(t.lines) > 2*lastWords {
		t.lines = slices.Clone(t.lines[lastWords:])
	}
}

// eachLine hands over each line of a stream that is not empty; what is longer
// than the longest comes in pieces.
func eachLine(from io.Reader, do func(string)) {
	reader := bufio.NewReaderSize(from, longestLine)
	for {
		piece, err := reader.ReadSlice('\n')
		if text := strings.TrimRight(string(piece), "\r\n"); text != "" {
			do(text)
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
	}
}

// environ is the environment of the docker command: this process's own, with
// BuildKit, without colours and advertisements.
func environ() []string {
	return append(slices.Clip(os.Environ()), "DOCKER_BUILDKIT=1", "DOCKER_CLI_HINTS=false", "NO_COLOR=1", "BUILDKIT_COLORS=")
}
