package supervise

import (
	"context"

	"workshop.example/processes/runner/system/platform"
)

// This file is the way of one generation from started to ready. Every method
// here runs in the owning goroutine; the waiting itself does not.

func (in *Instance) watchReady() {
	probed := make(chan struct{})
	in.probed = probed
	if in.command.Port == 0 && in.channel == nil {
		close(probed)
		in.ready("")
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	in.endProbe = cancel
	generation := in.generation
	probe := in.probe()
	go func() {
		defer close(probed)
		if address, ok := probe(ctx); ok {
			in.post(generation, func() { in.ready(address) })
		}
	}()
	if in.cfg.ListenTimeout > 0 {
		in.after(in.cfg.Clock, in.cfg.ListenTimeout, in.sayNotReady)
	}
}

// probe waits for all that makes this generation ready: first its own word, if
// it has to give one, then its port.
func (in *Instance) probe() func(context.Context) (address string, ok bool) {
	process, command, channel := in.process, in.command, in.channel
	return func(ctx context.Context) (string, bool) {
		if channel != nil && !channel.wait(ctx) {
			return "", false
		}
		if command.Port == 0 {
			return "", true
		}
		return in.cfg.Probe(ctx, process, command)
	}
}

func (in *Instance) sayNotReady() {
	if in.state != Launching || in.gone {
		return
	}
	kind := NotListening
	if in.channel != nil && !in.channel.said() {
		kind = NotReady
	}
	in.observe(Event{Kind: kind, Pid: in.process.ID()})
}

// portTaken is called by the probe of a process, which has ended before the
// process's exit is told: a program that dies at once because its port is
// taken has the reason told first.
func (in *Instance) portTaken(p Process, owners []platform.Owner) {
	in.post(0, func() {
		if in.process == p {
			in.observe(Event{Kind: PortTaken, Pid: p.ID(), Owners: owners})
		}
	})
}

func (in *Instance) ready(address string) {
	if in.state != Launching || in.gone {
		return // it is being stopped, or its exit came first
	}
	in.state, in.trial = Online, false
	if in.cfg.Traffic != nil && address != "" {
		in.cfg.Traffic.Begin(address)
	}
	in.observe(Event{Kind: Ready, Pid: in.process.ID()})
}

func (in *Instance) cancelProbe() {
	if in.endProbe != nil {
		in.endProbe()
		in.endProbe = nil
	}
}
