package twelve

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// connections are the server's open connections. A draining process waits for
// the last of them.
//
// [http.Server.Shutdown] would wait, too, but not as a client would like it:
// it drops a request that arrives on an open connection after it was called,
// and lets a client that has connected and asks nothing, as browsers do in
// advance, hold up the end for five seconds: longer than most supervisors wait
// before they kill.
type connections struct {
	mu     sync.Mutex
	silent map[net.Conn]bool // true until the first request on it
	closed chan struct{}     // holds a value after a connection has gone
}

func newConnections() *connections {
	return &connections{silent: map[net.Conn]bool{}, closed: make(chan struct{}, 1)}
}

// watch is the server's ConnState hook.
func (c *connections) watch(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.silent[conn] = true
	case http.StateActive, http.StateIdle:
		c.silent[conn] = false
	case http.StateClosed, http.StateHijacked:
		delete(c.silent, conn)
		select {
		case c.closed <- struct{}{}:
		default: // wait has not looked yet; one value is enough
		}
	}
}

// hangUp closes those on which nothing has been asked.
func (c *connections) hangUp() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn, silent := range c.silent {
		if silent {
			_ = conn.Close()
		}
	}
}

func (c *connections) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.silent)
}

// wait returns true once no connection is left, false when the limit comes
// first.
func (c *connections) wait(limit time.Duration) bool {
	late := time.NewTimer(limit)
	defer late.Stop()
	for c.count() > 0 {
		select {
		case <-c.closed:
		case <-late.C:
			return false
		}
	}
	return true
}
