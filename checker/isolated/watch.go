package isolated

import (
	"context"
	"sync"
	"time"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/system/platform"
)

// This file owns how long a child is waited for. Its own clock says how much of
// its time is left, and the child tells of that; one that is silent is given
// what was left, and grace.

// watch ends its context when the child's time is over.
type watch struct {
	ctx     context.Context
	cancel  context.CancelFunc
	clock   *patience.Clock
	timeout time.Duration

	mu   sync.Mutex
	late func() bool // calls off the end
}

func newWatch(ctx context.Context, timeout time.Duration) *watch {
	w := &watch{clock: patience.Start(), timeout: timeout}
	w.ctx, w.cancel = context.WithCancel(ctx)
	w.alive(0)
	return w
}

// alive is called when the child has said how much of its time was counted.
func (w *watch) alive(counted time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.late != nil {
		w.late()
	}
	w.late = w.clock.AfterFunc(w.timeout-counted+grace, w.cancel)
}

func (w *watch) end() {
	w.clock.Stop()
	w.cancel()
}

// await waits for the child. When its time is over it asks the child to stop,
// and kills it when it does not.
func (w *watch) await(child *platform.Process) platform.Exit {
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
