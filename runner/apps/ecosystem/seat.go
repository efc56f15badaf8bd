package ecosystem

import (
	"sync"
	"time"

	"workshop.example/processes/runner/apps/supervise"
)

// seat is the place of one instance. Its number never changes; who sits in it
// does, with each restart on request, reload or new version.
type seat struct {
	app    *app
	number int
	id     int // PM2's pm_id

	mu      sync.Mutex
	current *occupant // nil: nobody has sat here yet
	cause   Cause
}

// Cause is why the process in a seat was started.
type Cause struct {
	Why string    // "start", "crash", "restart", "reload", "watch", …
	At  time.Time // zero: it was never started
	// Detail says more: the file that changed, how the last one ended. "": nothing.
	Detail string
}

func (s *seat) now() *occupant {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current
}

func (s *seat) set(o *occupant, cause Cause) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = o
	if cause.Why != "" {
		cause.At = time.Now()
		s.cause = cause
	}
}

// crashed notes that the process that is started next replaces one that ended.
func (s *seat) crashed(e supervise.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cause = Cause{Why: "crash", At: e.At, Detail: e.Exit.String()}
}

func (s *seat) inFlight() int {
	o := s.now()
	if o == nil {
		return 0
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.backend == nil {
		return 0
	}
	return o.backend.InFlight()
}

func (s *seat) why() Cause {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cause
}

// earlier is what whoever sits down next takes over. A restart counts when
// there was a process to be restarted; the start of one that is stopped or
// errored, or waits for its restart, does not (PM2).
func (s *seat) earlier() supervise.Earlier {
	o := s.now()
	if o == nil {
		return supervise.Earlier{}
	}
	row := o.instance.Status()
	e := supervise.Earlier{Generations: row.Generation, Restarts: row.Restarts, LastExit: row.LastExit}
	if row.State == supervise.Online || row.State == supervise.Launching {
		e.Restarts++
	}
	return e
}

// running says whether somebody sits here who was not stopped and has not
// given up.
func (s *seat) running() bool {
	o := s.now()
	if o == nil {
		return false
	}
	state := o.instance.Status().State
	return state != supervise.Stopped && state != supervise.Errored
}

// start puts a fresh occupant into a seat in which nobody runs.
func (s *seat) start(cause Cause) *occupant {
	fresh := newOccupant(s, s.earlier())
	s.leave(time.Time{})
	s.set(fresh, cause)
	fresh.instance.Start()
	return fresh
}

// renew stops who sits here and starts a fresh one then. Between the two nobody
// answers; a front door lets requests wait.
func (s *seat) renew(cause Cause) *occupant {
	s.app.between.Add(1)
	defer s.app.between.Add(-1)
	earlier := s.earlier() // now: a stopped one would not count as restarted
	s.leave(time.Time{})
	fresh := newOccupant(s, earlier)
	s.set(fresh, cause)
	fresh.instance.Start()
	return fresh
}

// leave ends who sits here, by a time at the latest; the zero time leaves it
// its kill_timeout. Its last state can still be seen.
func (s *seat) leave(by time.Time) {
	if o := s.now(); o != nil {
		o.end(by)
	}
}

// status is the row of the seat.
func (s *seat) status() supervise.Status {
	if o := s.now(); o != nil {
		return o.instance.Status()
	}
	return supervise.Status{App: s.app.name, Instance: s.number, State: supervise.Stopped}
}
