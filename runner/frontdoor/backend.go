package frontdoor

import (
	"net"
	"net/http"
	"time"
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
	transport *http.Transport
}

// newBackend gives each instance a transport of its own, so that its
// connections can be closed without touching those of the others.
func newBackend(instance int, addr string) *Backend {
	return &Backend{
		instance: instance,
		addr:     addr,
		transport: &http.Transport{
			// Proxy stays nil: HTTP_PROXY in the runner's environment is not
			// meant for a process on this machine.
			DialContext:           (&net.Dialer{Timeout: dialTimeout}).DialContext,
			MaxIdleConnsPerHost:   idlePerBackend,
			IdleConnTimeout:       idleFor,
			ExpectContinueTimeout: time.Second,
			// The client's Accept-Encoding goes through as it is, and so does
			// what the instance answers to it.
			DisableCompression: true,
		},
	}
}

// InFlight is the number of requests that the instance is working on at this
// moment. An upgraded connection (a WebSocket) counts as one until it closes.
func (b *Backend) InFlight() int { return b.inFlight.count() }

// send makes one attempt on this instance.
func (b *Backend) send(req *http.Request) (*http.Response, error) {
	out := req.WithContext(req.Context()) // a shallow copy: a RoundTripper must not change its request
	url := *req.URL
	url.Host = b.addr
	out.URL = &url
	return b.transport.RoundTrip(out)
}
