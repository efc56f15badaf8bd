package frontdoor

import (
	"net"
	"sync"
)

// connections are those that are open to one instance, whoever uses them: the
// lane, the transport, or an upgrade that has outlived its request. Knowing
// them all is what makes it possible to cut them.
type connections struct {
	mu   sync.Mutex
	open map[*tracked]struct{}
	cut  bool
}

// tracked is a connection that says when it is closed.
type tracked struct {
	*net.TCPConn
	of *connections
}

// track returns the connection to use, or, once all were cut, an error.
func (cs *connections) track(c *net.TCPConn) (net.Conn, error) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.cut {
		_ = c.Close()
		// As if refused: whoever gets this has sent nothing, and may go elsewhere.
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: c.RemoteAddr(), Err: net.ErrClosed}
	}
	if cs.open == nil {
		cs.open = map[*tracked]struct{}{}
	}
	t := &tracked{TCPConn: c, of: cs}
	cs.open[t] = struct{}{}
	return t, nil
}

func (t *tracked) Close() error {
	t.of.mu.Lock()
	delete(t.of.open, t)
	t.of.mu.Unlock()
	return t.TCPConn.Close()
}

// closeAll cuts what is open, and what is opened from now on.
func (cs *connections) closeAll() {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.cut = true
	for t := range cs.open {
		_ = t.TCPConn.Close()
	}
	cs.open = nil
}
