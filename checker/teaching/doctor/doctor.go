// Package doctor asks whether this machine is ready for the workshop: what is
// there, what is not, and for each what to do.
//
// [Checks] gives the questions in the order in which they should be asked, and
// [Check.Run] asks one of them. Every answer is data; how it is printed is not
// this package's business. Each file here owns one or two questions, in two
// parts: a function that looks at the machine, and one that judges what was
// seen, and knows nothing but that.
//
// Nothing is changed on the machine: the caches of the go tool are filled, as
// the first exercise would, and what is written to try a folder is removed
// again. Only who asks for it gets images pulled and one built.
package doctor

import (
	"context"
	"fmt"
	"slices"
	"time"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/screen/console"
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
	// Do says what to do about it; "" when there is nothing. Commands to type
	// stand in lines of their own.
	Do string `json:"do,omitempty"`
	// Docker: only exercises 10 and 11 ask for it.
	Docker bool `json:"docker,omitempty"`
	// Late: it could not be looked at in time, so nothing is known of it.
	Late bool `json:"late,omitempty"`
}

// Ready says whether exercises 1 to 9 can be done with these answers.
func Ready(results []Result) bool {
	return !slices.ContainsFunc(results, func(r Result) bool { return r.Status == Missing })
}

// ReadyForDocker says whether exercises 10 and 11 can be done, too.
func ReadyForDocker(results []Result) bool {
	asked := slices.ContainsFunc(results, func(r Result) bool { return r.Docker })
	return asked && Ready(results) &&
		!slices.ContainsFunc(results, func(r Result) bool { return r.Docker && r.Status != OK })
}

// Progress is how far a question is whose answer takes long.
type Progress struct {
	Done, Total int    // Total 0: it is not known yet how much there is
	What        string // what is done just now, or was done last
	// Line says what takes long, for where nobody sees a bar; "" when it was
	// said already.
	Line string
}

// Check is one question.
type Check struct {
	Name string
	// Limit is how long the answer may take, on the clock on the wall. It ends
	// what hangs, and says nothing about the machine: see [Result.Late].
	Limit time.Duration
	// Docker: only exercises 10 and 11 ask for it.
	Docker bool

	look func(ctx context.Context, progress func(Progress)) finding
}

// finding is a Result without what its Check knows. The zero one says that
// there was nothing to ask.
type finding struct {
	status   Status
	seen, do string
}

func ok(format string, args ...any) finding { return finding{OK, fmt.Sprintf(format, args...), ""} }

func warn(seen, do string) finding { return finding{Warn, seen, do} }

func missing(seen, do string) finding { return finding{Missing, seen, do} }

// Limits of time. All are many times what a slow machine takes.
var (
	soon      = patience.DoctorLook.Time // for what asks no other program
	asking    = patience.DoctorAsk.Time  // for what asks the go tool
	fetching  = patience.DoctorFetch.Time
	compiling = patience.DoctorCompile.Time
)

// Checks are the questions about this machine and the kit in a folder: first
// those that are answered at once, then the libraries and the compiler, which
// fetch and compile what is not there. With pull, the images that the last two
// exercises begin with are pulled at the end.
func Checks(kit string, pull bool) []Check {
	quick := func(name string, limit time.Duration, look func(context.Context) finding) Check {
		return Check{Name: name, Limit: limit, look: func(ctx context.Context, _ func(Progress)) finding { return look(ctx) }}
	}
	d := dockerState{kit: kit, pull: pull}
	checks := []Check{
		quick("Go", asking, func(ctx context.Context) finding { return judgeGo(lookAtGo(ctx, kit)) }),
		quick("folder", soon, func(context.Context) finding { return judgeFolder(lookAtFolder(kit)) }),
		quick("temporary files", soon, func(context.Context) finding { return judgeTemporary(lookAtTemporary()) }),
		quick("disk", asking, func(ctx context.Context) finding { return judgeDisk(lookAtDisk(ctx, kit)) }),
		quick("clock", soon, func(context.Context) finding { return judgeClock(lookAtClock(kit)) }),
		quick("private ports", soon, func(context.Context) finding { return judgePrivatePorts(tryPrivatePorts()) }),
		quick("ports", soon, func(context.Context) finding { return judgePorts(lookAtPorts(named)) }),
		quick("localhost", soon, func(ctx context.Context) finding { return judgeLocalhost(lookAtLocalhost(ctx)) }),
		quick("file watching", soon, func(context.Context) finding { return judgeWatching(lookAtWatching(kit)) }),
		quick("processors", soon, func(context.Context) finding { return judgeProcessors(processors()) }),
		quick("runner", soon, func(ctx context.Context) finding { return judgeRunner(lookAtRunner(ctx, kit)) }),
	}
	checks = append(checks, d.quick()...)
	checks = append(checks,
		Check{Name: "libraries", Limit: fetching + asking, look: func(ctx context.Context, progress func(Progress)) finding {
			return judgeLibraries(lookAtLibraries(ctx, kit, workshop, progress))
		}},
		Check{Name: "compiled", Limit: compiling + asking, look: func(ctx context.Context, progress func(Progress)) finding {
			return judgeWarm(warmUp(ctx, kit, workshop, progress))
		}})
	return append(checks, d.slow()...)
}

// grace is what a look may take to tidy up after its time is over.
var grace = patience.DoctorGrace.Time

// Run asks the question. The answer comes within the limit and a moment, even
// when the system does not: asking a dead network drive for its
// free space can block, and nothing can interrupt that. Progress may be nil. An
// answer without a Status: there was nothing to ask.
func (c Check) Run(ctx context.Context, progress func(Progress)) Result {
	bounded, cancel := context.WithTimeout(ctx, c.Limit)
	defer cancel()
	told := func(p Progress) {
		if progress != nil && bounded.Err() == nil {
			progress(p)
		}
	}
	found := make(chan finding, 1) // One that comes too late is dropped.
	go func() { found <- c.look(bounded, told) }()
	select {
	case f := <-found:
		return c.result(f, bounded.Err() != nil)
	case <-bounded.Done():
	}
	late := time.NewTimer(grace)
	defer late.Stop()
	select {
	case f := <-found:
		return c.result(f, true)
	case <-late.C:
		return c.result(missing("", ""), true)
	}
}

// result is the answer. What was not seen in time is not missing.
func (c Check) result(f finding, late bool) Result {
	late = late && f.status == Missing
	if late {
		f = warn(fmt.Sprintf("could not be checked within %s: this machine is very busy, or something on it hangs", plain(c.Limit)),
			"when less is running, try again:\ngo run ./checker doctor")
	}
	return Result{Name: c.Name, Status: f.status, Seen: f.seen, Do: f.do, Docker: c.Docker, Late: late}
}

// plain is a limit as a person says it.
func plain(d time.Duration) string { return console.Count(int(d.Minutes()), "minute") }
