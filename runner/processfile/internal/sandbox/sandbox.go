// Package sandbox evaluates a process file in a process of its own. The file
// may be hostile: it may loop for ever, or ask for a terabyte inside of a
// single native call, which no interrupt reaches and no Go program survives.
// So the evaluator is this same binary in another part (package selfexec) with
// an empty environment, limits on processor time and memory, and a parent that
// ends its whole process group when its patience is over.
package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"workshop.example/processes/runner/processfile/internal/script"
	"workshop.example/processes/runner/processfile/internal/tree"
	"workshop.example/processes/runner/system/selfexec"
)

// part is the evaluator's name as a part of the binary.
const part = "evaluate"

const (
	maxAnswer = 4 << 20  // bytes of the evaluator's result
	maxWords  = 16 << 10 // bytes of its standard error that are looked at
)

// patience is how long the parent waits for each child that it starts in turn,
// by the clock. It is no limit of the file's, which is counted in processor
// time: a child that is late without having used that up was given too little
// of the machine, and another one is given more time.
var patience = []time.Duration{10 * time.Second, 30 * time.Second, time.Minute}

// Limits are the bounds of an ordinary evaluation.
func Limits() tree.Limits {
	return tree.Limits{ScriptMillis: 2000, HardMillis: 2300, HeapBytes: 512 << 20, SpaceBytes: 1500 << 20}
}

// Evaluator evaluates requests. Its zero value is the ordinary one; the fields
// are for tests.
type Evaluator struct {
	Patience []time.Duration // for each child in turn; nil stands for the ordinary one
	Started  func(pid int)   // is told of each child, before the child has its request
}

// Starved is the error of a machine that does not let the evaluator work.
type Starved struct {
	Waited time.Duration // by the clock, for all children together
	Used   time.Duration // of processor time, by the last child
}

// Error says what was seen, and that the file is not to blame.
func (s *Starved) Error() string {
	return fmt.Sprintf("this machine is too busy to read the process file: in %s the program that reads it got %.1f s of processor time. The file is not to blame",
		s.Waited.Round(time.Millisecond), s.Used.Seconds())
}

// Hint is what to try.
func (s *Starved) Hint() string { return "close what keeps this machine busy, and try again" }

// Evaluate runs the request in a child process. What is wrong with the file is
// in the result; an error is a *Starved, the kit's own trouble, or the
// context's end. The child is gone when Evaluate returns.
func (e Evaluator) Evaluate(ctx context.Context, request tree.Request) (tree.Result, error) {
	question, err := json.Marshal(request)
	if err != nil {
		return tree.Result{}, err
	}
	waits := e.Patience
	if waits == nil {
		waits = patience
	}
	total := &Starved{}
	for _, wait := range waits {
		result, err := e.once(ctx, question, request.Limits, wait)
		var starved *Starved
		if !errors.As(err, &starved) {
			return result, err
		}
		total.Waited, total.Used = total.Waited+wait, starved.Used
	}
	return tree.Result{}, total
}

// once is one child's answer, or why it gave none.
func (e Evaluator) once(ctx context.Context, question []byte, limits tree.Limits, wait time.Duration) (tree.Result, error) {
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	child, err := selfexec.Command(limited, part)
	if err != nil {
		return tree.Result{}, fmt.Errorf("cannot find this program to start the evaluator: %w", err)
	}
	answer, words := &capped{limit: maxAnswer}, &capped{limit: maxWords}
	child.Stdout, child.Stderr = answer, words
	child.Env = childEnvironment()
	child.WaitDelay = wait // the child starts nobody who could keep its output open
	ownGroup(child)
	child.Cancel = func() error { return killGroup(child) }

	err = e.ask(child, question)
	if ctx.Err() != nil {
		return tree.Result{}, ctx.Err()
	}
	return outcome{answer, words, child.ProcessState, err, limited.Err() != nil, wait}.judge(limits)
}

// outcome is what there is of a child that has ended.
type outcome struct {
	answer, words *capped
	end           *os.ProcessState // nil: it never started
	err           error            // of the wait for its end
	late          bool             // its parent's patience was over
	wait          time.Duration    // how long that was
}

// judge gives the answer, or says who is to blame that there is none.
func (o outcome) judge(limits tree.Limits) (tree.Result, error) {
	// A whole answer counts, also that of a child that was ended just after it.
	var result tree.Result
	if !o.answer.full && json.Unmarshal(o.answer.Bytes(), &result) == nil {
		return result, nil
	}
	// A child that has done its work, and whose answer has not come through since,
	// has the machine to blame alone.
	heldUp := errors.Is(o.err, exec.ErrWaitDelay)
	if failure := blame(o.end, limits, o.late && !heldUp, o.answer.full, o.words.String()); failure != nil {
		return tree.Result{Failure: failure}, nil
	}
	if o.late || heldUp {
		return tree.Result{}, &Starved{Waited: o.wait, Used: usedBy(o.end)}
	}
	first, _, _ := strings.Cut(o.words.String(), "\n")
	return tree.Result{}, fmt.Errorf("the evaluator of process files failed: %w: %s", o.err, first)
}

// ask gives the child its question and waits for its end. The child's input
// stays open as long as this process lives, so that a child whose parent was
// killed learns of it, whatever the parent died of.
func (e Evaluator) ask(child *exec.Cmd, question []byte) error {
	input, err := child.StdinPipe()
	if err != nil {
		return err
	}
	if err := child.Start(); err != nil {
		return err
	}
	if e.Started != nil {
		e.Started(child.Process.Pid)
	}
	go func() { _, _ = input.Write(question) }() // ends with the child at the latest, which may never read
	return child.Wait()
}

// blame is the file's part in the end of a child that gave no answer, nil when
// it has none. The first argument is nil for a child that never started.
func blame(end *os.ProcessState, limits tree.Limits, late, much bool, words string) *tree.Failure {
	hard := time.Duration(limits.HardMillis) * time.Millisecond
	killed := end != nil && (late || !end.Exited())
	switch {
	case much || strings.Contains(words, "out of memory") || strings.Contains(words, "cannot allocate") || strings.Contains(words, "pthread_create failed"):
		return script.TooLarge()
	case strings.Contains(words, "stack overflow") || strings.Contains(words, "stack exceeds"):
		return tooDeep()
	case killed && hard > 0 && usedBy(end) >= hard:
		return script.TooSlow()
	case killed && limits.HeapBytes > 0 && peakMemory(end) >= limits.HeapBytes/2:
		return script.TooLarge() // a machine with less memory than our limit has ended it
	}
	return nil
}

// usedBy is the processor time of a child that has ended.
func usedBy(end *os.ProcessState) time.Duration {
	if end == nil {
		return 0
	}
	return end.UserTime() + end.SystemTime()
}

// tooDeep is the failure of a file whose brackets exhaust the parser's stack.
func tooDeep() *tree.Failure {
	return &tree.Failure{Kind: "too-large", Message: "the file is nested far deeper than a process file can be",
		Hint: "look for brackets within brackets without end"}
}

// capped keeps the first bytes and swallows the rest, so that the writer never
// blocks.
type capped struct {
	bytes.Buffer
	limit int
	full  bool
}

func (c *capped) Write(p []byte) (int, error) {
	if room := c.limit - c.Len(); len(p) > room {
		c.full = true
		c.Buffer.Write(p[:max(room, 0)])
		return len(p), nil
	}
	return c.Buffer.Write(p)
}

// answerWith writes a result and is the end of the child.
func answerWith(out io.Writer, result tree.Result) int {
	if err := json.NewEncoder(out).Encode(result); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
