// Package supervise keeps one instance of an app running: it starts it, learns
// when it is ready, restarts it by PM2's rule and stops it whole.
//
// One goroutine owns an instance's state and nobody else touches it. Whatever
// happens elsewhere (an exit, readiness, a timer) comes to it as a message
// that carries the generation it belongs to, and a message of an earlier
// generation is dropped: the late exit of an old process is never taken for
// the new one's.
//
// The package knows nothing of process files, of other instances, or of how
// anything is shown to people.
package supervise

import (
	"context"
	"os"
	"sync/atomic"
	"time"

	"workshop.example/processes/runner/apps/launch"
	"workshop.example/processes/runner/system/platform"
)

// Config is what an instance needs to know. All of it is fixed for its life.
type Config struct {
	App      string
	Instance int
	Rule     Rule

	KillSignal  string        // "" is SIGINT, as in PM2
	KillTimeout time.Duration // from the request to stop until SIGKILL; 0 kills at once
	SignalGroup bool          // PM2's treekill: the signal goes to the whole group

	// ListenTimeout is how long an instance may take to become ready before
	// NotListening or NotReady is observed, once; 0: it is never said.
	ListenTimeout time.Duration
	Health        string // a path that must answer 2xx before it counts as ready; ""
	WaitReady     bool   // it counts as ready only after it has said so on its channel (PM2)

	// Earlier is what another instance in this place has behind it, which this
	// one takes over: its generations and restarts are counted on.
	Earlier Earlier

	// Prepare gives the command of the next start. It is asked before each.
	Prepare func() (launch.Command, error)
	// Start runs a command; nil means a real process.
	Start func(launch.Command, Files) (Process, error)
	// Probe waits until a process is ready, and returns when its context ends;
	// nil means a look at its port.
	Probe func(context.Context, Process, launch.Command) (address string, ok bool)

	Clock   Clock       // nil: RealTime
	Traffic Traffic     // nil: nobody sends it requests
	Observe func(Event) // called from several goroutines; it must not block
	Output  Sink        // takes what it prints; nil: each line is observed as Printed

	// Sweep looks for what escaped the process group after an exit; nil: nobody does.
	Sweep func(Process) []platform.Leftover
}

// Files are a process's ends of what it shares with the runner.
type Files struct {
	Stdout, Stderr *os.File
	Channel        *os.File // by which it says that it is ready; nil: it has none
}

// Earlier counts what happened before an instance's own life. The zero value
// is a place that nobody had before.
type Earlier struct {
	Generations int
	Restarts    int
	LastExit    *platform.Exit // nil: it never ended
}

// Process is what an instance needs of a started program. *platform.Process
// is one.
type Process interface {
	ID() int
	Wait() platform.Exit
	Signal(name string, wholeGroup bool) error
	KillGroup()
	GroupGone(ctx context.Context) bool
	Started(pid int) bool
	Sweep() []platform.Leftover
	Forget()
}

// Traffic is whoever sends requests to an instance.
type Traffic interface {
	// Begin: the instance is ready at address.
	Begin(address string)
	// Drain sends it no new requests and returns when none is in flight, or
	// when ctx ends.
	Drain(ctx context.Context)
	// End: the instance is gone.
	End()
}

// Status is an instance at one moment.
type Status struct {
	App        string
	Instance   int
	Generation int
	State      State
	Pid        int // 0: no process
	Port       int // 0: none is expected
	Restarts   int // by itself, and those of Earlier, which may have been asked for
	Unstable   int // unstable exits in a row, so far
	Since      time.Time
	Until      time.Time      // when it is started again; zero: it does not wait for that
	LastExit   *platform.Exit // nil: it never ended
}

// Instance is one supervised instance. Its methods may be called from any
// goroutine.
type Instance struct {
	cfg    Config
	inbox  chan message
	ended  chan struct{}
	status atomic.Pointer[Status]

	// What follows belongs to the goroutine of run alone.
	generation int
	state      State
	process    Process // nil: none
	gone       bool    // the process has ended; what it left is being cleared away
	output     *capture
	channel    *readyChannel // nil: it has none
	command    launch.Command
	startedAt  time.Time
	startedOn  time.Time     // on the clock
	restartAt  time.Time     // zero: no restart is due
	killAt     time.Time     // on the clock
	uptime     time.Duration // of the process that has ended, on the clock
	history    History
	restarts   int
	lastExit   *platform.Exit
	endProbe   context.CancelFunc
	probed     chan struct{}   // closed when nobody probes the process any more
	timers     []func() bool   // what calls them off
	stopped    []chan struct{} // who waits for the stop
	closing    bool
	trial      bool // not ready even once, and not to be restarted until it is
}

// message is something to be done by the owning goroutine. A generation of 0
// is right at any time.
type message struct {
	generation int
	do         func()
}

// New makes an instance that is stopped. End must be called for it at last.
func New(cfg Config) *Instance {
	if cfg.Start == nil {
		cfg.Start = startProcess
	}
	if cfg.Clock == nil {
		cfg.Clock = RealTime{}
	}
	if cfg.KillSignal == "" {
		cfg.KillSignal = "SIGINT"
	}
	in := &Instance{cfg: cfg, inbox: make(chan message), ended: make(chan struct{}), state: Stopped}
	in.generation, in.restarts, in.lastExit = cfg.Earlier.Generations, cfg.Earlier.Restarts, cfg.Earlier.LastExit
	if cfg.Probe == nil {
		in.cfg.Probe = probePort(cfg.Health, in.portTaken)
	}
	in.publish()
	go in.run()
	return in
}

func (in *Instance) run() {
	defer close(in.ended)
	for !in.closing || in.process != nil {
		m := <-in.inbox
		if m.generation == 0 || m.generation == in.generation {
			m.do()
			in.publish()
		}
	}
}

// post hands a message to the owning goroutine, unless that has ended.
func (in *Instance) post(generation int, do func()) {
	select {
	case in.inbox <- message{generation, do}:
	case <-in.ended:
	}
}

// Status is the instance as it is now.
func (in *Instance) Status() Status { return *in.status.Load() }

func (in *Instance) publish() {
	s := Status{
		App: in.cfg.App, Instance: in.cfg.Instance, Generation: in.generation, State: in.state,
		Restarts: in.restarts, Unstable: in.history.Unstable, Since: in.startedAt, Until: in.restartAt,
		LastExit: in.lastExit, Port: in.command.Port,
	}
	if in.process != nil {
		s.Pid = in.process.ID()
	}
	in.status.Store(&s)
}

// observe tells what happened. The status is published first, so that whoever
// is told finds the instance in the state he was told of.
func (in *Instance) observe(e Event) {
	in.publish()
	e.App, e.Instance, e.Generation = in.cfg.App, in.cfg.Instance, in.generation
	if e.At.IsZero() {
		e.At = time.Now()
	}
	if e.Port == 0 {
		e.Port = in.command.Port
	}
	in.cfg.Observe(e)
}

// Start starts a stopped or errored instance afresh, its history forgotten, and
// returns once it was given its start. It does nothing to one that runs or
// waits for its restart.
func (in *Instance) Start() { in.startAs(false) }

// Try is Start for an instance that is to take another one's place: until it
// has been ready once it is not restarted, but errored by its first exit.
func (in *Instance) Try() { in.startAs(true) }

func (in *Instance) startAs(trial bool) {
	begun := make(chan struct{})
	in.post(0, func() {
		defer close(begun)
		if !in.closing && (in.state == Stopped || in.state == Errored) {
			in.history, in.trial = History{}, trial
			in.start()
		}
	})
	select {
	case <-begun:
	case <-in.ended:
	}
}

// Stop stops the instance and returns when it and its whole group are gone.
// When ctx ends first, what is left is killed.
func (in *Instance) Stop(ctx context.Context) { in.stopAnd(ctx, time.Time{}, func() {}) }

// stopAnd does one thing more in the same breath as it asks for the stop.
func (in *Instance) stopAnd(ctx context.Context, by time.Time, do func()) {
	done := make(chan struct{})
	in.post(0, func() { do(); in.stop(done, by) })
	select {
	case <-done:
		return
	case <-in.ended:
		return
	case <-ctx.Done():
	}
	in.post(0, func() { in.killNow("") })
	select {
	case <-done:
	case <-in.ended:
	}
}

// Signal hands a signal on to the instance's process, if it has one.
func (in *Instance) Signal(name string) {
	in.post(0, func() {
		if in.process != nil && !in.gone {
			_ = in.process.Signal(name, in.cfg.SignalGroup)
		}
	})
}

// End stops the instance, as Stop does, and ends its goroutine. From the call
// on it cannot be started any more.
func (in *Instance) End(ctx context.Context) { in.EndBy(ctx, time.Time{}) }

// EndBy is End for an instance of whose kill_timeout a part has passed already:
// what still runs at that time of its clock is killed. The zero time leaves it the whole.
func (in *Instance) EndBy(ctx context.Context, by time.Time) {
	in.stopAnd(ctx, by, func() { in.closing = true })
	<-in.ended
}
