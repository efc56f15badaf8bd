package patience

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// This file owns what is bounded by a limit on a clock.

// Over is why a context ended whose limit was over.
type Over struct {
	Limit Limit
	Time  time.Duration // what it had come to
}

func (o *Over) Error() string {
	if o.Limit.Clock == Builds {
		return fmt.Sprintf("compiling took longer than %s", o.Time)
	}
	return fmt.Sprintf("it took longer than %s", o.Time)
}

// Within bounds a context by a limit, with what was added to it by More. The
// cause of its end is an *Over then.
func (c *Clock) Within(ctx context.Context, l Limit) (context.Context, context.CancelFunc) {
	return c.within(ctx, l, c.Of(l))
}

// For is Within with another time than the table's.
func (c *Clock) For(ctx context.Context, l Limit, d time.Duration) (context.Context, context.CancelFunc) {
	return c.within(ctx, l, d)
}

func (c *Clock) within(ctx context.Context, l Limit, d time.Duration) (context.Context, context.CancelFunc) {
	over := &Over{l, d}
	if c == nil {
		return context.WithTimeoutCause(ctx, d, over)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	stop := c.after(&timer{at: d, built: l.Clock == Builds, do: func() { cancel(over) }})
	return ctx, func() { stop(); cancel(context.Canceled) }
}

// Of is how long a limit is now.
func (c *Clock) Of(l Limit) time.Duration {
	if c == nil || l.Blames == Learner {
		return l.Time
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return l.Time * time.Duration(c.factor)
}

// More makes every limit whose end says nothing about the learner so many times
// as long: for another try.
func (c *Clock) More(factor int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.factor = factor
}

// IsOver says whether a context ended because this limit was over.
func IsOver(ctx context.Context, l Limit) bool {
	var over *Over
	return ctx.Err() != nil && errors.As(context.Cause(ctx), &over) && over.Limit.Name == l.Name
}

// Wait returns when so much time was counted, or with ctx's error when that has
// ended before.
func (c *Clock) Wait(ctx context.Context, d time.Duration) error {
	come := make(chan struct{})
	stop := c.after(&timer{at: d, do: func() { close(come) }})
	defer stop()
	select {
	case <-come:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
