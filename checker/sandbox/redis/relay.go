package redis

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/system/platform"
)

// relay passes bytes on between one address and another. Closed, it refuses
// connections, and can be opened again at the same address.
type relay struct {
	addr   string // where it listens
	port   int
	target string
	clock  *patience.Clock

	mu       sync.Mutex
	listener net.Listener // nil while closed
	conns    map[net.Conn]bool
	met      int
	running  sync.WaitGroup
}

// openRelay opens one at a free port.
func openRelay(target string, clock *patience.Clock) (*relay, error) {
	held, err := platform.ReservePorts(1)
	if err != nil {
		return nil, err
	}
	r := &relay{port: held.First, addr: fmt.Sprintf("127.0.0.1:%d", held.First), target: target, clock: clock, conns: map[net.Conn]bool{}}
	held.ReleaseAll()
	return r, r.open()
}

func (r *relay) open() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.listener != nil {
		return nil
	}
	listener, err := platform.ListenLoopback(r.port)
	if err != nil {
		return err
	}
	r.listener = listener
	r.running.Go(func() { r.accept(listener) })
	return nil
}

func (r *relay) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return // closed
		}
		if !r.note(listener, client) {
			return
		}
		r.running.Go(func() { r.pass(listener, client) })
	}
}

// note remembers a connection, to be cut when the relay closes, and says
// whether it is still open.
func (r *relay) note(listener net.Listener, conn net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.listener != listener {
		_ = conn.Close()
		return false
	}
	r.conns[conn] = true
	return true
}

func (r *relay) forget(conn net.Conn) {
	_ = conn.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.conns, conn)
}

// pass carries bytes both ways until one side ends.
func (r *relay) pass(listener net.Listener, client net.Conn) {
	defer r.forget(client)
	server, err := r.dial()
	if err != nil || !r.note(listener, server) {
		return
	}
	defer r.forget(server)
	r.mu.Lock()
	r.met++
	r.mu.Unlock()
	var both sync.WaitGroup
	for from, to := range map[net.Conn]net.Conn{client: server, server: client} {
		both.Go(func() {
			_, _ = io.Copy(to, from)
			_ = to.Close()
			_ = from.Close()
		})
	}
	both.Wait()
}

func (r *relay) dial() (net.Conn, error) {
	ctx, cancel := r.clock.Within(context.Background(), patience.RedisConnect)
	defer cancel()
	return (&net.Dialer{}).DialContext(ctx, "tcp", r.target)
}

// close refuses new connections, and returns when the last one is cut.
func (r *relay) close() {
	r.mu.Lock()
	if r.listener != nil {
		_ = r.listener.Close()
		r.listener = nil
	}
	for conn := range r.conns {
		_ = conn.Close()
	}
	r.mu.Unlock()
	r.running.Wait()
}

func (r *relay) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.met
}
