package supervise

import (
	"context"
	"time"
)

// Clock is what time is counted on: how long a process was up, and how long it
// is given to become ready and to end. Only differences of its times count.
type Clock interface {
	Now() time.Time
	// AfterFunc does something in a goroutine of its own when time has passed;
	// stop calls it off.
	AfterFunc(d time.Duration, do func()) (stop func() bool)
}

// RealTime is the clock on the wall.
type RealTime struct{}

func (RealTime) Now() time.Time { return time.Now() }

func (RealTime) AfterFunc(d time.Duration, do func()) (stop func() bool) {
	return time.AfterFunc(d, do).Stop
}

// Within bounds a context on a clock.
func Within(ctx context.Context, c Clock, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := c.AfterFunc(d, func() { cancel(context.DeadlineExceeded) })
	return ctx, func() { stop(); cancel(context.Canceled) }
}
