package twelve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

// This file owns the life of the listener: open, serve, drain, gone.

const (
	// drainLimit is longer than the longest request that a service here
	// promises to answer (30 s). A supervisor that is less patient sends
	// SIGKILL; that is its decision, not the service's.
	drainLimit = 35 * time.Second
	// silentGrace is how long a client that has connected but not asked for
	// anything may keep a stopping process waiting.
	silentGrace = 300 * time.Millisecond
)

// Serve listens on the port, answers requests, and returns nil once the
// context is done and the last request under way has been answered. It fails
// at once when the port cannot be had.
func (p *Process) Serve(ctx context.Context, port int, handler http.Handler) error {
	address := net.JoinHostPort(host(p.Log), strconv.Itoa(port))
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return ListenError(address, port, err)
	}
	open := newConnections()
	server := &http.Server{
		Handler:           p.dress(handler),
		ConnState:         open.watch,
		ReadHeaderTimeout: time.Minute, // also for a client, or a machine, that was suspended for a while
		WriteTimeout:      drainLimit,
		MaxHeaderBytes:    64 << 10,
		// Otherwise net/http would answer `OPTIONS *` past our headers.
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     slog.NewLogLogger(p.Log.Handler(), slog.LevelWarn),
	}
	p.Log.Info("listening", "url", "http://"+listener.Addr().String(), "instance", p.Instance, "pid", os.Getpid())

	accepting := make(chan error, 1)
	go func() { accepting <- server.Serve(listener) }()
	select {
	case err := <-accepting:
		return fmt.Errorf("stopped listening on %s: %w", address, err)
	case <-ctx.Done():
	}
	p.draining.Store(true)
	_ = listener.Close()
	<-accepting // From here on there are no new connections.
	return p.drain(server, open)
}

// drain waits for the requests under way, each the last one on its connection.
func (p *Process) drain(server *http.Server, open *connections) error {
	if n := p.inFlight.Load(); n > 0 {
		p.Log.Info("finishing what is under way", "requests", n)
	}
	server.SetKeepAlivesEnabled(false) // Closes the idle ones, too.
	grace := time.AfterFunc(p.silentGrace, open.hangUp)
	defer grace.Stop()
	if !open.wait(drainLimit) {
		_ = server.Close()
		return fmt.Errorf("gave up on requests that still ran %s after the signal", drainLimit)
	}
	return nil
}

// ListenError says in one line why the port cannot be had, and what to do. It
// is for a service that listens by itself; [Process.Serve] says it for others.
func ListenError(address string, port int, err error) error {
	if inUse(err) {
		return fmt.Errorf("port %d is already in use: another process listens on %s. Stop it, or choose another port with PORT", port, address)
	}
	if errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("port %d is not allowed for this user: choose one from 1024 up with PORT", port)
	}
	return fmt.Errorf("cannot listen on %s: %w", address, err)
}

// Healthz answers 200 while this process can serve, and 503 once it is
// stopping. It asks nothing of the backing services: a supervisor that
// restarts a process because its database is away helps nobody.
func (p *Process) Healthz(w http.ResponseWriter, _ *http.Request) {
	if p.draining.Load() {
		Unavailable(w, "This process is stopping.")
		return
	}
	fmt.Fprintln(w, "ok")
}
