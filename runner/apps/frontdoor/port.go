package frontdoor

import (
	"context"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// headerTimeout is how long a client may take over its request's header;
	// without it, clients that send nothing would pile up. It is long, since a
	// door that was suspended or starved must not count that against a client.
	headerTimeout = time.Minute

	// lastWord is how long a connection that never carried a request may still
	// begin one after Close. Browsers and HTTP clients open such connections
	// in advance, and net/http would wait five seconds for each.
	lastWord = 50 * time.Millisecond
)

// Port serves a handler (a [Pool], a [Router]) on a listener, and knows how to
// stop without losing a request.
type Port struct {
	opts    Options
	ln      net.Listener
	server  *http.Server
	cancel  context.CancelFunc // of every request
	closing chan struct{}      // closed when nobody need wait for an instance any more
	served  chan struct{}      // closed when the accept loop has ended
	work    gauge              // connections and handlers; a hijacked connection is only the latter
	asked   gauge              // handlers alone

	mu    sync.Mutex
	fresh map[net.Conn]struct{} // connections that have not sent a byte yet

	closeOnce sync.Once
	closeErr  error
}

// OpenHandler serves h on ln at once, and owns ln from now on. Of the options
// it uses App (the name in messages) and Log.
func OpenHandler(ln net.Listener, h http.Handler, opts Options) *Port {
	return openPort(ln, h, opts, headerTimeout)
}

func openPort(ln net.Listener, h http.Handler, opts Options, headerTimeout time.Duration) *Port {
	p := &Port{
		opts:    opts,
		ln:      ln,
		closing: make(chan struct{}),
		served:  make(chan struct{}),
		fresh:   map[net.Conn]struct{}{},
	}
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), closingKey{}, p.closing))
	p.cancel = cancel
	p.server = &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			p.begin()
			defer p.end()
			h.ServeHTTP(w, r)
		}),
		ReadHeaderTimeout: headerTimeout,
		// OPTIONS * asks the service, not the door.
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     log.New(logWriter{opts}, "", 0),
		BaseContext:                  func(net.Listener) context.Context { return ctx },
		ConnState:                    p.watch,
	}
	go p.serve()
	return p
}

// Addr is where the port listens.
func (p *Port) Addr() net.Addr { return p.ln.Addr() }

// Close stops accepting, lets what is in flight finish until ctx ends, and
// breaks off the rest. Requests that still wait for an instance get their 503
// now. It returns nil when everything was finished, else a [*CutError]; in
// both cases nothing of the port is left when it returns. The instances behind
// it are not its concern. A second call waits for the first and has the same
// result.
func (p *Port) Close(ctx context.Context) error {
	p.closeOnce.Do(func() { p.closeErr = p.close(ctx) })
	return p.closeErr
}

func (p *Port) close(ctx context.Context) error {
	close(p.closing)
	hurried := make(chan struct{})
	hurry := time.AfterFunc(lastWord, func() { p.closeFresh(); close(hurried) })
	err := p.finish(ctx)
	if !hurry.Stop() {
		<-hurried
	}
	p.cancel()
	p.server.Close()
	<-p.served
	<-p.work.atRest()
	return err
}

// finish waits for ordinary connections and then for upgraded ones, which
// net/http no longer knows of.
func (p *Port) finish(ctx context.Context) error {
	if err := p.server.Shutdown(ctx); err != nil && ctx.Err() != nil {
		return &CutError{Requests: p.asked.count(), Cause: ctx.Err()}
	}
	select {
	case <-p.work.atRest():
		return nil
	case <-ctx.Done():
		return &CutError{Requests: p.asked.count(), Cause: ctx.Err()}
	}
}

type closingKey struct{}

// closing is closed when the port that a request came through is being closed:
// then the request has no time to wait. Nil: it came through none of ours.
func closing(ctx context.Context) <-chan struct{} {
	c, _ := ctx.Value(closingKey{}).(chan struct{})
	return c
}

func (p *Port) serve() {
	defer close(p.served)
	if err := p.server.Serve(p.ln); err != http.ErrServerClosed {
		p.opts.say("the front door at %s no longer accepts: %v", p.ln.Addr(), err)
	}
}

func (p *Port) begin() { p.work.enter(); p.asked.enter() }
func (p *Port) end()   { p.asked.leave(); p.work.leave() }

// watch counts connections for Close. net/http calls it for a new one before
// it starts that connection's goroutine, so none can be missed once the accept
// loop has ended.
func (p *Port) watch(c net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		p.work.enter()
		p.setFresh(c, true)
	case http.StateActive:
		p.setFresh(c, false)
	case http.StateClosed, http.StateHijacked:
		p.setFresh(c, false)
		p.work.leave()
	}
}

func (p *Port) setFresh(c net.Conn, fresh bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if fresh {
		p.fresh[c] = struct{}{}
	} else {
		delete(p.fresh, c)
	}
}

// closeFresh closes the connections that have not begun a request by now.
func (p *Port) closeFresh() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.fresh {
		_ = c.Close()
	}
}
