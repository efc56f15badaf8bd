package docker

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"workshop.example/processes/checker/patience"
)

// This file owns removing what one session has made, for as long as that takes.

// slower is how many times as long as a look the settling is at least, on a
// machine on which a look takes long. The engine settles since it may go on with
// what it was asked for after the asking command has ended: it still makes the
// container, or names the image, and nobody is there to remove it.
const slower = 4

// calledOff is when something that was asked of the engine was last called
// off, in nanoseconds of Unix time.
var calledOff atomic.Int64

// CalledOff notes that something which was asked of the engine has been called
// off, or that a process ended which had asked for something: for a moment,
// Close and Sweep look again and again.
func CalledOff() { calledOff.Store(time.Now().UnixNano()) }

// removal is how patiently something is removed.
type removal struct {
	// settling is how long after something was called off a look must begin to
	// be believed.
	settling time.Duration
	// stuck is after how long without progress it gives up; 0: when ctx ends.
	stuck time.Duration
}

// fewestLooks is how many looks must have seen no progress before a removal is
// stuck: on a busy machine a single one takes long.
const fewestLooks = 5

// of removes all that a session has made, and returns when it is gone, or cannot
// be removed.
func (r *removal) of(ctx context.Context, session string) error {
	return r.until(ctx, func() (int, error) { return removeOnce(ctx, "label="+LabelRun+"="+session) })
}

// until looks until a look, which says how much it found and what of it is left,
// began when the engine had had the time to settle, and left nothing.
func (r *removal) until(ctx context.Context, look func() (found int, err error)) error {
	last, looks, pause := -1, 0, patience.Between.Time
	progress := time.Now()
	for {
		begun := time.Now()
		found, err := look()
		if err == nil && r.isSettled(begun) || errors.Is(err, ErrNoClient) {
			return err
		}
		looks++
		if err == nil || found != last {
			looks, pause, progress = 1, patience.Between.Time, time.Now()
		} else {
			pause = min(2*pause, patience.Rarest.Time)
		}
		last = found
		if r.stuck > 0 && looks >= fewestLooks && time.Since(progress) > r.stuck {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(context.Cause(ctx), err)
		case <-time.After(pause):
		}
	}
}

// isSettled says whether what a look found is all that will come, if it began
// at that time and has just ended.
func (r *removal) isSettled(begun time.Time) bool {
	off := time.Unix(0, calledOff.Load())
	return begun.Sub(off) > max(r.settling, slower*time.Since(begun))
}

// removeOnce removes everything that passes a filter, and says how much there
// was. Without an error, all of it is gone. found is -1 when nobody could say.
func removeOnce(ctx context.Context, filter string) (found int, err error) {
	all, err := listAll(ctx, filter)
	if err != nil {
		return -1, err
	}
	var errs []error
	for i, things := range all {
		found += len(things)
		errs = append(errs, removeEach(ctx, kinds[i], things))
	}
	return found, errors.Join(errs...)
}

// atOnce is how many things of one kind are removed side by side.
const atOnce = 4

// removeEach removes things one by one: a command that fails at one of several
// says so of all.
func removeEach(ctx context.Context, k kind, things []thing) error {
	errs := make([]error, len(things))
	free := make(chan struct{}, atOnce)
	var removing sync.WaitGroup
	for i, t := range things {
		free <- struct{}{}
		removing.Go(func() {
			defer func() { <-free }()
			if _, err := Run(ctx, append(k.remove[:len(k.remove):len(k.remove)], t.id)...); err != nil && !isGone(err) {
				errs[i] = err
			}
		})
	}
	removing.Wait()
	return errors.Join(errs...)
}

// isGone recognises the engine's words for what is not there any more. What
// somebody else is removing is not gone yet.
func isGone(err error) bool {
	words := strings.ToLower(err.Error())
	return strings.Contains(words, "no such") || strings.Contains(words, "not found")
}
