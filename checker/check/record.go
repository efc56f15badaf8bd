package check

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"workshop.example/processes/runner/apps/supervise"
)

// Record is what happened in a run from the start of its apps on, in the
// learner's terms. It is what a timeline is drawn from.
type Record struct {
	Began    time.Time
	Ended    time.Time         // when the last promise was judged; everything was stopped after it
	Apps     []string          // as the file names them, in its order; of containers, in the order in which they were started
	Events   []supervise.Event // all but what was printed, in order of time
	Requests []Sent            // what the check asked, in order of time
	Marks    []Mark            // what the check itself did, in order of time
}

// Sent is one request of the check.
type Sent struct {
	At       time.Time // when it was sent
	Took     time.Duration
	App      string // whose port was asked; ecosystem.ProxyName for the proxy's
	Instance string // who answered, as X-Instance says; "" when nobody did
	Status   int    // 0: no answer
	Failed   bool   // it did not come to what the check expected
}

// Mark is something that the check did: "killed instance 0 (pid 4711)", "saved main.go",
// "Redis is gone".
type Mark struct {
	At   time.Time
	Text string
}

// Question is asked before the first run of an exercise: what will happen?
type Question struct {
	Text    string   // one question
	Answers []string // three or four
	Right   int      // the index in Answers of what happens with a right answer
	Because string   // why, in a sentence or two
	// Seen says which of the answers this very run has shown, by its index; -1
	// when it has shown none of them. nil: what a passed run shows is Right,
	// and a run that was not passed shows none.
	Seen func(*Run) int
}

// diary is what a run writes down for the timeline about what it does. Its zero
// value is empty.
type diary struct {
	mu       sync.Mutex
	requests []Sent
	marks    []Mark
}

func (r *Run) note(s Sent) {
	r.diary.mu.Lock()
	defer r.diary.mu.Unlock()
	r.diary.requests = append(r.diary.requests, s)
}

// Mark writes down what the check is doing to the apps, for the timeline:
// "killed instance 0".
func (r *Run) Mark(format string, args ...any) {
	r.diary.mu.Lock()
	defer r.diary.mu.Unlock()
	r.diary.marks = append(r.diary.marks, Mark{time.Now(), fmt.Sprintf(format, args...)})
}

// record is what happened so far; nil when no app was started.
func (r *Run) record() *Record {
	if !r.hasStarted() {
		return nil
	}
	rec := &Record{Began: r.Box.Began(), Ended: time.Now(), Events: r.Box.Events()}
	rec.Apps = r.recorded(rec.Events)
	for i := range rec.Events {
		rec.Events[i].Detail = r.Box.Words(rec.Events[i].Detail)
	}
	r.diary.mu.Lock()
	defer r.diary.mu.Unlock()
	rec.Requests = slices.SortedFunc(slices.Values(r.diary.requests), func(a, b Sent) int { return a.At.Compare(b.At) })
	rec.Marks = slices.Clone(r.diary.marks)
	for i := range rec.Marks {
		rec.Marks[i].Text = r.Box.Words(rec.Marks[i].Text)
	}
	return rec
}

// hasStarted says whether anything ran: apps, or containers that were noted.
func (r *Run) hasStarted() bool {
	return r.started || r.Exercise.Engine && len(r.Box.Events()) > 0
}

// recorded are the apps of the file, or those of the events when there is no
// process file.
func (r *Run) recorded(events []supervise.Event) []string {
	var names []string
	if r.File != nil {
		for i := range r.File.Apps {
			names = append(names, r.File.Apps[i].Name)
		}
		return names
	}
	for _, e := range events {
		if !slices.Contains(names, e.App) {
			names = append(names, e.App)
		}
	}
	return names
}

// seen is which answer to the exercise's question came true; -1: none.
func (r *Run) seen(status Status) int {
	question := r.Exercise.Question
	switch {
	case question == nil:
		return -1
	case question.Seen != nil:
		return question.Seen(r)
	case status == Passed:
		return question.Right
	}
	return -1
}
