package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"

	"workshop.example/processes/runner/processfile/internal/script"
	"workshop.example/processes/runner/processfile/internal/tree"
	"workshop.example/processes/runner/processfile/internal/yamlfile"
	"workshop.example/processes/runner/system/selfexec"
)

// This file owns the child's side. It ends itself whatever the file does, so
// nothing is left when its parent was killed.

func init() { selfexec.Register(part, play) }

// play is the child's whole life: a question on standard input, one answer on
// standard output. The end of the input is the parent's end, and the child's.
func play([]string) int {
	// One thread for the file and one for the watch beside it: more would only
	// collect garbage, and that counts as the file's processor time.
	runtime.GOMAXPROCS(2)
	debug.SetMaxStack(maxStack)
	decoder := json.NewDecoder(os.Stdin)
	var request tree.Request
	if err := decoder.Decode(&request); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	limitProcess(request.Limits)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1) // nobody is left to hear the answer
	}()
	answer := once(os.Stdout)
	ctx, interrupt := context.WithCancel(context.Background())
	defer interrupt()
	go func() { os.Exit(answer(tree.Result{Failure: watch(request.Limits, ownUse(), interrupt)})) }()
	return answer(run(ctx, request))
}

// once lets the first result through; whoever comes later only waits for the
// end of the process.
func once(out *os.File) func(tree.Result) int {
	var mutex sync.Mutex
	return func(result tree.Result) int {
		mutex.Lock() // never unlocked: there is one answer
		return answerWith(out, result)
	}
}

func run(ctx context.Context, request tree.Request) tree.Result {
	if request.Format == tree.YAML {
		return yamlfile.Evaluate(request)
	}
	return script.Evaluate(ctx, request)
}

// maxStack is what a deeply nested file may use of Go's own stack before the
// process ends: well below the limit of its memory.
const maxStack = 256 << 20

// use is what an evaluation has used: processor time, never time of a clock,
// which goes on while the machine does other things.
type use func() (cpu time.Duration, heap uint64)

// ownUse is the use of this process from now on: its start is not the file's.
// The figures are read without stopping the program.
func ownUse() use {
	began := cpuTime()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	return func() (time.Duration, uint64) {
		metrics.Read(sample)
		return cpuTime() - began, sample[0].Value.Uint64() + sample[1].Value.Uint64()
	}
}

// watch returns the failure of an evaluation that has used too much. It looks
// every few milliseconds, which costs next to nothing, from beside the
// evaluation: a native call of the engine hears no interrupt.
func watch(limits tree.Limits, used use, interrupt func()) *tree.Failure {
	soft, hard := time.Duration(limits.ScriptMillis)*time.Millisecond, time.Duration(limits.HardMillis)*time.Millisecond
	for range time.Tick(5 * time.Millisecond) {
		cpu, heap := used()
		switch {
		case limits.HeapBytes > 0 && heap > limits.HeapBytes:
			return script.TooLarge()
		case hard > 0 && cpu > hard:
			return script.TooSlow()
		case soft > 0 && cpu > soft:
			interrupt()
		}
	}
	return nil
}
