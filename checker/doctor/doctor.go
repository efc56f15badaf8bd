// Package doctor asks whether this machine is ready for the workshop: what is
// there, what is not, and for each what to do.
//
// [Checks] gives the questions in the order in which they should be asked, and
// [Check.Run] asks one of them. Every answer is data; how it is printed is not
// this package's business. Each file here owns one or two questions, in two
// parts: a function that looks at the machine, and one that judges what was
// seen, and knows nothing but that.
//
// Nothing is changed on the machine: the compiler's cache is filled, as the
// first exercise would, and what is written to try the temporary folder is
// removed again. Only who asks for it gets images pulled and one built.
package doctor

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Status is how a question was answered.
type Status string

const (
	// OK: nothing to do.
	OK Status = "ok"
	// Warn: exercises 1 to 9 work, and yet there is something to know.
	Warn Status = "warn"
	// Missing: without it some of exercises 1 to 9 cannot be done here.
	Missing Status = "missing"
)

// Result is the answer to one question.
type Result struct {
	Name   string `json:"name"`
	Status Status `json:"status"`
	Seen   string `json:"seen"` // what was found, in a sentence without a full stop
	// Do says what to do about it; "" when there is nothing. A command to type
	// stands in a line of its own, the last.
	Do string `json:"do,omitempty"`
}

// Ready says whether exercises 1 to 9 can be done with these answers.
func Ready(results []Result) bool {
	for _, r := range results {
		if r.Status == Missing {
			return false
		}
	}
	return true
}

// ReadyForDocker says whether exercises 10 and 11 can be done, too. The
// questions about Docker are the last, and stand together.
func ReadyForDocker(results []Result) bool {
	first := slices.IndexFunc(results, func(r Result) bool { return r.Name == dockerName })
	return first >= 0 && Ready(results) &&
		!slices.ContainsFunc(results[first:], func(r Result) bool { return r.Status != OK })
}

// Progress is how far a question is whose answer takes long.
type Progress struct {
	Done, Total int
	What        string // what is done just now, or was done last
	// Line says what takes long, for where nobody sees a bar; "" when it was
	// said already.
	Line string
}

// Check is one question.
type Check struct {
	Name string
	// Limit is how long the answer may take.
	Limit time.Duration

	look func(ctx context.Context, progress func(Progress)) finding
}

// finding is a Result without its name.
type finding struct {
	status   Status
	seen, do string
}

func ok(format string, args ...any) finding { return finding{OK, fmt.Sprintf(format, args...), ""} }

func warn(seen, do string) finding { return finding{Warn, seen, do} }

func missing(seen, do string) finding { return finding{Missing, seen, do} }

// soon is enough for everything that does not compile.
const soon = 10 * time.Second

// Checks are the questions about this machine and the kit in a folder. What
// is needed by what follows comes first. With pull, the images that the last
// two exercises begin with are pulled.
func Checks(kit string, pull bool) []Check {
	plain := func(name string, look func(context.Context) finding) Check {
		return Check{name, soon, func(ctx context.Context, _ func(Progress)) finding { return look(ctx) }}
	}
	checks := []Check{
		plain("Go", func(ctx context.Context) finding { return judgeGo(lookAtGo(ctx, kit)) }),
		plain("libraries", func(ctx context.Context) finding { return judgeLibraries(lookAtLibraries(ctx, kit)) }),
		{"compiled", 15 * time.Minute, func(ctx context.Context, progress func(Progress)) finding {
			return judgeWarm(warmUp(ctx, kit, progress))
		}},
		plain("temporary files", func(context.Context) finding { return judgeTemporary(lookAtTemporary()) }),
		plain("disk", func(ctx context.Context) finding { return judgeDisk(lookAtDisk(ctx, kit)) }),
		plain("clock", func(context.Context) finding { return judgeClock(lookAtClock(kit)) }),
		plain("private ports", func(context.Context) finding { return judgePrivatePorts(tryPrivatePorts()) }),
		plain("ports", func(context.Context) finding { return judgePorts(lookAtPorts(named)) }),
		plain("localhost", func(ctx context.Context) finding { return judgeLocalhost(lookAtLocalhost(ctx)) }),
		plain("file watching", func(context.Context) finding { return judgeWatching(lookAtWatching(kit)) }),
		plain("processors", func(context.Context) finding { return judgeProcessors(processors()) }),
		plain("runner", func(ctx context.Context) finding { return judgeRunner(lookAtRunner(ctx, kit)) }),
	}
	return append(checks, dockerChecks(kit, pull)...)
}

// grace is what a look may take to tidy up after its time is over.
const grace = 2 * time.Second

// Run asks the question. The answer comes within the limit and a moment, even
// when the system does not: a dead network drive can hold up whoever asks for
// its free space, and nothing can call them back. Progress may be nil.
func (c Check) Run(ctx context.Context, progress func(Progress)) Result {
	if progress == nil {
		progress = func(Progress) {}
	}
	bounded, cancel := context.WithTimeout(ctx, c.Limit)
	defer cancel()
	found := make(chan finding, 1) // One that comes too late is dropped.
	go func() { found <- c.look(bounded, progress) }()
	select {
	case f := <-found:
		return c.result(f)
	case <-bounded.Done():
	}
	late := time.NewTimer(grace)
	defer late.Stop()
	select {
	case f := <-found:
		return c.result(f)
	case <-late.C:
		return c.result(warn(fmt.Sprintf("no answer within %s", c.Limit), ""))
	}
}

func (c Check) result(f finding) Result { return Result{c.Name, f.status, f.seen, f.do} }
