package frontdoor

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httputil"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options say how the door of one app behaves.
type Options struct {
	// App is the app's name, for the words of error pages and messages.
	App string

	// Hold is how long a request waits for an instance that is ready before it
	// gets a 503; PM2's listen_timeout. Zero: not at all.
	Hold time.Duration
	// After is how that time is counted; nil: on the wall.
	After func(time.Duration, func()) (stop func() bool)

	// Hopeless says that no instance will come by itself, so that no request
	// waits. It is called by many requests at once. Nil: there is always hope.
	Hopeless func() bool

	// State says how the app is doing, for the 503 page: "errored: exited with
	// code 1". It is called by many requests at once. Nil: nothing is said.
	State func() string

	// Log takes a message for the operator, without a newline at its end:
	//
	//   - a request that an instance left without an answer, or broke off in
	//     the middle of one. The message names the app, the instance's number
	//     and address, the method and the cause;
	//   - a handler that panicked, and what else net/http logs;
	//   - a port that can no longer accept.
	//
	// It is silent about what the client is told in words (no instance is
	// ready) and about clients that go away. Log is called by many requests at
	// once. Nil: nobody is told.
	Log func(string)
}

// say logs a message under the app's name.
func (o Options) say(format string, args ...any) {
	if o.Log != nil {
		o.Log(o.App + ": " + strings.TrimRight(fmt.Sprintf(format, args...), "\n"))
	}
}

// logWriter takes what net/http logs.
type logWriter struct{ opts Options }

func (l logWriter) Write(words []byte) (int, error) {
	l.opts.say("%s", words)
	return len(words), nil
}

// Pool owns the instances of one app that are ready, and shares requests out
// over them. It is an [http.Handler] without a port: [OpenHandler] gives it one, and
// a router can send it the requests of a path.
//
// All methods may be called by many goroutines at once.
type Pool struct {
	opts  Options
	proxy httputil.ReverseProxy // a pattern: each request copies it

	mu      sync.Mutex
	ready   []*Backend
	next    int           // where the next round among equals begins
	changed chan struct{} // closed, and replaced, when an instance is added
}

// held comes when Hold is over.
func (o Options) held() <-chan time.Time {
	if o.After == nil {
		return time.After(o.Hold)
	}
	over := make(chan time.Time)
	o.After(o.Hold, func() { close(over) })
	return over
}

func (o Options) hopeless() bool { return o.Hopeless != nil && o.Hopeless() }

// NewPool returns a pool without instances: requests wait, then get a 503.
func NewPool(opts Options) *Pool {
	p := &Pool{opts: opts, changed: make(chan struct{})}
	p.proxy = httputil.ReverseProxy{
		Rewrite:      rewrite,
		BufferPool:   buffers{},
		ErrorHandler: p.fail,
	}
	return p
}

// ServeHTTP passes the request to an instance and its answer back.
func (p *Pool) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t := &trip{pool: p}
	defer t.end()
	// An answer without a Content-Type stays without: net/http would guess one.
	w.Header()["Content-Type"] = nil
	if isPlain(r) {
		p.passPlain(w, r, t)
		return
	}
	if r.Body != http.NoBody {
		// A service may answer while the request still comes. Without this,
		// net/http holds the answer back until all of the request has come.
		_ = http.NewResponseController(w).EnableFullDuplex()
	}
	proxy := p.proxy
	proxy.Transport = t
	proxy.ErrorLog = log.New(t, "", 0)
	proxy.ServeHTTP(w, r)
}

// Add makes an instance take traffic from now on; requests that wait for one
// are served by it. The caller has made sure that it accepts at addr, a
// host:port on loopback.
func (p *Pool) Add(instance int, addr string) *Backend {
	b := newBackend(instance, addr)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ready = append(p.ready, b)
	close(p.changed)
	p.changed = make(chan struct{})
	return b
}

// Drain gives the instance no new requests and waits until those in flight are
// answered: nil. When ctx ends first, they are cut, upgraded connections too,
// and the error is a [*CutError]. Either way the instance is out of the pool
// afterwards, the door has no connection to it, and it may be stopped.
//
// Clients do not notice: their connections are to the door, and their next
// request goes to another instance. Of what is cut, a request that may be sent
// again and has had no answer yet still gets one elsewhere.
func (p *Pool) Drain(ctx context.Context, b *Backend) error {
	p.takeOut(b)
	defer b.retire()
	select {
	case <-b.inFlight.atRest():
	case <-ctx.Done():
		if n := b.InFlight(); n > 0 {
			b.cut.Store(true)
			b.conns.closeAll()
			return &CutError{Requests: n, Cause: ctx.Err()}
		}
	}
	return nil
}

// CutError is what [Pool.Drain] and [Port.Close] return when they could not
// wait any longer.
type CutError struct {
	Requests int   // that were in flight; an upgraded connection is one
	Cause    error // the context's error
}

func (e *CutError) Error() string {
	if e.Requests == 1 {
		return fmt.Sprintf("1 request was still in flight and was cut off: %v", e.Cause)
	}
	return fmt.Sprintf("%d requests were still in flight and were cut off: %v", e.Requests, e.Cause)
}

func (e *CutError) Unwrap() error { return e.Cause }

// Remove takes out an instance that died. It does not wait: its requests in
// flight fail by themselves, and go elsewhere if they may.
func (p *Pool) Remove(b *Backend) {
	p.takeOut(b)
	b.retire()
}

func (p *Pool) takeOut(b *Backend) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ready = slices.DeleteFunc(p.ready, func(have *Backend) bool { return have == b })
}

// acquire picks an instance that is not barred and counts the request on it;
// the caller must call its inFlight.leave. Nil when there is none: the
// channel is closed when one was added since.
//
// Picking and counting happen under one lock, hence an instance that was taken
// out never gets another request, and Drain may believe a count of zero.
func (p *Pool) acquire(barred func(*Backend) bool) (*Backend, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	loads := make([]int, 0, 16) // on the stack, for up to 16 instances
	for _, b := range p.ready {
		load := b.InFlight()
		if barred(b) {
			load = -1
		}
		loads = append(loads, load)
	}
	i := choose(loads, p.next)
	if i < 0 {
		return nil, p.changed
	}
	p.next = i + 1
	p.ready[i].inFlight.enter()
	return p.ready[i], nil
}
