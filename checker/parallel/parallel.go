// Package parallel does a number of things a few at a time, and reports them in
// their order, whichever ends first. Verifying and grading both work like that.
package parallel

import (
	"context"
	"sync"
)

// Do calls work for 0 to n-1, at most jobs of them at once (0 and less: one),
// and done, in that order, for each that is over; done is never called twice at
// once. The first error of a work ends the others' context and is returned, and
// nothing more is begun. When Do returns, none of them is under way.
func Do(ctx context.Context, n, jobs int, work func(ctx context.Context, i int) error, done func(i int)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	var workers sync.WaitGroup
	defer func() {
		cancel(nil)
		workers.Wait()
	}()
	over := make([]chan struct{}, n) // closed when a work is over
	for i := range over {
		over[i] = make(chan struct{})
	}
	next := make(chan int)
	for range min(max(1, jobs), n) {
		workers.Go(func() {
			for i := range next {
				if err := work(ctx, i); err != nil {
					cancel(err)
					return
				}
				close(over[i])
			}
		})
	}
	workers.Go(func() {
		defer close(next)
		hand(ctx, n, next)
	})
	for i := range n {
		select {
		case <-over[i]:
			done(i)
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// hand gives the numbers out until ctx ends.
func hand(ctx context.Context, n int, next chan<- int) {
	for i := range n {
		if ctx.Err() != nil {
			return // a select between two that are ready would choose by chance
		}
		select {
		case next <- i:
		case <-ctx.Done():
			return
		}
	}
}

// Rows is Do for works that make a row each. done may be nil.
func Rows[T any](ctx context.Context, n, jobs int, work func(ctx context.Context, i int) (T, error), done func(T)) ([]T, error) {
	rows := make([]T, n)
	err := Do(ctx, n, jobs, func(ctx context.Context, i int) (err error) {
		rows[i], err = work(ctx, i)
		return err
	}, func(i int) {
		if done != nil {
			done(rows[i])
		}
	})
	return rows, err
}
