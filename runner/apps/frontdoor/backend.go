package frontdoor

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"workshop.example/processes/runner/apps/frontdoor/internal/wire"
)

const (
	// dialTimeout is for a process on this machine: one that has not accepted
	// within a second is stuck.
	dialTimeout = time.Second

	// idlePerBackend is how many unused connections to one instance are kept.
	// The default of net/http is 2, so that under load nearly every request
	// would open a connection of its own.
	idlePerBackend = 256

	// idleFor must be shorter than the time after which an instance closes an
	// idle connection by itself (gunicorn 2 s, Node 5 s). The other way round,
	// a POST now and then meets a connection that is just being closed, and
	// may not be repeated. A new connection on loopback costs next to nothing.
	idleFor = time.Second
)

// Backend is one instance that takes traffic, from [Pool.Add] until
// [Pool.Drain] or [Pool.Remove]. A restarted instance is a new Backend, even
// on the same address.
type Backend struct {
	instance  int
	addr      string
	inFlight  gauge
	conns     connections
	plain     *wire.Client    // for requests that take the lane
	transport *http.Transport // for all others
	cut       atomic.Bool     // its requests in flight were broken off on purpose
}

// newBackend gives each instance connections of its own, so that they can be
// closed without touching those of the others.
func newBackend(instance int, addr string) *Backend {
	b := &Backend{instance: instance, addr: addr}
	b.plain = wire.NewClient(b.dial, idleFor)
	b.transport = &http.Transport{
		// Proxy stays nil: HTTP_PROXY in the runner's environment is not
		// meant for a process on this machine.
		DialContext:           func(ctx context.Context, _, _ string) (net.Conn, error) { return b.dial(ctx) },
		MaxIdleConnsPerHost:   idlePerBackend,
		IdleConnTimeout:       idleFor,
		ExpectContinueTimeout: time.Second,
		// The client's Accept-Encoding goes through as it is, and so does
		// what the instance answers to it.
		DisableCompression: true,
	}
	return b
}

func (b *Backend) dial(ctx context.Context) (net.Conn, error) {
	c, err := (&net.Dialer{Timeout: dialTimeout}).DialContext(ctx, "tcp", b.addr)
	if err != nil {
		return nil, err
	}
	return b.conns.track(c.(*net.TCPConn))
}

// InFlight is the number of requests that the instance is working on at this
// moment. An upgraded connection (a WebSocket) counts as one until it closes.
func (b *Backend) InFlight() int { return b.inFlight.count() }

// send makes one attempt on this instance with a request that the reverse
// proxy has prepared.
func (b *Backend) send(req *http.Request) (*http.Response, error) {
	out := req.WithContext(req.Context()) // a shallow copy: a RoundTripper must not change its request
	url := *req.URL
	url.Host = b.addr
	out.URL = &url
	return b.transport.RoundTrip(out)
}

// sendPlain makes one attempt with a request that takes the lane.
func (b *Backend) sendPlain(w http.ResponseWriter, r *http.Request) (*http.Response, error) {
	return b.plain.Do(r.Context(), wire.Request{
		Method:    r.Method,
		WriteHead: func(out *bufio.Writer) { writeHead(out, r) },
		Interim:   func(status int, h http.Header) { passInterim(w, status, h) },
	})
}

// retire is for an instance that gets no more requests.
func (b *Backend) retire() {
	b.plain.Close()
	b.transport.CloseIdleConnections()
}
