package wire

import (
	"context"
	"net"
	"slices"
	"sync"
	"time"
)

// This file owns the connections that wait for a request.

// lookAfter is how long a connection may have lain before it is looked at: has
// the service closed it meanwhile? The look is a system call, which under load,
// when none lies longer than this, would be one in six.
const lookAfter = 10 * time.Millisecond

// Client keeps connections to one address. Its methods may be called by many
// goroutines at once.
type Client struct {
	dial    func(context.Context) (net.Conn, error)
	idleFor time.Duration

	mu     sync.Mutex
	idle   []*conn     // the one that lay longest comes first
	sweep  *time.Timer // nil while none is idle
	closed bool
}

// NewClient returns a client that opens connections with dial and closes those
// that nobody has used for idleFor. It has none yet.
func NewClient(dial func(context.Context) (net.Conn, error), idleFor time.Duration) *Client {
	return &Client{dial: dial, idleFor: idleFor}
}

// take is the connection used last, whose memory is warmest, or a new one.
func (c *Client) take(ctx context.Context) (*conn, error) {
	for {
		kept := c.pop()
		if kept == nil {
			nc, err := c.dial(ctx)
			if err != nil {
				return nil, err
			}
			return newConn(nc), nil
		}
		lain := time.Since(kept.idle)
		if lain < c.idleFor && (lain < lookAfter || quiet(kept.Conn)) {
			return kept, nil
		}
		_ = kept.Close()
	}
}

func (c *Client) pop() *conn {
	c.mu.Lock()
	defer c.mu.Unlock()
	last := len(c.idle) - 1
	if last < 0 {
		return nil
	}
	kept := c.idle[last]
	c.idle[last] = nil
	c.idle = c.idle[:last]
	return kept
}

func (c *Client) keep(conn *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		_ = conn.Close()
		return
	}
	conn.idle = time.Now()
	c.idle = append(c.idle, conn)
	if c.sweep == nil {
		c.sweep = time.AfterFunc(c.idleFor, c.closeOld)
	}
}

func (c *Client) closeOld() {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := 0
	for old < len(c.idle) && time.Since(c.idle[old].idle) >= c.idleFor {
		_ = c.idle[old].Close()
		old++
	}
	c.idle = slices.Delete(c.idle, 0, old)
	if len(c.idle) == 0 {
		c.sweep = nil
		return
	}
	c.sweep.Reset(c.idleFor - time.Since(c.idle[0].idle))
}

// CloseIdle closes the connections that wait for a request. More may come
// back.
func (c *Client) CloseIdle() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range c.idle {
		_ = conn.Close()
	}
	c.idle = nil
	if c.sweep != nil {
		c.sweep.Stop()
		c.sweep = nil
	}
}

// Close closes the idle connections, and from now on each of the others as
// soon as its answer was read. Requests are still possible, on a connection of
// their own each.
func (c *Client) Close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.CloseIdle()
}
