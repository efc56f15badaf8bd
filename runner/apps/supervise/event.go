package supervise

import (
	"time"

	"workshop.example/processes/runner/system/platform"
)

// State is PM2's status of an instance.
type State string

const (
	Launching State = "launching" // started, not ready yet
	Online    State = "online"    // up and, where it has a port, accepting
	Stopping  State = "stopping"
	Stopped   State = "stopped"
	Waiting   State = "waiting restart" // for a delay to pass
	Errored   State = "errored"         // given up: started again only on request
)

// EventKind is what happened to an instance.
type EventKind string

const (
	Started      EventKind = "started"
	StartFailed  EventKind = "start-failed" // the system did not even start it; Detail says why
	Ready        EventKind = "ready"        // it is online; Port is where it answers
	NotListening EventKind = "not-listening"
	NotReady     EventKind = "not-ready"  // it has wait_ready, and has not said so within its listen_timeout
	PortTaken    EventKind = "port-taken" // somebody else holds its port: Owners
	Exited       EventKind = "exited"
	Scheduled    EventKind = "scheduled" // a restart follows after Delay, which may be 0
	GaveUp       EventKind = "gave-up"   // it is errored now
	StopAsked    EventKind = "stop-asked"
	Killed       EventKind = "killed" // SIGKILL was sent: Why says which field's time had passed, "" when nobody was to wait
	HasStopped   EventKind = "stopped"
	LeftBehind   EventKind = "left-behind"   // processes that escaped their group were ended: Leftovers
	Printed      EventKind = "printed"       // a line of output
	PortShared   EventKind = "port-shared"   // the runner listens on an app's Port for all of its instances. It is no instance's event.
	AppFailed    EventKind = "app-failed"    // an app as a whole cannot run; Detail says why. It is no instance's event.
	BuildFailed  EventKind = "build-failed"  // a changed app does not compile, and its old version runs on: Detail. It is no instance's event.
	SeatRemoved  EventKind = "seat-removed"  // there is no instance of that number any more
	AppRemoved   EventKind = "app-removed"   // an app is known no more. It is no instance's event.
	Building     EventKind = "building"      // the compiler works on an app's program; Why is "again" when what it imports is compiled already, or the app ran before. It is no instance's event.
	DoorSaid     EventKind = "door-said"     // the front door has something to say about its requests: Detail. It is no instance's event.
	FilesSaid    EventKind = "files-said"    // the watcher has something to say: Detail. It is no instance's event.
	ChangeFailed EventKind = "change-failed" // a change could not be taken over: Detail. It is no instance's event.
	ProxyOpened  EventKind = "proxy-opened"  // the proxy of the file listens on Port. It is no instance's event.
	Changing     EventKind = "changing"      // its instances are about to be replaced: Why. It is no instance's event.
)

// Event is one thing that happened to one instance. Those of an instance come
// in order: all lines of a generation before its exit, all of a generation
// before the next one's.
type Event struct {
	At         time.Time
	App        string
	Instance   int
	Generation int // which start of the instance, from 1
	Kind       EventKind

	Pid       int
	Port      int
	Exit      platform.Exit // Exited, GaveUp, HasStopped after an exit
	Uptime    time.Duration // Exited: how long it ran
	Delay     time.Duration // Scheduled
	Unstable  int           // Exited, GaveUp: unstable exits in a row
	Wanted    bool          // Exited: it was asked to
	Why       string        // Killed, GaveUp, HasStopped: the field that decided, "" when it was asked to
	Detail    string        // StartFailed, AppFailed
	Owners    []platform.Owner
	Leftovers []platform.Leftover
	Line      Line // Printed
}

// Line is one line that a program printed, without its line end.
type Line struct {
	Stderr bool
	Text   string
	// Continued: the line was longer than the runner keeps in one piece, and
	// goes on in the next Line.
	Continued bool
}
