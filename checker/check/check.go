// Package check is the checker's engine: it takes an exercise's promises one
// after the other, on real processes in a sandbox, and comes to a verdict.
//
// An exercise is a list of promises. A promise that is kept returns nil; one
// that is not returns a finding, which says what was expected, what was seen,
// where, and what to try. The engine knows no exercise, and prints nothing.
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

// Exercise is one exercise, all of it.
type Exercise struct {
	Number int    // from 1
	Name   string // the part of its folder's name behind the number: "scaling"
	Title  string // one line
	// Files holds the exercise's hints.md.
	Files fs.FS
	// Answers are the names of the file that the learner writes, the usual one
	// first; nil: a process file.
	Answers []string
	// Engine: the answer runs in containers. Such a check needs a container
	// engine, works on the whole kit, and runs in a program that has the
	// libraries for it.
	Engine bool
	// Time is how long a check may take where nobody says another one; 0: two
	// minutes.
	Time time.Duration
	// Promises are checked in this order, and the first that is not kept ends
	// the check.
	Promises []Promise
	// Proved is what a passed run has shown, in a sentence. It may look at the
	// run for figures.
	Proved func(*Run) string
	// Question is asked before the first run; nil: there is none.
	Question *Question
	// Timeline, if not nil, tells what happened in a run whose apps were
	// started, passed or not.
	Timeline func(*Run) []Moment
}

// Folder is the name of the exercise's folder in exercises/ and solutions/,
// and of its page in docs/.
func (e *Exercise) Folder() string { return twoDigits(e.Number) + "-" + e.Name }

func twoDigits(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

// Promise is one thing that a right answer does.
type Promise struct {
	Name  string // what is promised, as a sentence without a full stop
	Check func(ctx context.Context, r *Run) *Finding
}

// Finding is a promise that is not kept.
type Finding struct {
	// ID names this sort of failure for good, without the exercise's prefix:
	// "ONE-INSTANCE".
	ID       string
	Expected string
	Seen     string // may have several lines: an answer, last words, a compiler's message
	Where    string // file:line:column, "" when it is not in the file
	Try      string // one sentence
	// Trouble marks what is the checker's own or the machine's fault and never
	// the learner's.
	Trouble bool
	// Lacking marks what this machine lacks: the exercise cannot be checked here.
	Lacking bool
}

// Run is one check under way. Promises find here what earlier ones learnt.
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

	doing   func(string) // of Tell; nil: it is not reported
	promise string       // the one that is being checked

	brought []kit.Edit // what is not the kit's of its services in the copy

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
	Skipped    Status = "skipped"     // needs what this machine lacks
	Trouble    Status = "error"       // the checker's own trouble; the learner is not to blame
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
	Exercise *Exercise
	Status   Status
	Config   string // the process file as a person would name it
	Steps    []Step
	Proved   string // of a passed one
	Timeline []Moment
	Record   *Record // nil when no app was started
	Seen     int     // of Exercise.Question's answers the one that came true; -1: none did
	Duration time.Duration
	// Compiling is the part of Duration in which the compiler worked: it is no
	// part of the check's time.
	Compiling time.Duration

	// Leftovers escaped their process group and had to be hunted down when the
	// check was over.
	Leftovers []platform.Leftover
	// Changed are the kit's services that are not as they came, a sentence each.
	Changed []string
	// Missing: there is no file to be checked.
	Missing bool
}
