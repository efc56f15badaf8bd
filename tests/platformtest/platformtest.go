// Package platformtest has programs that misbehave, for tests of whatever
// starts and ends processes. They are parts of the test binary itself, so a
// test needs no shell and no other program.
//
// A test package calls [Main] in its TestMain; that also proves after the last
// test that no process and no temporary folder of the run is left.
package platformtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
)

// runVariable marks everything that a test run starts, whoever starts it.
const runVariable = "WORKSHOP_TEST_RUN"

// leaveTime is how long processes may take to end after the last test. The tests'
// own limit is over then, and only what is really left behind takes so long.
const leaveTime = time.Minute

// Main runs a package's tests, or plays a part. Its result is the exit code: 1
// when a test failed or when a process is left behind.
func Main(m *testing.M) int {
	selfexec.Play()
	mark := fmt.Sprintf("%d.%d", os.Getpid(), time.Now().UnixNano())
	if err := os.Setenv(runVariable, mark); err != nil {
		panic(err)
	}
	// Else every program of a binary with the race detector lingers a second
	// at its end, and the tests measure that.
	if err := os.Setenv("GORACE", strings.TrimSpace(os.Getenv("GORACE")+" atexit_sleep_ms=0")); err != nil {
		panic(err)
	}
	code := m.Run()
	for _, left := range leftAfter(mark, leaveTime) {
		fmt.Fprintln(os.Stderr, "left behind by the tests:", left)
		code = 1
	}
	for _, left := range ownFolders() {
		fmt.Fprintln(os.Stderr, "folder left behind by the tests:", left)
		code = 1
	}
	platform.Farewell() // not before: it would end what the tests left
	return code
}

// Play is the body of a TestMain whose test binary is also its own helper: it
// plays a part, or runs the tests and waits for the guardian to be gone.
func Play(m *testing.M) {
	selfexec.Play()
	code := m.Run()
	platform.Farewell()
	os.Exit(code)
}

// ownFolders are the temporary folders of this process that are still there.
func ownFolders() []string {
	pattern := fmt.Sprintf("%s%d.*", platform.FolderPrefix, os.Getpid())
	found, _ := filepath.Glob(filepath.Join(os.TempDir(), pattern))
	return found
}

// leftAfter are the processes of this run that are still there after a time.
func leftAfter(mark string, patience time.Duration) []string {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		left := ofThisRun(mark)
		if len(left) == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return left
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Kill ends a process as nothing can be done against, Ask asks it to end. Both
// need not find it.
func Kill(pid int) { send(pid, os.Kill) }
func Ask(pid int)  { send(pid, syscall.SIGTERM) }

func send(pid int, s os.Signal) {
	if p, err := os.FindProcess(pid); err == nil {
		_ = p.Signal(s)
	}
}

// Argv is the command line of a misbehaving program:
//
//	exit CODE             ends at once
//	wait                  ends with 0 when it is asked to
//	deaf                  ignores every signal that can be ignored
//	listen STATUS         serves STATUS on PORT, ends when it is asked to
//	print LINES           prints so many numbered lines and ends
//	hang FILE             makes the file and is deaf; further words do not matter
//	chatter               prints for ever
//	long BYTES            prints one line of so many bytes and ends with 3
//	with HOW CHILD THEN   starts the program CHILD, then is the program THEN;
//	                      HOW is group, setsid (the child leaves the group) or
//	                      twice (setsid, and the parent between them ends)
//
// CHILD and THEN are single words with a comma for a space. A program that
// stays prints "up PID NAME" once it is ready, to its standard output, which
// its children share. None of them lives longer than a
// quarter of an hour.
func Argv(words ...string) []string {
	cmd, err := selfexec.Command(context.Background(), "misbehave", words...)
	if err != nil {
		panic(err)
	}
	return cmd.Args
}
