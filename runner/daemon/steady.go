package daemon

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/control"
)

// This file owns when a start may be called a success.
//
// An instance with a port is ready when it accepts connections. One without a
// port is online from its first moment, and a program that cannot find its
// configuration ends a few milliseconds later. So whoever waits for a start
// waits until such an instance has stayed up for a while.

const (
	// stays is how long an instance without a port must be up: on a machine that
	// is busy elsewhere a program may take a part of a second to find that it
	// cannot run.
	stays = 500 * time.Millisecond
	// staysAfterFailure is the same for one that has failed before. It is PM2's
	// min_uptime, below which a start does not count as one.
	staysAfterFailure = time.Second
	// longest bounds the wait for one that ends again and again.
	longest = 5 * time.Second
)

// steady waits until the instances of apps have settled, and says of each app
// that has not come up why.
func (h *Host) steady(ctx context.Context, names []string) map[string]string {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	mine := func() []ecosystem.View {
		return slices.DeleteFunc(h.whole.Instances(), func(v ecosystem.View) bool { return !slices.Contains(names, v.App) })
	}
	for {
		wait, moving := unsettled(mine())
		if !moving || ctx.Err() != nil {
			return problems(mine())
		}
		look, done := context.WithTimeout(ctx, wait)
		h.whole.Await(look, func([]supervise.Status) bool { n, still := unsettled(mine()); return !still || n > wait })
		done()
	}
}

// unsettled says whether an instance may still change its mind, and for how
// long at the most before it is worth another look.
func unsettled(views []ecosystem.View) (wait time.Duration, moving bool) {
	for _, v := range views {
		left := time.Duration(0)
		switch v.State {
		case supervise.Waiting, supervise.Launching, supervise.Stopping:
			left = longest
		case supervise.Online:
			left = untilSteady(v)
		}
		if left > 0 {
			wait, moving = max(wait, left), true
		}
	}
	return wait, moving
}

// untilSteady is how long an instance that is online must still stay up before
// it is believed; not above 0 for one that is believed now.
func untilSteady(v ecosystem.View) time.Duration {
	switch up := time.Since(v.Since); {
	case v.Port != 0:
		return 0
	case v.LastExit != nil && v.LastExit.Code != 0: // -1 is a signal
		return staysAfterFailure - up
	default:
		return stays - up
	}
}

// problems are the apps with an instance that does not run though it should.
func problems(views []ecosystem.View) map[string]string {
	found := map[string]string{}
	for _, v := range views {
		bad := v.State == supervise.Errored || v.State == supervise.Waiting ||
			v.State == supervise.Online && v.LastExit != nil && untilSteady(v) > 0
		if _, told := found[v.App]; told || !bad {
			continue
		}
		words := fmt.Sprintf("instance %d is %s", v.Instance, v.State)
		if v.State == supervise.Online {
			words = fmt.Sprintf("instance %d ends again and again", v.Instance)
		}
		if v.LastExit != nil {
			words += " (" + v.LastExit.String() + ")"
		}
		found[v.App] = words
	}
	return found
}

// Apply is the engine's, and remembers what it needs later.
func (h *Host) Apply(ctx context.Context, plan control.Plan) ([]control.Change, error) {
	h.remember(plan)
	// What a hundred starts took goes back to the system now and not in a few
	// minutes: a daemon is small, and sits there all day.
	defer func() { go debug.FreeOSMemory() }()
	changes, err := h.apps.Apply(ctx, plan)
	if err != nil {
		return nil, err
	}
	var touched []string
	for _, c := range changes {
		if c.What != ecosystem.Unchanged && c.What != ecosystem.Removed && c.Problem == "" {
			touched = append(touched, c.App)
		}
	}
	problems := h.steady(ctx, touched)
	for i := range changes {
		if words := problems[changes[i].App]; changes[i].Problem == "" {
			changes[i].Problem = words
		}
	}
	return changes, nil
}

// Do is the engine's, and does not call a start done that has not lasted.
func (h *Host) Do(ctx context.Context, verb control.Verb, name string) error {
	if err := h.apps.Do(ctx, verb, name); err != nil {
		return err
	}
	if verb == control.Stop || verb == control.Delete {
		return nil
	}
	if words := h.steady(ctx, []string{name})[name]; words != "" {
		return fmt.Errorf("%s", words)
	}
	return nil
}
