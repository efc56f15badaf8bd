// Package isolated runs a check in a process of its own, a child of the checker.
// A submission that brings a check down, takes its memory or has its process
// killed then costs that check alone, and two checks can run side by side:
// each ends what it has started and nothing of the other's.
//
// The two calls are [Serve], once in the program, and [Do] for each check. The
// child is this same program, or another one that serves, see [With].
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

// grace is how long the child may take, over the check's own time, to stop what
// it has started; then it is asked to end, and is given as long again. Then it
// is killed, and its guardian does the rest. Only tests change it.
var grace = patience.Apart.Time

// question is what the child is asked.
type question struct {
	Exercise int           `json:"exercise"`
	Kit      string        `json:"kit"`
	File     string        `json:"file"`
	Shown    string        `json:"shown"`
	Without  []string      `json:"without"`
	Timeout  time.Duration `json:"timeout"`
	Tell     bool          `json:"tell"` // how the check goes on
}

// message is one line that the child says: how the check goes on, or last of
// all its answer.
type message struct {
	// Counted is the time that the check has had, on its own clock. It comes once
	// in a while.
	Counted time.Duration `json:"counted,omitempty"`
	Doing   string        `json:"doing,omitempty"`
	Step    *check.Step   `json:"step,omitempty"`
	Answer  *answer       `json:"answer,omitempty"`
}

// answer is a result as it comes back.
type answer struct {
	Status    check.Status        `json:"status"`
	Config    string              `json:"config"`
	Steps     []check.Step        `json:"steps"`
	Proved    string              `json:"proved"`
	Duration  time.Duration       `json:"duration"`
	Leftovers []platform.Leftover `json:"leftovers"`
	Changed   []string            `json:"changed"`
	Missing   bool                `json:"missing"`
	Record    *check.Record       `json:"record"`
	Seen      int                 `json:"seen"`
	Compiling time.Duration       `json:"compiling"`
}

// With says how a check runs apart. The zero value is this same program, and
// nobody looks on.
type With struct {
	Program string // another program that serves; "": this one
	// OnStep is told how the check goes on, as check.Do tells it; nil ok.
	OnStep func(name string, done *check.Step)
}

// Do checks an exercise in a child process, as check.Do does here, for at most
// that time. The result has no Timeline and no Record. A child that ends
// without a verdict is trouble with the id NO-ANSWER, in the result.
//
// It returns an error only when ctx was cancelled; the child is gone then, too.
func Do(ctx context.Context, e *check.Exercise, cfg sandbox.Config, timeout time.Duration) (check.Result, error) {
	return With{}.Do(ctx, e, cfg, timeout)
}

// Do is the function of that name, with what w says.
func (w With) Do(ctx context.Context, e *check.Exercise, cfg sandbox.Config, timeout time.Duration) (check.Result, error) {
	begun := time.Now()
	said, err := w.ask(ctx, question{e.Number, cfg.Kit, cfg.File, cfg.Shown, cfg.Without, timeout, w.OnStep != nil})
	if ctx.Err() != nil {
		return check.Result{Exercise: e}, context.Canceled
	}
	if err != nil {
		return noAnswer(e, err, time.Since(begun)), nil
	}
	return check.Result{
		Exercise: e, Status: said.Status, Config: said.Config, Steps: said.Steps, Proved: said.Proved,
		Duration: said.Duration, Leftovers: said.Leftovers, Changed: said.Changed, Missing: said.Missing,
		Record: said.Record, Seen: said.Seen, Compiling: said.Compiling,
	}, nil
}

// ask starts the child and waits for its answer, and until it is gone.
func (w With) ask(ctx context.Context, q question) (answer, error) {
	text, err := json.Marshal(q)
	if err != nil {
		return answer{}, err
	}
	watch := newWatch(ctx, q.Timeout)
	defer watch.end()
	cmd, err := selfexec.CommandOf(context.WithoutCancel(ctx), w.Program, part)
	if err != nil {
		return answer{}, err
	}
	out, err := newGathering(maxAnswer, func(line []byte) { w.hear(line, watch) })
	if err != nil {
		return answer{}, err
	}
	words, err := newGathering(maxWords, nil)
	if err != nil {
		out.end()
		return answer{}, err
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = bytes.NewReader(text), out.in, words.in, os.Environ()
	child, err := platform.Start(cmd)
	if err != nil {
		out.end()
		words.end()
		return answer{}, err
	}
	exit := watch.await(child)
	said, last := out.end(), words.end()
	if exit.Code != 0 {
		// Its guardian is at work, or was killed like it. What is left of it
		// must be gone before the next check begins.
		platform.SweepDead()
	}
	return read(said, last, exit, ctx.Err() == nil && watch.ctx.Err() != nil)
}

// hear hands on how the check goes on. What is not understood is no message.
func (w With) hear(line []byte, watch *watch) {
	var m message
	if json.Unmarshal(line, &m) != nil {
		return
	}
	switch {
	case m.Counted > 0:
		watch.alive(m.Counted)
	case w.OnStep == nil:
	case m.Step != nil:
		w.OnStep(m.Step.Name, m.Step)
	case m.Doing != "":
		w.OnStep(m.Doing, nil)
	}
}

// read understands what the child has said; the error says why it has said
// nothing that can be understood.
func read(said, words []byte, exit platform.Exit, late bool) (answer, error) {
	switch a := lastOf(said); {
	case late:
		return answer{}, errors.New("it went on after its time was over, and was ended")
	case exit.Code == 0 && a != nil && len(a.Steps) > 0:
		return *a, nil
	case len(said) > maxAnswer:
		return answer{}, fmt.Errorf("its result was larger than %d MB", maxAnswer>>20)
	}
	message := "it ended without a verdict: " + exit.String()
	if first, _, _ := strings.Cut(strings.TrimSpace(string(words)), "\n"); first != "" {
		message += "; it said: " + redact.Redact(first)
	}
	return answer{}, errors.New(message)
}

// lastOf is the answer in the last line; nil when there is none.
func lastOf(said []byte) *answer {
	said = bytes.TrimSpace(said)
	var m message
	if json.Unmarshal(said[bytes.LastIndexByte(said, '\n')+1:], &m) != nil {
		return nil
	}
	return m.Answer
}

// IsNoAnswer says that the check's process came to no verdict. It may have left
// something that only another process can find.
func IsNoAnswer(r check.Result) bool {
	return len(r.Steps) > 0 && r.Steps[0].Finding != nil && r.Steps[0].Finding.ID == noAnswerID
}

const noAnswerID = "NO-ANSWER"

// noAnswer is the result of a check whose process came to no verdict.
func noAnswer(e *check.Exercise, err error, took time.Duration) check.Result {
	finding := &check.Finding{
		ID: noAnswerID, Trouble: true,
		Expected: "the check's own process to come to a verdict",
		Seen:     err.Error(),
		Try:      fmt.Sprintf("What does it start? Read it before you run it, or check it alone: go run ./checker %d --config FILE.", e.Number),
	}
	r := check.Result{Exercise: e, Status: check.Trouble, Duration: took, Seen: -1}
	for _, p := range e.Promises {
		r.Steps = append(r.Steps, check.Step{Name: p.Name, Status: check.NotReached})
	}
	if len(r.Steps) == 0 {
		r.Steps = []check.Step{{Name: "the check comes to a verdict"}}
	}
	r.Steps[0].Status, r.Steps[0].Finding = check.Trouble, finding
	r.Steps[0].ID = fmt.Sprintf("E%d-%s", e.Number, finding.ID)
	return r
}
