// Package predict holds the rules of “predict, run, compare”: when an
// exercise's question is asked, what a typed answer means, and whether there is
// something to be told about it afterwards. It is pure: it asks nobody.
package predict

import (
	"strconv"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/progress"
)

// Setting is what surrounds a check.
type Setting struct {
	Terminal bool // there is somebody who reads the question and can answer
	Declined bool // --no-predict
	CI       bool // a build: whatever its terminal says, nobody sits there
	Other    bool // not the learner's own file
}

// Asks says whether the question of an exercise is asked now: once, at the first
// run that somebody can answer at.
func Asks(q *check.Question, entry progress.Entry, s Setting) bool {
	return q != nil && len(q.Answers) > 0 && s.Terminal && !s.Declined && !s.CI && !s.Other &&
		entry.Prediction == nil
}

// Skipped is the answer of somebody who gave none.
const Skipped = -1

// Parse reads what was typed, of n answers that are numbered from 1. Answer is
// its index, or Skipped for an empty line. understood is false for anything
// else.
func Parse(line string, n int) (answer int, understood bool) {
	typed := strings.TrimSpace(line)
	if typed == "" {
		return Skipped, true
	}
	number, err := strconv.Atoi(strings.TrimRight(typed, ".)"))
	if err != nil || number < 1 || number > n {
		return Skipped, false
	}
	return number - 1, true
}

// Outcome is a prediction beside what happened.
type Outcome struct {
	Predicted string
	Happened  string
	Because   string
	Right     bool
}

// Compare is the outcome of a result; nil when there is nothing to tell:
// nothing was predicted, it was told before, or this run has not shown what
// happens.
func Compare(r check.Result, p *progress.Prediction) *Outcome {
	q := r.Exercise.Question
	verdict := r.Status == check.Passed || r.Status == check.Failed
	if q == nil || p == nil || p.Told || !verdict || !valid(p.Answer, q) || !valid(r.Seen, q) {
		return nil
	}
	return &Outcome{
		Predicted: q.Answers[p.Answer], Happened: q.Answers[r.Seen], Because: q.Because,
		Right: p.Answer == r.Seen,
	}
}

// valid: an author may have taken an answer out since it was given.
func valid(answer int, q *check.Question) bool { return answer >= 0 && answer < len(q.Answers) }
