package servicetest

import (
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Redis is a real Redis server with a port of its own that stays the same when
// the server is stopped and started again. It keeps nothing on disk: started
// again, it is empty.
type Redis struct {
	// Addr is where it listens: "127.0.0.1:4711".
	Addr     string
	password string
	process  *Process
}

// NewRedis starts a redis-server of this machine; an empty password means
// none. Where there is no such program the test is skipped, except in CI,
// where the environment says CI=true and a skipped test would go unseen.
func NewRedis(t *testing.T, password string) *Redis {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("CI=true, but there is no redis-server on the PATH")
		}
		t.Skip("there is no redis-server on the PATH")
	}
	for range 3 { // Between our asking for a port and its taking it, another may come first.
		r := &Redis{Addr: FreeAddr(t), password: password}
		if r.start(t) {
			return r
		}
	}
	t.Fatal("redis-server did not start, three times")
	return nil
}

// Start starts the server again, empty, where it was before.
func (r *Redis) Start(t *testing.T) {
	t.Helper()
	require.True(t, r.start(t), "redis-server did not start again: %s", r.process.Stdout)
}

// start reports whether the server is up; it is not when its port was taken.
func (r *Redis) start(t *testing.T) bool {
	t.Helper()
	_, port, err := net.SplitHostPort(r.Addr)
	require.NoError(t, err)
	cmd := exec.Command("redis-server", "--bind", "127.0.0.1", "--port", port,
		"--save", "", "--appendonly", "no", "--dir", t.TempDir(), "--requirepass", r.password)
	r.process = launch(t, cmd)
	limit := time.After(Patience(t))
	for {
		changed := r.process.Stdout.changed()
		if strings.Contains(r.process.Stdout.String(), "Ready to accept connections") {
			return true
		}
		select {
		case <-changed:
		case <-r.process.ended:
			return false
		case <-limit:
			require.Fail(t, "redis-server does not get ready", r.process.Stdout.String())
		}
	}
}

// Stop ends the server at once, as a power cut would.
func (r *Redis) Stop() { r.process.Kill() }

// Process is the server's process.
func (r *Redis) Process() *Process { return r.process }

// FreeAddr is a loopback address on which nobody listens at this moment.
func FreeAddr(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

// SilentAddr is a loopback address that takes connections and never answers.
func SilentAddr(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String() // The system itself accepts, up to its backlog.
}

// Port is the port of an address.
func Port(t *testing.T, addr string) int {
	t.Helper()
	_, text, err := net.SplitHostPort(addr)
	require.NoError(t, err)
	port, err := strconv.Atoi(text)
	require.NoError(t, err)
	return port
}
