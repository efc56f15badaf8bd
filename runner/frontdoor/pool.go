package frontdoor

import (
	"context"
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

	// State says how the app is doing, for the 503 page: "errored: exited with
	// code 1". It is called by many requests at once. Nil: nothing is said.
	State func() string

	// Log takes a message for the operator, without a newline; it is called by
	// many requests at once. Nil: silent.
	Log func(string)
}

func (o Options) log(words string) {
	if o.Log != nil {
		o.Log(strings.TrimRight(words, "\n"))
	}
}

// Pool owns the instances of one app that are ready, and shares requests out
// over them. It is an [http.Handler] without a port: [Door] gives it one, and
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

	closing   chan struct{} // closed when nobody need wait for an instance any more
	closeOnce sync.Once
}

// NewPool returns a pool without instances: requests wait, then get a 503.
func NewPool(opts Options) *Pool {
	p := &Pool{
		opts:    opts,
		changed: make(chan struct{}),
		closing: make(chan struct{}),
	}
	p.proxy = httputil.ReverseProxy{
		Rewrite:      rewrite,
		BufferPool:   buffers{},
		ErrorHandler: p.fail,
		ErrorLog:     log.New(logWriter{opts}, "", 0),
	}
	return p
}

// ServeHTTP passes the request to an instance and its answer back.
func (p *Pool) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t := &trip{pool: p}
	defer t.end()
	proxy := p.proxy
	proxy.Transport = t
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
// answered (nil) or ctx ends (its error). Either way it is out of the pool
// afterwards, and may be stopped; what is still in flight then breaks off.
func (p *Pool) Drain(ctx context.Context, b *Backend) error {
	p.takeOut(b)
	defer b.transport.CloseIdleConnections()
	select {
	case <-b.inFlight.atRest():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Remove takes out an instance that died. It does not wait: its requests in
// flight fail by themselves, and go elsewhere if they may.
func (p *Pool) Remove(b *Backend) {
	p.takeOut(b)
	b.transport.CloseIdleConnections()
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

// release lets go of everyone who waits for an instance.
func (p *Pool) release() { p.closeOnce.Do(func() { close(p.closing) }) }

// closeIdle closes the unused connections to all instances.
func (p *Pool) closeIdle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, b := range p.ready {
		b.transport.CloseIdleConnections()
	}
}

// rewrite prepares what goes out to an instance; which one is chosen later, by
// the trip. Host stays the client's, so that links and redirects which the
// service builds from it lead back to the door.
func rewrite(pr *httputil.ProxyRequest) {
	pr.SetXForwarded()
	pr.Out.URL.Scheme = "http"
	pr.Out.Host = pr.In.Host
	// ReverseProxy drops what Go cannot parse of a query, for proxies that
	// decide by it. This one does not, and the service may know better.
	pr.Out.URL.RawQuery = pr.In.URL.RawQuery
}

// logWriter hands the messages of net/http to the options' Log.
type logWriter struct{ opts Options }

func (w logWriter) Write(line []byte) (int, error) {
	w.opts.log(string(line))
	return len(line), nil
}
