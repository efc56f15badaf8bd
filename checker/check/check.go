// Package check is the checker's engine: it checks an exercise's promises one
// after the other, on real processes in a sandbox, and reaches a verdict.
//
// An exercise is a list of promises. Check returns nil when the promise is
// kept. Otherwise it returns a finding: what was expected, what was seen, where,
// and what to try. The engine knows no exercise, and prints nothing.
package check

import (
	"context"
	"io/fs"
	"reflect"
	"time"

	"workshop.example/processes/checker/kit"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

// Exercise is everything that the checker knows of one exercise.
type Exercise struct {
	Number int    // from 1
	Name   string // its folder's name without the number: "scaling"
	Title  string // one line
	// Files holds the exercise's hints.md.
	Files fs.FS
	// Answers are the names that the learner's file may have, the usual one
	// first. Nil means a process file.
	Answers []string
	// Engine says that the answer runs in containers. Such a check needs a
	// container engine, works on the whole kit, and runs in a program that has
	// the libraries for it.
	Engine bool
	// Time is how long a check may take by default; 0 means two minutes.
	Time time.Duration
	// Promises are checked in this order. The first that is not kept ends the
	// check.
	Promises []Promise
	// Proved says in a sentence what a passed run has shown, with its figures.
	Proved func(*Run) string
	// Question is asked before the first run. Nil means that there is none.
	Question *Question
	// Timeline, if not nil, lists what happened in a run, passed or not, once its
	// apps were started.
	Timeline func(*Run) []Moment
}

// Folder is the name of the exercise's folder in exercises/ and solutions/,
// and of its page in docs/.
func (e *Exercise) Folder() string { return twoDigits(e.Number) + "-" + e.Name }

func twoDigits(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

// Promise is one thing that a right answer does.
type Promise struct {
	Name string // what is promised, as a sentence without a full stop
	// Check returns nil when the promise is kept, or else the finding that says
	// what is wrong. Earlier promises of the exercise are kept when it is called.
	Check func(ctx context.Context, r *Run) *Finding
}

// Finding is a promise that is not kept.
type Finding struct {
	// ID names this kind of failure and never changes. It is without the
	// exercise's prefix: "ONE-INSTANCE".
	ID       string
	Expected string
	Seen     string // may have several lines: an answer, last words, a compiler's message
	Where    string // file:line:column, "" when it is not in the file
	Try      string // one sentence
	// Trouble marks a fault of the checker or of the machine, never of the
	// learner.
	Trouble bool
	// Lacking marks that this machine is missing something: the exercise cannot
	// be checked here.
	Lacking bool
}

// Run is one check under way.
type Run struct {
	Exercise *Exercise
	Box      *sandbox.Box
	File     *processfile.File // nil before FileIsRight

	// App is the app that runs hello-world, as the file has it.
	App *processfile.App
	// Fixtures is the app that runs world-cup-fixtures.
	Fixtures *processfile.App

	// Port is where App is asked: a port of the sandbox, known once it is online.
	Port int

	doing   func(string) // where Tell reports to; nil when nobody listens
	promise string       // the one that is being checked

	brought []kit.Edit // how the services in the copy differ from the kit's

	started bool
	asking  *Traffic // of KeepAsking
	diary   diary
	notes   map[reflect.Type]any // of Notes
}

// Moment is a line of a timeline.
type Moment struct {
	At   time.Duration // since the apps were started
	App  string
	Text string
}

// Status is a verdict, on a step or a whole exercise.
type Status string

const (
	Passed     Status = "passed"
	Failed     Status = "failed"
	Skipped    Status = "skipped"     // this machine is missing something
	Trouble    Status = "error"       // the checker's or the machine's fault, not the learner's
	NotReached Status = "not-reached" // an earlier step failed
)

// Step is the outcome of one promise.
type Step struct {
	Name     string
	Status   Status
	Finding  *Finding // nil when passed or not reached
	ID       string   // with the prefix: "E2-ONE-INSTANCE"
	Duration time.Duration
}

// Result is the outcome of one check.
type Result struct {
	// Exercise stays behind when a result goes from one process to another.
	Exercise *Exercise `json:"-"`
	Status   Status
	Config   string // the process file's path, as a person would write it
	Steps    []Step
	Proved   string // "" unless passed
	Timeline []Moment
	Record   *Record // nil when no app was started
	Seen     int     // the index of the answer to Exercise.Question that came true, or -1
	Duration time.Duration
	// Compiling is the part of Duration that the compiler took. It does not count
	// towards the check's time.
	Compiling time.Duration

	// Leftovers are processes that escaped their process group and were hunted
	// down after the check.
	Leftovers []platform.Leftover
	// Changed lists the kit's services that were changed, a sentence for each.
	Changed []string
	// Missing says that there is no file to check.
	Missing bool
}

// FailedStep is the step with the finding; nil when there is none.
func (r *Result) FailedStep() *Step {
	for i := range r.Steps {
		if r.Steps[i].Finding != nil {
			return &r.Steps[i]
		}
	}
	return nil
}
