// Package sandbox evaluates a process file in a process of its own. The file
// may be hostile: it may loop for ever, or ask for a terabyte inside of a
// single native call, which no interrupt reaches and no Go program survives.
// So the evaluator is this same binary in another part (package selfexec) with
// an empty environment, limits on time and memory, and a parent that ends its
// whole process group when it takes too long.
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
	"workshop.example/processes/runner/selfexec"
)

// part is the evaluator's name as a part of the binary.
const part = "evaluate"

const (
	maxAnswer = 4 << 20  // bytes of the evaluator's result
	maxWords  = 16 << 10 // bytes of its standard error that are looked at
)

// killAfter is how long the parent waits: longer than all limits inside the
// child, shorter than a person's patience.
const killAfter = 2500 * time.Millisecond

// Limits are the bounds of an ordinary evaluation.
func Limits() tree.Limits {
	return tree.Limits{ScriptMillis: 2000, HardMillis: 2300, HeapBytes: 512 << 20, SpaceBytes: 1500 << 20}
}

// Evaluate runs the request in a child process. What is wrong with the file is
// in the result; an error is the kit's own trouble, or the context's end.
// The child is gone when Evaluate returns.
func Evaluate(ctx context.Context, request tree.Request) (tree.Result, error) {
	question, err := json.Marshal(request)
	if err != nil {
		return tree.Result{}, err
	}
	limited, cancel := context.WithTimeout(ctx, killAfter)
	defer cancel()
	child, err := selfexec.Command(limited, part)
	if err != nil {
		return tree.Result{}, fmt.Errorf("cannot find this program to start the evaluator: %w", err)
	}
	answer, words := &capped{limit: maxAnswer}, &capped{limit: maxWords}
	child.Stdin, child.Stdout, child.Stderr = bytes.NewReader(question), answer, words
	child.Env = childEnvironment()
	child.WaitDelay = 200 * time.Millisecond
	ownGroup(child)
	child.Cancel = func() error { return killGroup(child) }

	err = child.Run()
	if ctx.Err() != nil {
		return tree.Result{}, ctx.Err()
	}
	if err == nil && !answer.full {
		var result tree.Result
		if err = json.Unmarshal(answer.Bytes(), &result); err == nil {
			return result, nil
		}
	}
	return verdict(err, limited.Err() != nil, answer.full, words.String())
}

// verdict says why an evaluator ended without an answer.
func verdict(err error, late, much bool, words string) (tree.Result, error) {
	var exit *exec.ExitError
	switch {
	case much || strings.Contains(words, "out of memory") || strings.Contains(words, "cannot allocate") || strings.Contains(words, "pthread_create failed"):
		return tree.Result{Failure: script.TooLarge()}, nil
	case strings.Contains(words, "stack overflow") || strings.Contains(words, "stack exceeds"):
		return tree.Result{Failure: tooDeep()}, nil
	case late:
		return tree.Result{Failure: script.TooSlow()}, nil
	case errors.As(err, &exit) && killedByLimit(exit):
		return tree.Result{Failure: script.TooSlow()}, nil
	}
	first, _, _ := strings.Cut(words, "\n")
	return tree.Result{}, fmt.Errorf("the evaluator of process files failed: %w: %s", err, first)
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
