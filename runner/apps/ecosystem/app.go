package ecosystem

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"workshop.example/processes/runner/apps/frontdoor"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

// app is one app of the file and the seats of its instances.
type app struct {
	whole *Ecosystem
	name  string
	pool  *frontdoor.Pool // who of the instances takes requests now

	// turn is held by whoever changes the app: one change at a time. What
	// only looks uses mu.
	turn chan struct{}
	// life ends when the app is to go away. Every change ends soon after it.
	life    context.Context
	endLife context.CancelFunc

	watching watching
	cron     *time.Timer // nil: no cron_restart; guarded by turn, as is cronAt
	cronAt   time.Time

	// between counts the changes that are between an old process and its
	// successor: what is stopped just then is not to be taken for the end.
	between atomic.Int32

	mu        sync.Mutex
	version   version
	declared  *processfile.App // as the file said it last, whatever was scaled since
	origin    origin
	door      *door              // nil: no shared port is open
	interrupt context.CancelFunc // of the change that is under way, or of the last one
	failure   error              // why it does not run as a whole
	buildErr  error              // why the newest source does not run, while an older version does
	seats     []*seat            // by instance number
	ids       []int              // by instance number, those of seats that were taken away included
	halted    bool               // stopped on request
}

// version is what a process of the app is started from.
type version struct {
	spec    *processfile.App
	program string   // of an app in Go
	environ []string // the surrounding environment
}

// origin is where the app's description came from.
type origin struct {
	file    string // the process file; "" when nobody said
	envName string
}

func newApp(e *Ecosystem, spec *processfile.App, environ []string, from origin) *app {
	a := &app{whole: e, name: spec.Name, turn: make(chan struct{}, 1), origin: from, declared: spec}
	a.version = version{spec: spec, environ: environ}
	a.life, a.endLife = context.WithCancel(context.Background())
	a.pool = frontdoor.NewPool(frontdoor.Options{App: spec.Name, Hold: spec.ListenTimeout, After: e.opts.Clock.AfterFunc, State: a.words, Hopeless: a.hopeless, Log: a.doorLog})
	return a
}

// begin waits for the app's turn to be changed. The context that it returns
// ends with the app's life, and when somebody interrupts the change.
func (a *app) begin(ctx context.Context) (context.Context, func(), error) {
	over := fmt.Errorf("%s is being stopped", a.name)
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	select {
	case a.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	case <-a.life.Done():
		return nil, nil, over
	}
	if a.life.Err() != nil { // both had come true at once
		<-a.turn
		return nil, nil, over
	}
	changing, cancel := context.WithCancel(ctx)
	unhook := context.AfterFunc(a.life, cancel)
	a.mu.Lock()
	a.interrupt = cancel
	a.mu.Unlock()
	return changing, func() { unhook(); cancel(); <-a.turn }, nil
}

// hurryUp ends the waiting of whoever changes the app now: what comes next
// makes it pointless.
func (a *app) hurryUp() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.interrupt != nil {
		a.interrupt()
	}
}

func (a *app) current() version {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.version
}

func (a *app) spec() *processfile.App { return a.current().spec }

func (a *app) all() []*seat {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]*seat(nil), a.seats...)
}

func (a *app) failed() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.failure
}

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

// prepare makes everything ready for instances to be started: the program is
// built and the shared port open. When it fails, so has the app.
func (a *app) prepare(ctx context.Context) error {
	err := a.build(ctx)
	if err == nil {
		var old *door
		old, err = a.openDoor()
		a.shut(old)
	}
	a.setFailure(err)
	return err
}

// setFailure notes why the app as a whole does not run; nil: it does.
func (a *app) setFailure(err error) {
	a.mu.Lock()
	a.failure = err
	if err == nil {
		a.halted = false
	}
	a.mu.Unlock()
	if err == nil || errors.Is(err, context.Canceled) {
		return // nothing is wrong with the app: the start was called off
	}
	a.tell(supervise.Event{Kind: supervise.AppFailed, Detail: err.Error()})
}

// words say how the app stands, for those whose request finds nobody ready.
func (a *app) words() string {
	if err := a.failed(); err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return "errored: " + first
	}
	var parts []string
	for _, row := range a.status() {
		text := fmt.Sprintf("instance %d is %s", row.Instance, row.State)
		if row.LastExit != nil {
			text += " (" + row.LastExit.String() + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// hopeless says whether no instance will be ready without a command: none is
// worth waiting for.
func (a *app) hopeless() bool {
	rows := a.status()
	return len(rows) > 0 && !slices.ContainsFunc(rows, func(row supervise.Status) bool {
		return row.State != supervise.Stopped && row.State != supervise.Errored
	})
}

// tell observes something about the app as a whole.
func (a *app) tell(e supervise.Event) {
	e.At, e.App, e.Instance, e.Port = time.Now(), a.name, WholeApp, a.spec().Port
	a.whole.observe(e)
}

func (a *app) doorLog(words string) {
	a.tell(supervise.Event{Kind: supervise.DoorSaid, Detail: strings.TrimPrefix(words, a.name+": ")})
}

// status has a row for each instance; an app that failed as a whole has one
// row for each that it should have.
func (a *app) status() []supervise.Status {
	failure, seats := a.failed(), a.all()
	var rows []supervise.Status
	for _, s := range seats {
		row := s.status()
		switch over := row.State == supervise.Stopped || row.State == supervise.Errored; {
		case failure != nil:
			row.State = failureState(failure)
		case over && a.between.Load() > 0:
			row.State = supervise.Stopping
		}
		rows = append(rows, row)
	}
	if failure != nil && len(seats) == 0 {
		spec := a.spec()
		for i := range spec.Instances {
			rows = append(rows, supervise.Status{App: a.name, Instance: i, State: failureState(failure), Port: spec.Port})
		}
	}
	return rows
}

func failureState(failure error) supervise.State {
	if errors.Is(failure, context.Canceled) {
		return supervise.Stopped // its start was called off
	}
	return supervise.Errored
}

// reseat adds seats at the end or takes them away there, so that instance
// numbers, and the ports that go with them, stay with those who keep them.
func (a *app) reseat(n int) (added, removed []*seat) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for len(a.seats) < n {
		number := len(a.seats)
		s := &seat{app: a, number: number, id: a.id(number)}
		a.seats = append(a.seats, s)
		added = append(added, s)
	}
	removed = a.seats[n:]
	a.seats = a.seats[:n:n]
	return added, removed
}

// id is the number of an instance among all; it is kept for one that comes
// back. mu is held.
func (a *app) id(number int) int {
	for len(a.ids) <= number {
		a.ids = append(a.ids, a.whole.nextID())
	}
	return a.ids[number]
}
