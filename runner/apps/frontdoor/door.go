// Package frontdoor shares one port out over the instances of an app that runs
// in cluster mode. It is an HTTP reverse proxy in the runner's own process, so
// it works for services in any language: each instance has a port of its own,
// and clients know the door's alone.
//
// The way in: [NewPool] for each such app, [OpenHandler] to serve it on the
// app's port, and [Pool.Add] whenever an instance is ready. An instance that is
// to be stopped goes through [Pool.Drain] first, and one that died through
// [Pool.Remove]. Then clients notice neither: see retry.go for which requests
// are repeated, and why only those. [Port.Close] ends it.
//
// For one port before several apps, give a [Router] its rules and serve that. A
// pool can have a port and be behind a router at the same time.
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
