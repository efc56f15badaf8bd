package supervise

import (
	"context"
	"time"

	"workshop.example/processes/runner/system/platform"
)

// This file is the life of one generation: started, ready, gone, cleared away,
// started again. Every method here runs in the owning goroutine.

func (in *Instance) start() {
	in.generation++
	in.gone = false
	in.restartAt = time.Time{}
	command, err := in.cfg.Prepare()
	if err != nil {
		in.failToStart(err)
		return
	}
	in.command = command
	in.output, err = newCapture()
	if err != nil {
		in.failToStart(err)
		return
	}
	files := Files{Stdout: in.output.stdout, Stderr: in.output.stderr}
	if in.cfg.WaitReady {
		if in.channel, files.Channel, err = newReadyChannel(); err != nil {
			in.output.closeChildEnds()
			in.output.close()
			in.failToStart(err)
			return
		}
	}
	in.startedAt, in.startedOn = time.Now(), in.cfg.Clock.Now() // what Prepare took is no part of the uptime
	in.process, err = in.cfg.Start(command, files)
	in.output.closeChildEnds()
	if in.channel != nil {
		_ = files.Channel.Close()
	}
	if err != nil {
		in.process = nil
		in.output.close()
		in.closeChannel()
		in.failToStart(err)
		return
	}
	in.state = Launching
	in.observe(Event{Kind: Started, Pid: in.process.ID(), At: in.startedAt})
	in.output.begin(in.printed(in.generation), in.cfg.Output) // not before the start was told
	in.watchExit()
	in.watchReady()
}

func (in *Instance) closeChannel() {
	if in.channel != nil {
		in.channel.close()
		in.channel = nil
	}
}

// failToStart gives up at once: a program that the system does not even start
// seldom starts a moment later.
func (in *Instance) failToStart(err error) {
	in.state = Errored
	in.observe(Event{Kind: StartFailed, Detail: err.Error()})
	in.observe(Event{Kind: GaveUp})
	in.answerStops()
}

// printed hands lines on without a detour: a program that prints a million of
// them does not wait for the owning goroutine.
func (in *Instance) printed(generation int) func(Line) {
	app, instance, observe := in.cfg.App, in.cfg.Instance, in.cfg.Observe
	return func(l Line) {
		observe(Event{At: time.Now(), App: app, Instance: instance, Generation: generation, Kind: Printed, Line: l})
	}
}

func (in *Instance) watchExit() {
	generation, process := in.generation, in.process
	go func() {
		exit := process.Wait()
		in.post(generation, func() { in.leaderGone(exit) })
	}()
}

// after does something in the owning goroutine when time has passed on a clock,
// unless the generation is over by then.
func (in *Instance) after(c Clock, d time.Duration, do func()) {
	generation := in.generation
	in.timers = append(in.timers, c.AfterFunc(d, func() { in.post(generation, do) }))
}

func (in *Instance) stopTimers() {
	for _, stop := range in.timers {
		stop()
	}
	in.timers = nil
}

// leaderGone clears away what the process left before anything follows: its
// group, its escaped children, its last words. After a requested stop the rest
// of the group has until kill_timeout to end by itself (a shell in front may
// be gone long before the program behind it); after a crash it has no time,
// because it may hold the port that the next generation needs.
func (in *Instance) leaderGone(exit platform.Exit) {
	in.gone = true
	in.cancelProbe()
	if in.cfg.Traffic != nil {
		in.cfg.Traffic.End()
	}
	generation, process, output, probed := in.generation, in.process, in.output, in.probed
	in.uptime = min(exit.At.Sub(in.startedAt), in.cfg.Clock.Now().Sub(in.startedOn))
	wanted, patience := in.state == Stopping, time.Duration(0)
	if wanted {
		patience = in.killAt.Sub(in.cfg.Clock.Now()) + drainTime // killNow comes first, and says so
	}
	go func() {
		<-probed
		in.endGroup(process, patience)
		var leftovers []platform.Leftover
		if in.cfg.Sweep != nil {
			leftovers = in.cfg.Sweep(process)
		}
		output.drain() // after the sweep: what it ends may hold the pipes
		process.Forget()
		in.post(generation, func() { in.cleared(exit, wanted, leftovers) })
	}()
}

func (in *Instance) endGroup(p Process, patience time.Duration) {
	ctx, cancel := Within(context.Background(), in.cfg.Clock, patience)
	defer cancel()
	if patience <= 0 {
		cancel()
	}
	if p.GroupGone(ctx) {
		return
	}
	p.KillGroup()
	// What was killed is gone as soon as its new parent has collected it. Who
	// that is and how quick it is, is not ours to say: hence a bound.
	ctx, cancel = context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	p.GroupGone(ctx)
}

// cleared decides what follows. wanted says whether the exit had been asked
// for; a stop that came only while a crash was cleared away does not make the
// crash a wanted one, but nothing is started after it.
func (in *Instance) cleared(exit platform.Exit, wanted bool, leftovers []platform.Leftover) {
	in.stopTimers()
	pid, uptime := in.process.ID(), exit.At.Sub(in.startedAt)
	in.process, in.lastExit = nil, &exit
	in.closeChannel()
	if len(leftovers) > 0 {
		in.observe(Event{Kind: LeftBehind, Pid: pid, Leftovers: leftovers})
	}
	gone := Event{Kind: Exited, At: exit.At, Pid: pid, Exit: exit, Uptime: uptime, Wanted: wanted}
	if in.state == Stopping {
		in.observe(gone)
		in.finishStop()
		return
	}
	decision, history := in.cfg.Rule.After(in.history, exit, in.uptime)
	if in.trial {
		decision = Decision{Action: GiveUp}
	}
	in.history = history
	in.settle(decision)
	gone.Unstable = history.Unstable
	in.observe(gone)
	in.follow(decision, exit)
}

// settle enters the state that a decision leads to, so that nobody who is
// told of the exit still finds the instance online.
func (in *Instance) settle(d Decision) {
	switch d.Action {
	case Restart:
		in.state = Waiting
	case Stay:
		in.state = Stopped
	case GiveUp:
		in.state = Errored
	}
}

func (in *Instance) follow(d Decision, exit platform.Exit) {
	switch d.Action {
	case Restart:
		in.observe(Event{Kind: Scheduled, Delay: d.Delay})
		if d.Delay == 0 {
			in.restart()
			return
		}
		in.restartAt = time.Now().Add(d.Delay)
		in.after(RealTime{}, d.Delay, in.restart) // nobody is judged by it
	case Stay:
		in.observe(Event{Kind: HasStopped, Exit: exit, Why: d.Why})
		in.answerStops()
	case GiveUp:
		in.observe(Event{Kind: GaveUp, Exit: exit, Unstable: in.history.Unstable, Why: d.Why})
		in.answerStops()
	}
}

func (in *Instance) restart() {
	if in.state != Waiting {
		return // it was stopped when the delay had just passed
	}
	in.restarts++
	in.start()
}
