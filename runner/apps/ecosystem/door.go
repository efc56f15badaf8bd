package ecosystem

import (
	"errors"
	"fmt"
	"net"
	"strconv"

	"workshop.example/processes/runner/apps/frontdoor"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

// This file is the shared port of an app in cluster mode.

// door is an open port, and where it is.
type door struct {
	*frontdoor.Port
	host string // "" is loopback
	port int
}

// shares says whether the runner itself listens on an app's PORT.
func shares(spec *processfile.App) bool {
	return spec.ExecMode == processfile.Cluster && spec.Port != 0
}

// fits says whether the door that is open, if any, is the one that the app's
// description asks for.
func (d *door) fits(spec *processfile.App) bool {
	if d == nil {
		return !shares(spec)
	}
	return shares(spec) && d.port == spec.Port && d.host == spec.Env["HOST"]
}

func (a *app) openedDoor() *door {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.door
}

// openDoor opens the port that the app's description asks for. A door that was
// open elsewhere is returned: it is to be closed once nobody needs it.
func (a *app) openDoor() (old *door, err error) {
	spec, old := a.spec(), a.openedDoor()
	if old.fits(spec) {
		return nil, nil
	}
	fresh := (*door)(nil)
	if shares(spec) {
		if fresh, err = a.listen(spec); err != nil {
			return nil, err
		}
	}
	a.mu.Lock()
	a.door = fresh
	a.mu.Unlock()
	if fresh != nil {
		a.tell(supervise.Event{Kind: supervise.PortShared})
	}
	return old, nil
}

func (a *app) listen(spec *processfile.App) (*door, error) {
	host := spec.Env["HOST"]
	listener, err := listen(host, spec.Port)
	if platform.AddressInUse(err) {
		owners, _ := platform.PortOwners(spec.Port)
		return nil, &PortTaken{App: spec.Name, Port: spec.Port, Owners: owners}
	}
	if err != nil {
		return nil, fmt.Errorf("listen on port %d: %w", spec.Port, err)
	}
	port := frontdoor.OpenHandler(listener, a.pool, frontdoor.Options{App: spec.Name, Log: a.doorLog})
	return &door{Port: port, host: host, port: spec.Port}, nil
}

// listen is on loopback, unless the file names another host.
func listen(host string, port int) (net.Listener, error) {
	if host != "" {
		return net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	}
	return platform.ListenLoopback(port)
}

// closeDoor closes the port that is open, if one is.
func (a *app) closeDoor() {
	a.mu.Lock()
	old := a.door
	a.door = nil
	a.mu.Unlock()
	a.shut(old)
}

// shut takes no more requests at a port and lets those in flight finish, while
// their instances still run.
func (a *app) shut(d *door) {
	if d == nil {
		return
	}
	bound, cancel := supervise.Within(a.whole.hurry, a.whole.opts.Clock, a.spec().KillTimeout*3/4)
	defer cancel()
	a.sayCut(d.Close(bound))
}

// sayCut tells of requests that were broken off, which is what a kill_timeout
// that is too short looks like from outside.
func (a *app) sayCut(err error) {
	var cut *frontdoor.CutError
	if !errors.As(err, &cut) || cut.Requests == 0 {
		return
	}
	words := fmt.Sprintf("%d requests in flight were cut off: kill_timeout gave them no more time", cut.Requests)
	if cut.Requests == 1 {
		words = "a request in flight was cut off: kill_timeout gave it no more time"
	}
	a.tell(supervise.Event{Kind: supervise.DoorSaid, Detail: words})
}
