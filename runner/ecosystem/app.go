package ecosystem

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"workshop.example/processes/runner/frontdoor"
	"workshop.example/processes/runner/platform"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/supervise"
)

// app is one app of the file and the seats of its instances.
type app struct {
	whole *Ecosystem
	spec  *processfile.App

	// Set by open, before any seat exists.
	program string          // of an app in Go
	door    *frontdoor.Door // nil: the app shares no port

	mu      sync.Mutex
	failure error   // why it does not run as a whole
	seats   []*seat // by instance number
	closing bool
}

func newApp(e *Ecosystem, spec *processfile.App) *app { return &app{whole: e, spec: spec} }

// PortTaken is the failure of an app whose shared port somebody else has.
type PortTaken struct {
	App    string
	Port   int
	Owners []platform.Owner // empty: they cannot be seen
}

func (p *PortTaken) Error() string {
	if len(p.Owners) == 0 {
		return fmt.Sprintf("port %d is taken by a program that cannot be seen from here", p.Port)
	}
	names := make([]string, len(p.Owners))
	for i, o := range p.Owners {
		names[i] = o.String()
	}
	return fmt.Sprintf("port %d is taken by %s", p.Port, strings.Join(names, " and "))
}

// open builds the program, opens the shared port and starts the instances.
func (a *app) open(ctx context.Context) {
	if err := a.prepare(ctx); err != nil {
		a.fail(err)
		return
	}
	if a.door != nil {
		a.tell(supervise.Event{Kind: supervise.PortShared})
	}
	added, _, _ := a.reseat(a.spec.Instances)
	for _, s := range added {
		s.instance.Start()
	}
}

func (a *app) fail(err error) {
	a.mu.Lock()
	a.failure = err
	a.mu.Unlock()
	if errors.Is(err, context.Canceled) {
		return // nothing is wrong with the app: the start was called off
	}
	a.tell(supervise.Event{Kind: supervise.AppFailed, Detail: err.Error()})
}

func (a *app) failed() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.failure
}

func (a *app) prepare(ctx context.Context) error {
	if a.spec.Program.Kind == processfile.GoPackage {
		program, err := a.whole.opts.Build(ctx, a.spec.Program.Path)
		if err != nil {
			return err
		}
		a.program = program
	}
	return a.openDoor()
}

// shares says whether the runner itself listens on the app's PORT.
func (a *app) shares() bool { return a.spec.ExecMode == processfile.Cluster && a.spec.Port != 0 }

func (a *app) openDoor() error {
	if !a.shares() {
		return nil
	}
	listener, err := a.listen()
	if platform.AddressInUse(err) {
		owners, _ := platform.PortOwners(a.spec.Port)
		return &PortTaken{App: a.spec.Name, Port: a.spec.Port, Owners: owners}
	}
	if err != nil {
		return fmt.Errorf("listen on port %d: %w", a.spec.Port, err)
	}
	a.door = frontdoor.Open(listener, frontdoor.Options{
		App: a.spec.Name, Hold: a.spec.ListenTimeout, State: a.words,
	})
	return nil
}

// listen is on loopback, unless the file gives the app another HOST.
func (a *app) listen() (net.Listener, error) {
	if host := a.spec.Env["HOST"]; host != "" {
		return net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(a.spec.Port)))
	}
	return platform.ListenLoopback(a.spec.Port)
}

// words say how the app stands, for those whose request finds nobody ready.
func (a *app) words() string {
	var parts []string
	for _, s := range a.status() {
		text := fmt.Sprintf("instance %d is %s", s.Instance, s.State)
		if s.LastExit != nil {
			text += " (" + s.LastExit.String() + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// tell observes something about the app as a whole.
func (a *app) tell(e supervise.Event) {
	e.At, e.App, e.Instance, e.Port = time.Now(), a.spec.Name, WholeApp, a.spec.Port
	a.whole.observe(e)
}

func (a *app) all() []*seat {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]*seat(nil), a.seats...)
}

// status has a row for each instance; an app that failed as a whole has one
// row for each that it should have had.
func (a *app) status() []supervise.Status {
	var rows []supervise.Status
	if failure := a.failed(); failure != nil {
		state := supervise.Errored
		if errors.Is(failure, context.Canceled) {
			state = supervise.Stopped // its start was called off
		}
		for i := range a.spec.Instances {
			rows = append(rows, supervise.Status{App: a.spec.Name, Instance: i, State: state, Port: a.spec.Port})
		}
	}
	for _, s := range a.all() {
		rows = append(rows, s.instance.Status())
	}
	return rows
}

func (a *app) scale(ctx context.Context, n int) error {
	added, removed, err := a.reseat(n)
	if err != nil {
		return err
	}
	for _, s := range added {
		s.instance.Start()
	}
	var gone sync.WaitGroup
	for _, s := range removed {
		gone.Go(func() { s.end(ctx, time.Time{}) })
	}
	gone.Wait()
	settled := a.whole.Await(ctx, func([]supervise.Status) bool {
		for _, s := range added {
			if state := s.instance.Status().State; state == supervise.Launching || state == supervise.Waiting {
				return false
			}
		}
		return true
	})
	for _, s := range added {
		if row := s.instance.Status(); row.State != supervise.Online {
			return notReady(row, settled)
		}
	}
	return nil
}

func notReady(row supervise.Status, settled bool) error {
	words := fmt.Sprintf("the new instance %d is %s", row.Instance, row.State)
	if row.LastExit != nil {
		words += " (" + row.LastExit.String() + ")"
	}
	if !settled {
		words += ", and there was no more time to wait"
	}
	return errors.New(words)
}

// reseat adds seats at the end or takes them away there, so that instance
// numbers, and the ports that go with them, stay with those who keep them.
func (a *app) reseat(n int) (added, removed []*seat, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closing {
		return nil, nil, fmt.Errorf("%s is being stopped", a.spec.Name)
	}
	for len(a.seats) < n {
		s := newSeat(a, len(a.seats))
		a.seats = append(a.seats, s)
		added = append(added, s)
	}
	removed = a.seats[n:]
	a.seats = a.seats[:n:n]
	return added, removed, nil
}

// close ends the app. The door goes first: it takes no more requests and lets
// those in flight finish while their instances still run. kill_timeout bounds
// all of it together.
func (a *app) close(ctx context.Context) {
	a.mu.Lock()
	a.closing = true
	seats := a.seats
	a.mu.Unlock()
	by := time.Now().Add(a.spec.KillTimeout)
	if a.door != nil {
		bound, cancel := context.WithTimeout(ctx, a.spec.KillTimeout*3/4)
		_ = a.door.Close(bound)
		cancel()
	}
	var gone sync.WaitGroup
	for _, s := range seats {
		gone.Go(func() { s.end(ctx, by) })
	}
	gone.Wait()
}

func (a *app) isClosing() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.closing
}
