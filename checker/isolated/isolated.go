// Package isolated runs a check in a separate process, a child of the checker.
// A submission that brings a check down, takes its memory or has its process
// killed then costs that check alone, and two checks can run side by side:
// each ends what it has started and nothing of the other's.
//
// The two calls are [Serve], once in the program, and [Do] for each check. The
// child is this same program, or another one that serves, see [Child].
//
// It is a fence against accidents and pranks. What runs inside is still the
// user's own process: it can read and write what the user can.
package isolated

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/redact"
	"workshop.example/processes/runner/system/selfexec"
)

// part is the child's name as a part of the binary.
const part = "check"

const (
	maxAnswer = 4 << 20  // bytes of the child's result
	maxWords  = 16 << 10 // bytes of its standard error that are looked at
)

// grace is how much longer than the check's own time the child may take to stop
// what it has started. Then it is asked to end, and has as long again. Then it is
// killed, and its guardian does the rest. Only tests change it.
var grace = patience.Silence.Time

// request is what the child is asked to check.
type request struct {
	Exercise int           `json:"exercise"`
	Kit      string        `json:"kit"`
	File     string        `json:"file"`
	Shown    string        `json:"shown"`
	Without  []string      `json:"without"`
	Timeout  time.Duration `json:"timeout"`
	Steps    bool          `json:"steps"` // report them as they come
}

// message is one line of the child's output: how far the check is, and as the
// last line the result.
type message struct {
	// Counted is the time that the check has had, on its own clock. It comes about
	// once a second.
	Counted time.Duration `json:"counted,omitempty"`
	Doing   string        `json:"doing,omitempty"`
	Step    *check.Step   `json:"step,omitempty"`
	// Result has no Timeline, and a Record only when Steps were asked for.
	Result *check.Result `json:"result,omitempty"`
}

// Child is the program that checks. The zero value is this same program, and
// nothing is reported while it works.
type Child struct {
	Program string // another program that serves; "": this one
	// OnStep is called as check.Do calls it; it may be nil.
	OnStep func(name string, done *check.Step)
}

// Do checks an exercise in a child process, as check.Do does here, for at most
// that time. The result has no Timeline and no Record. A child that ends
// without a verdict is trouble with the id NO-ANSWER, in the result.
//
// It returns an error only when ctx was cancelled; the child has ended then, too.
func Do(ctx context.Context, e *check.Exercise, cfg sandbox.Config, timeout time.Duration) (check.Result, error) {
	return Child{}.Do(ctx, e, cfg, timeout)
}

// Do is the function Do with this child.
func (c Child) Do(ctx context.Context, e *check.Exercise, cfg sandbox.Config, timeout time.Duration) (check.Result, error) {
	begun := time.Now()
	result, err := c.ask(ctx, request{e.Number, cfg.Kit, cfg.File, cfg.Shown, cfg.Without, timeout, c.OnStep != nil})
	if ctx.Err() != nil {
		return check.Result{Exercise: e}, context.Canceled
	}
	if err != nil {
		return noAnswer(e, err, time.Since(begun)), nil
	}
	result.Exercise = e
	return result, nil
}

// ask starts the child and waits for its answer, and until it is gone.
func (c Child) ask(ctx context.Context, q request) (check.Result, error) {
	text, err := json.Marshal(q)
	if err != nil {
		return check.Result{}, err
	}
	deadline := newDeadline(ctx, q.Timeout)
	defer deadline.end()
	cmd, err := selfexec.CommandOf(context.WithoutCancel(ctx), c.Program, part)
	if err != nil {
		return check.Result{}, err
	}
	stdout, err := newCapture(maxAnswer, func(line []byte) { c.report(line, deadline) })
	if err != nil {
		return check.Result{}, err
	}
	stderr, err := newCapture(maxWords, nil)
	if err != nil {
		stdout.end()
		return check.Result{}, err
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = bytes.NewReader(text), stdout.in, stderr.in, os.Environ()
	child, err := platform.Start(cmd)
	if err != nil {
		stdout.end()
		stderr.end()
		return check.Result{}, err
	}
	exit := deadline.await(child)
	said, words := stdout.end(), stderr.end()
	if exit.Code != 0 {
		// Its guardian is at work, or was killed like it. What is left of it
		// must be gone before the next check begins.
		platform.SweepDead()
	}
	return read(said, words, exit, ctx.Err() == nil && deadline.ctx.Err() != nil)
}

// report hands on how far the check is. A line that is no message is ignored.
func (c Child) report(line []byte, deadline *deadline) {
	var m message
	if json.Unmarshal(line, &m) != nil {
		return
	}
	switch {
	case m.Counted > 0:
		deadline.alive(m.Counted)
	case c.OnStep == nil:
	case m.Step != nil:
		c.OnStep(m.Step.Name, m.Step)
	case m.Doing != "":
		c.OnStep(m.Doing, nil)
	}
}

// read parses what the child has said; the error says why there is no result in
// it.
func read(said, words []byte, exit platform.Exit, late bool) (check.Result, error) {
	switch r := lastOf(said); {
	case late:
		return check.Result{}, errors.New("it was still running after its time was over, and was ended")
	case exit.Code == 0 && r != nil && len(r.Steps) > 0:
		return *r, nil
	case len(said) > maxAnswer:
		return check.Result{}, fmt.Errorf("its result was larger than %d MB", maxAnswer>>20)
	}
	message := "it ended without a verdict: " + exit.String()
	if first, _, _ := strings.Cut(strings.TrimSpace(string(words)), "\n"); first != "" {
		message += "; it said: " + redact.Redact(first)
	}
	return check.Result{}, errors.New(message)
}

// lastOf is the result in the last line; nil when there is none.
func lastOf(said []byte) *check.Result {
	said = bytes.TrimSpace(said)
	var m message
	if json.Unmarshal(said[bytes.LastIndexByte(said, '\n')+1:], &m) != nil {
		return nil
	}
	return m.Result
}

// IsNoAnswer says that the check's process came to no verdict. It may have left
// something that only another process can find.
func IsNoAnswer(r check.Result) bool {
	step := r.FailedStep()
	return step != nil && step.Finding.Trouble && step.Finding.ID == noAnswerID // a program may give no answer, too
}

const noAnswerID = "NO-ANSWER"

// noAnswer is the result of a check whose process came to no verdict.
func noAnswer(e *check.Exercise, err error, took time.Duration) check.Result {
	r := check.Result{Exercise: e}
	r.NoVerdict(&check.Finding{
		ID: noAnswerID, Trouble: true,
		Expected: "the check's own process to come to a verdict",
		Seen:     err.Error(),
		Try:      fmt.Sprintf("What does it start? Read it before you run it, or check it alone: go run ./checker %d --config FILE.", e.Number),
	}, took)
	return r
}
