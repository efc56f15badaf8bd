// Package frontdoor shares one port out over the instances of an app that runs
// in cluster mode. It is an HTTP reverse proxy in the runner's own process, so
// it works for services in any language: each instance has a port of its own,
// and clients know the door's alone.
//
// Two calls are enough: [Open] a door on a listener, and [Pool.Add] an instance
// whenever one is ready. An instance that is to be stopped goes through
// [Pool.Drain] first, and one that died through [Pool.Remove]. Then clients
// notice neither: see retry.go for which requests are repeated, and why only
// those.
//
// The package knows addresses, not processes: who starts, watches and stops
// instances is no business of its own.
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
	// without it, clients that send nothing would pile up.
	headerTimeout = 10 * time.Second

	// lastWord is how long a connection that never carried a request may still
	// begin one after Close. Browsers and HTTP clients open such connections
	// in advance, and net/http would wait five seconds for each.
	lastWord = 50 * time.Millisecond
)

// Door is a [Pool] behind a port.
type Door struct {
	*Pool
	ln     net.Listener
	server *http.Server
	cancel context.CancelFunc // of every request
	served chan struct{}      // closed when the accept loop has ended
	work   gauge              // connections and handlers; a hijacked connection is only the latter

	mu    sync.Mutex
	fresh map[net.Conn]struct{} // connections that have not sent a byte yet

	closeOnce sync.Once
	closeErr  error
}

// Open serves ln at once, and owns it from now on. There is no instance yet:
// requests wait for one.
func Open(ln net.Listener, opts Options) *Door {
	ctx, cancel := context.WithCancel(context.Background())
	d := &Door{
		Pool:   NewPool(opts),
		ln:     ln,
		cancel: cancel,
		served: make(chan struct{}),
		fresh:  map[net.Conn]struct{}{},
	}
	d.server = &http.Server{
		Handler:           http.HandlerFunc(d.handle),
		ReadHeaderTimeout: headerTimeout,
		ErrorLog:          log.New(logWriter{opts}, "", 0),
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ConnState:         d.watch,
	}
	go d.serve()
	return d
}

// Addr is where the door listens.
func (d *Door) Addr() net.Addr { return d.ln.Addr() }

// Close stops accepting, lets what is in flight finish until ctx ends, and
// breaks off the rest. Requests that still wait for an instance get their 503
// now. It returns nil when everything was finished, else ctx's error; in both
// cases nothing of the door is left when it returns. The instances are not its
// concern. A second call waits for the first and has the same result.
func (d *Door) Close(ctx context.Context) error {
	d.closeOnce.Do(func() { d.closeErr = d.close(ctx) })
	return d.closeErr
}

func (d *Door) close(ctx context.Context) error {
	d.release()
	hurried := make(chan struct{})
	hurry := time.AfterFunc(lastWord, func() { d.closeFresh(); close(hurried) })
	err := d.finish(ctx)
	if !hurry.Stop() {
		<-hurried
	}
	d.cancel()
	d.server.Close()
	<-d.served
	<-d.work.atRest()
	d.closeIdle()
	return err
}

// finish waits for ordinary connections and then for upgraded ones, which
// net/http no longer knows of.
func (d *Door) finish(ctx context.Context) error {
	if err := d.server.Shutdown(ctx); err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	select {
	case <-d.work.atRest():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *Door) serve() {
	defer close(d.served)
	if err := d.server.Serve(d.ln); err != http.ErrServerClosed {
		d.opts.log(d.opts.App + ": the front door at " + d.ln.Addr().String() + " no longer accepts: " + err.Error())
	}
}

func (d *Door) handle(w http.ResponseWriter, r *http.Request) {
	d.work.enter()
	defer d.work.leave()
	d.ServeHTTP(w, r)
}

// watch counts connections for Close. net/http calls it for a new one before
// it starts that connection's goroutine, so none can be missed once the accept
// loop has ended.
func (d *Door) watch(c net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		d.work.enter()
		d.setFresh(c, true)
	case http.StateActive:
		d.setFresh(c, false)
	case http.StateClosed, http.StateHijacked:
		d.setFresh(c, false)
		d.work.leave()
	}
}

func (d *Door) setFresh(c net.Conn, fresh bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if fresh {
		d.fresh[c] = struct{}{}
	} else {
		delete(d.fresh, c)
	}
}

// closeFresh closes the connections that have not begun a request by now.
func (d *Door) closeFresh() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for c := range d.fresh {
		_ = c.Close()
	}
}
