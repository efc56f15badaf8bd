package sandbox

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"

	"workshop.example/processes/runner/processfile/internal/script"
	"workshop.example/processes/runner/processfile/internal/tree"
	"workshop.example/processes/runner/processfile/internal/yamlfile"
	"workshop.example/processes/runner/selfexec"
)

// This file owns the child's side. It ends itself whatever the file does, so
// nothing is left when its parent was killed.

func init() { selfexec.Register(part, play) }

// play is the child's whole life: a question on standard input, one answer on
// standard output.
func play([]string) int {
	var request tree.Request
	if err := json.NewDecoder(os.Stdin).Decode(&request); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	limitProcess(request.Limits)
	answer := once(os.Stdout)
	watch(request.Limits, answer)
	return answer(run(request))
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

func run(request tree.Request) tree.Result {
	if request.Format == tree.YAML {
		return yamlfile.Evaluate(request)
	}
	return script.Evaluate(request)
}

// maxStack is what a deeply nested file may use of Go's own stack before the
// process ends: well below the limit of its memory.
const maxStack = 256 << 20

// watch ends the process when its time is over or its memory too large, from
// beside the evaluation: a native call of the engine hears no interrupt.
func watch(limits tree.Limits, answer func(tree.Result) int) {
	debug.SetMaxStack(maxStack)
	if limits.HardMillis > 0 {
		time.AfterFunc(time.Duration(limits.HardMillis)*time.Millisecond, func() {
			os.Exit(answer(tree.Result{Failure: script.TooSlow()}))
		})
	}
	if limits.HeapBytes > 0 {
		go watchHeap(limits.HeapBytes, answer)
	}
}

// watchHeap looks every few milliseconds, which costs next to nothing, since
// the figures are read without stopping the program.
func watchHeap(limit uint64, answer func(tree.Result) int) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	for range time.Tick(5 * time.Millisecond) {
		metrics.Read(sample)
		if sample[0].Value.Uint64()+sample[1].Value.Uint64() > limit {
			os.Exit(answer(tree.Result{Failure: script.TooLarge()}))
		}
	}
}
