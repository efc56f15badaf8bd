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
// For one port before several apps, give a [Router] its rules and serve it
// with [OpenHandler]. A pool can be behind a door and a router at the same
// time.
//
// A request meets these on its way:
//
//	Port    accepts it, and waits for it when the port is closed
//	Router  picks the app by its path              (only with rules)
//	Pool    picks an instance, waits for one, asks another one if it must
//	lane    plain requests: passes them on         (nearly all)
//	ReverseProxy, http.Transport: all others       (bodies, upgrades, ...)
//
// The package knows addresses, not processes: who starts, watches and stops
// instances is no business of its own.
package frontdoor

import (
	"context"
	"net"
)

// Door is a [Pool] behind a [Port] of its own.
type Door struct {
	*Pool
	*Port
}

// Open serves ln at once, and owns it from now on. There is no instance yet:
// requests wait for one.
func Open(ln net.Listener, opts Options) *Door {
	pool := NewPool(opts)
	return &Door{Pool: pool, Port: OpenHandler(ln, pool, opts)}
}

// Close closes the port ([Port.Close]) and the unused connections to the
// instances.
func (d *Door) Close(ctx context.Context) error {
	err := d.Port.Close(ctx)
	d.closeIdle()
	return err
}
