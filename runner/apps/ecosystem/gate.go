package ecosystem

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"workshop.example/processes/runner/apps/frontdoor"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

// gate is the proxy of the file: one port whose paths lead to apps.
type gate struct {
	mu      sync.Mutex
	spec    *processfile.Proxy // nil: there is none
	router  *frontdoor.Router
	door    *frontdoor.Port
	at      int // where the door is open
	failure error
}

// gateStop is how long requests in flight may take when the proxy is closed.
// Those that an app answers have that app's kill_timeout, which is as long.
const gateStop = 1600 * time.Millisecond

// Proxy is the port that the file gives the proxy, and why it is not open; 0:
// the file has none.
func (e *Ecosystem) Proxy() (port int, failure error) {
	e.gate.mu.Lock()
	defer e.gate.mu.Unlock()
	if e.gate.spec == nil {
		return 0, nil
	}
	return e.gate.spec.Port, e.gate.failure
}

// OpenProxy opens the proxy of a file beside apps that were started with Start.
func (e *Ecosystem) OpenProxy(spec *processfile.Proxy) error {
	for _, change := range e.applyProxy(spec) {
		if change.Problem != "" {
			return fmt.Errorf("proxy: %s", change.Problem)
		}
	}
	return nil
}

// applyProxy makes the proxy what the file says. Rules are exchanged between
// two requests; another port is opened before the old one closes.
func (e *Ecosystem) applyProxy(spec *processfile.Proxy) []Change {
	g := &e.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	had := g.spec
	g.spec = spec
	switch {
	case spec == nil && had == nil:
		return nil
	case spec == nil:
		g.shut(e.hurry)
		return []Change{{App: ProxyName, What: Removed}}
	}
	change := Change{App: ProxyName, What: Unchanged}
	words := rulesOf(spec)
	switch {
	case had == nil:
		change.What = Added
	case words != rulesOf(had):
		change.What = Changed
		change.Details = []string{"its port or its rules"}
	}
	g.open(e, spec)
	if g.failure != nil {
		change.Problem = g.failure.Error()
	}
	return []Change{change}
}

// open puts the rules in force, at a port that is opened if it has to be.
func (g *gate) open(e *Ecosystem, spec *processfile.Proxy) {
	if g.router == nil {
		g.router, _ = frontdoor.NewRouter(nil)
	}
	if g.failure = g.router.SetRules(e.rules(spec)); g.failure != nil {
		return
	}
	if g.door != nil && g.at == spec.Port {
		return
	}
	listener, err := listen("", spec.Port)
	if err != nil {
		g.failure = err
		if platform.AddressInUse(err) {
			owners, _ := platform.PortOwners(spec.Port)
			g.failure = &PortTaken{App: ProxyName, Port: spec.Port, Owners: owners}
		}
		e.observe(supervise.Event{At: time.Now(), App: ProxyName, Instance: WholeApp, Port: spec.Port, Kind: supervise.AppFailed, Detail: g.failure.Error()})
		return
	}
	g.failure = nil
	g.shut(e.hurry)
	g.at = spec.Port
	g.door = frontdoor.OpenHandler(listener, g.router, frontdoor.Options{App: ProxyName, Log: e.gateLog})
	e.observe(supervise.Event{At: time.Now(), App: ProxyName, Instance: WholeApp, Port: spec.Port, Kind: supervise.ProxyOpened})
}

func (g *gate) shut(ctx context.Context) {
	if g.door == nil {
		return
	}
	bound, cancel := context.WithTimeout(ctx, gateStop*3/4)
	defer cancel()
	_ = g.door.Close(bound)
	g.door = nil
}

// vacate closes the door if its port is to be somebody else's.
func (g *gate) vacate(ctx context.Context, wanted func(port int) bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.door != nil && wanted(g.at) {
		g.shut(ctx)
	}
}

func (g *gate) close(ctx context.Context) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.spec = nil
	g.shut(ctx)
}

// rules turn the file's rules into handlers.
func (e *Ecosystem) rules(spec *processfile.Proxy) []frontdoor.Rule {
	rules := make([]frontdoor.Rule, len(spec.Rules))
	for i, r := range spec.Rules {
		rules[i] = frontdoor.Rule{Pathname: r.Pathname, Methods: r.Methods, Strip: r.Strip, Dest: r.Dest, To: e.destination(r.Dest)}
	}
	return rules
}

// destination is who answers for a rule. The app is looked up at each request:
// it may be deleted, and come back.
func (e *Ecosystem) destination(dest string) http.Handler {
	if strings.Contains(dest, "://") {
		if u, err := url.Parse(dest); err == nil {
			return frontdoor.ToURL(u, frontdoor.Options{App: dest, Log: e.gateLog})
		}
	}
	deleted := frontdoor.NewPool(frontdoor.Options{App: dest, State: func() string { return "it is not among the apps that run" }})
	noPort := frontdoor.NoPort(dest)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch a := e.app(dest); {
		case a == nil:
			deleted.ServeHTTP(w, r)
		case a.spec().Port == 0:
			noPort.ServeHTTP(w, r)
		default:
			a.pool.ServeHTTP(w, r)
		}
	})
}

func (e *Ecosystem) gateLog(words string) {
	e.observe(supervise.Event{At: time.Now(), App: ProxyName, Instance: WholeApp, Kind: supervise.DoorSaid, Detail: strings.TrimPrefix(words, ProxyName+": ")})
}

// rulesOf is the whole proxy in words, to see whether it changed.
func rulesOf(spec *processfile.Proxy) string {
	var b strings.Builder
	fmt.Fprint(&b, spec.Port)
	for _, r := range spec.Rules {
		fmt.Fprintf(&b, "\n%q %q %q %v", r.Pathname, r.Methods, r.Dest, r.Strip)
	}
	return b.String()
}
