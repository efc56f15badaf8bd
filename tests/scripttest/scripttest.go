//go:build unix

// Package scripttest holds what the scripts in testdata/script need besides
// testscript's own words: verbs for programs that run on while the script goes
// on, for ports and strangers on them, and for proving that nothing is left.
//
// The verbs, in the order in which a script usually needs them:
//
//	freeport NAME...        sets each NAME to a free port of the kernel's choice
//	stranger NAME           a program that is none of ours, this test, listens on
//	                        a free port; NAME is the port, NAME_PID its process
//	write FILE TEMPLATE     FILE is TEMPLATE with variables such as ${PORT} put in
//	exits CODE CMD ARG...   runs a command to its end; its exit code must be CODE
//	spawn NAME CMD ARG...   starts a command; what it prints goes to the files
//	                        $WORK/NAME.out and $WORK/NAME.err
//	awaits NAME PATTERN...  waits until each pattern has been printed, in any order
//	until PATTERN CMD ARG...
//	                        runs a command again and again until it has printed
//	                        the pattern; for what becomes true a moment later
//	get URL                 the answer's body becomes stdout; with ! nobody answers
//	signal NAME SIGNAL      sends INT, TERM, KILL or USR1
//	ends NAME CODE          waits for its end; CODE is the exit code or SIGKILL
//	running N               waits until N processes of this script run that carry
//	                        the kit's tag, and remembers them
//	undisturbed NAME        nobody has spoken to the stranger, and it still answers
//	daemonpid NAME          sets NAME to the process number of the daemon of this
//	                        folder
//	daemons N               there are so many daemons now
//	slay PID SIGNAL         sends a signal to a process that is no command of
//	                        `spawn`
//	noorphans               all that `running` saw, daemons, guardians and temporary
//	                        folders are gone; alone it proves nothing
//	listing FILE DIR        writes what is in DIR, with sizes and contents' sums
//
// A script's processes are recognised by TMPDIR, which testscript makes unique
// to each script and which the runner and the checker hand on. Verbs that wait
// do so for a condition. They give up when nobody is there any more who could
// make it true, or shortly before the time of the tests is over.
//
// [App] is a program that scripts run: a small server, or one that is hard to
// end.
package scripttest

import (
	"context"
	"errors"
	"os/exec"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"workshop.example/processes/tests/platformtest"
)

// Verbs are the commands above, for testscript.Params.
func Verbs() map[string]func(ts *testscript.TestScript, neg bool, args []string) {
	return map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"freeport":    freePort,
		"stranger":    startStranger,
		"undisturbed": undisturbed,
		"write":       write,
		"exits":       exits,
		"spawn":       spawn,
		"awaits":      awaits,
		"until":       until,
		"get":         get,
		"signal":      signal,
		"ends":        ends,
		"running":     running,
		"noorphans":   noOrphans,
		"daemonpid":   daemonPid,
		"slay":        slay,
		"daemons":     daemonCount,
		"listing":     listing,
	}
}

// Setup gives a script a place to remember its processes. A program under the
// race detector does not sleep for a second at its end.
func Setup(env *testscript.Env) error {
	st := &state{spawned: map[string]*spawned{}, strangers: map[string]*stranger{}}
	st.patience = platformtest.Patient(env.T().(testing.TB))
	env.Values[stateKey{}] = st
	if env.Getenv("GORACE") == "" {
		env.Setenv("GORACE", "atexit_sleep_ms=0")
	}
	env.Defer(func() { endDaemons(st, env.WorkDir) })
	return nil
}

type stateKey struct{}

// state is what one script has under way.
type state struct {
	spawned   map[string]*spawned
	strangers map[string]*stranger
	owners    []int        // every command that was spawned
	seen      map[int]bool // pids that `running` found
	patience  context.Context
}

func stateOf(ts *testscript.TestScript) *state { return ts.Value(stateKey{}).(*state) }

// eventually looks again and again until found, and says whether it was before
// the end of ctx.
func eventually(ctx context.Context, found func() bool) bool {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !found() {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
	return true
}

// atLeast complains about a verb that was called with too few words.
func atLeast(ts *testscript.TestScript, args []string, n int, usage string) {
	if len(args) < n {
		ts.Fatalf("usage: %s", usage)
	}
}

func until(ts *testscript.TestScript, neg bool, args []string) {
	atLeast(ts, args, 2, "until PATTERN CMD ARG...")
	if neg {
		ts.Fatalf("`! until` would prove nothing: what is not there yet may come")
	}
	wanted := regexp.MustCompile("(?m)" + args[0])
	found := func() bool {
		_ = ts.Exec(args[1], args[2:]...) // whether it may fail, its words say
		return wanted.MatchString(ts.ReadFile("stdout") + ts.ReadFile("stderr"))
	}
	if !eventually(stateOf(ts).patience, found) {
		ts.Fatalf("it never printed %q", args[0])
	}
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	atLeast(ts, args, 2, "exits CODE CMD ARG...")
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%s could not be run: %v", args[1], err)
		}
		code = exit.ExitCode()
	}
	if (strconv.Itoa(code) == args[0]) == neg {
		ts.Fatalf("exit code %d, expected %s", code, args[0])
	}
}
