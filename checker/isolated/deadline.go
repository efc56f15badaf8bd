package isolated

import (
	"context"
	"sync"
	"time"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/system/platform"
)

// This file owns how long the checker waits for a child. The child reports how
// much of its time it has used, by its own clock; a child that falls silent gets
// what was left then, and grace.

// deadline ends its context when the child's time is over.
type deadline struct {
	ctx     context.Context
	cancel  context.CancelFunc
	clock   *patience.Clock
	timeout time.Duration

	mu      sync.Mutex
	callOff func() bool
}

func newDeadline(ctx context.Context, timeout time.Duration) *deadline {
	w := &deadline{clock: patience.Start(), timeout: timeout}
	w.ctx, w.cancel = context.WithCancel(ctx)
	w.alive(0)
	return w
}

// alive is called when the child has said how much of its time was counted.
func (w *deadline) alive(counted time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.callOff != nil {
		w.callOff()
	}
	w.callOff = w.clock.AfterFunc(w.timeout-counted+grace, w.cancel)
}

func (w *deadline) end() {
	w.clock.Stop()
	w.cancel()
}

// await waits for the child. When its time is over it asks the child to stop,
// and kills it when it does not.
func (w *deadline) await(child *platform.Process) platform.Exit {
	ended, hurried := make(chan struct{}), make(chan struct{})
	unhook := context.AfterFunc(w.ctx, func() {
		defer close(hurried)
		_ = child.Signal("SIGTERM", false)
		killed := make(chan struct{})
		stop := w.clock.AfterFunc(grace, func() { defer close(killed); child.KillGroup() })
		<-ended
		if !stop() {
			<-killed // its number must not be signalled once it may be another's
		}
	})
	exit := child.Wait()
	close(ended)
	if !unhook() {
		<-hurried
	}
	child.KillGroup() // an evaluator that was under way
	child.Forget()
	return exit
}
