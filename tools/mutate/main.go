// Command mutate breaks the rules of a package, one operator at a time, and
// looks whether the package's own tests notice:
//
//	go run ./tools/mutate                                the packages whose work is rules
//	go run ./tools/mutate runner/apps/launch             one package
//	go run ./tools/mutate runner/apps/supervise/rule.go  one file of a package
//
// It prints a line for each change that no test noticed, and a score. Such a
// change asks for a test, or shows code that nobody needs; some change nothing
// that anybody can see, so a score of 100 % is no goal.
//
// The tree itself stays as it is: the go tool gets the changed file as an
// overlay. Call it in the kit's folder.
//
// Exit codes: 0 looked at everything, 1 something could not be looked at.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
)

// rules are the files and packages whose work is to decide: what goes in says
// what comes out, and no process, no clock and no network has a say.
var rules = []string{
	"runner/apps/supervise/rule.go",
	"runner/apps/frontdoor/policy.go",
	"runner/apps/frontdoor/retry.go",
	"runner/apps/frontdoor/route.go",
	"runner/apps/watch/ignore.go",
	"runner/apps/launch",
	"runner/system/redact",
	"runner/screen/console/units.go",
	"checker/learner/compare",
	"checker/learner/hints",
	"checker/learner/predict",
	"checker/patience",
	"checker/screen/timeline",
	"checker/screen/watchloop",
}

func main() {
	paths := os.Args[1:]
	if len(paths) == 0 {
		paths = rules
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, paths)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

// run looks at one file or package after the other.
func run(ctx context.Context, out io.Writer, paths []string) error {
	var all score
	var failures []error
	for _, path := range paths {
		dir, files, err := filesAt(path)
		var s score
		if err == nil {
			s, err = judge(ctx, out, dir, files)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", path, err))
			continue
		}
		fmt.Fprintf(out, "%s: %s\n", path, s)
		all.noticed += s.noticed
		all.changes += s.changes
	}
	if len(paths) > 1 {
		fmt.Fprintf(out, "in all: %s\n", all)
	}
	return errors.Join(failures...)
}

// score is how many of the changes some test noticed.
type score struct{ noticed, changes int }

func (s score) String() string {
	return fmt.Sprintf("%d of %d noticed (%d %%)", s.noticed, s.changes, 100*s.noticed/max(s.changes, 1))
}
