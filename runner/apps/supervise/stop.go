package supervise

import (
	"context"
	"time"
)

// This file is how an instance is stopped on request. Every method here runs in
// the owning goroutine.

func (in *Instance) stop(done chan struct{}, by time.Time) {
	in.stopped = append(in.stopped, done)
	switch in.state {
	case Launching, Online:
		in.beginStop(by)
	case Waiting:
		in.stopTimers()
		in.finishStop()
	case Stopped, Errored:
		in.finishStop()
	case Stopping: // answered when the stop that is under way is done
	}
}

// beginStop lets requests in flight finish first, since not every program
// does that by itself, and sends the signal then. kill_timeout bounds both
// together; its last quarter is kept for the program's own ending.
func (in *Instance) beginStop(by time.Time) {
	wasOnline := in.state == Online
	in.state = Stopping
	now := in.cfg.Clock.Now()
	in.killAt = now.Add(in.cfg.KillTimeout)
	if !by.IsZero() && by.Before(in.killAt) {
		in.killAt = by
	}
	left := in.killAt.Sub(now)
	in.cancelProbe()
	in.stopTimers()
	in.observe(Event{Kind: StopAsked, Pid: in.process.ID()})
	in.after(in.cfg.Clock, left, func() { in.killNow("kill_timeout") })
	if in.cfg.Traffic == nil || !wasOnline {
		in.signal()
		return
	}
	generation := in.generation
	go func() {
		ctx, cancel := Within(context.Background(), in.cfg.Clock, left*3/4)
		defer cancel()
		in.cfg.Traffic.Drain(ctx)
		in.post(generation, in.signal)
	}()
}

func (in *Instance) signal() {
	if in.process == nil || in.gone && !in.cfg.SignalGroup {
		return // the number of a leader that is gone may be somebody else's
	}
	_ = in.process.Signal(in.cfg.KillSignal, in.cfg.SignalGroup)
}

// killNow ends what does not end by itself. why is "kill_timeout" when that has
// passed, "" when nobody was to wait any longer.
func (in *Instance) killNow(why string) {
	if in.process == nil || in.state != Stopping {
		return
	}
	in.killAt = in.cfg.Clock.Now()
	in.observe(Event{Kind: Killed, Pid: in.process.ID(), Why: why})
	in.process.KillGroup()
}

func (in *Instance) finishStop() {
	in.restartAt = time.Time{}
	if in.state != Stopped {
		in.state = Stopped
		in.observe(Event{Kind: HasStopped})
	}
	in.answerStops()
}

func (in *Instance) answerStops() {
	in.publish()
	for _, done := range in.stopped {
		close(done)
	}
	in.stopped = nil
}
