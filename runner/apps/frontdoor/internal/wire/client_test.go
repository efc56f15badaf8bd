package wire_test

import (
	"context"
	"errors"
	"io"
	"net"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor/internal/wire"
	"workshop.example/processes/tests/platformtest"
)

const hi = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

func TestThatNobodyListensIsTheDialersError(t *testing.T) {
	refused := errors.New("refused")
	c := wire.NewClient(func(context.Context) (net.Conn, error) { return nil, refused }, time.Second)
	_, err := c.Do(within(t), request("GET"))
	assert.ErrorIs(t, err, refused)
}

func TestRequestsAtOnceHaveAConnectionEach(t *testing.T) {
	s := serving(t, hi, forever)
	c := newClient(t, s)
	first, err := c.Do(within(t), request("GET"))
	require.NoError(t, err)
	ask(t, c, "GET")
	_, err = io.ReadAll(first.Body)
	require.NoError(t, err)
	require.NoError(t, first.Body.Close())
	ask(t, c, "GET")
	assert.Len(t, s.conns, 2)
}

// A service that is stopped closes its idle connections. Whoever used one
// would fail for no good reason.
func TestAnIdleConnectionThatHasEndedIsFoundOut(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("cannot be told there without using it")
	}
	for name, happens := range map[string]func(net.Conn) error{
		"closed":        net.Conn.Close,
		"half closed":   func(c net.Conn) error { return c.(*net.TCPConn).CloseWrite() },
		"reset":         func(c net.Conn) error { _ = c.(*net.TCPConn).SetLinger(0); return c.Close() },
		"unasked bytes": func(c net.Conn) error { _, err := io.WriteString(c, "x"); return err },
	} {
		t.Run(name, func(t *testing.T) {
			ours, theirs := pair(t)
			require.True(t, wire.Quiet(ours))
			require.NoError(t, happens(theirs))
			assert.Eventually(t, func() bool { return !wire.Quiet(ours) }, platformtest.Patience(t), time.Millisecond)
		})
	}
}

// pair is both ends of a connection.
func pair(t *testing.T) (ours, theirs net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	ours, err = net.Dial("tcp", ln.Addr().String())
	require.NoError(t, err)
	theirs, err = ln.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { _ = ours.Close(); _ = theirs.Close() })
	return ours, theirs
}

func TestIdleConnectionsAreClosedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ends []net.Conn
		c := wire.NewClient(func(context.Context) (net.Conn, error) {
			ours, theirs := net.Pipe()
			ends = append(ends, theirs)
			go (&service{}).talk(theirs, hi, forever)
			return ours, nil
		}, time.Second)
		first, err := c.Do(t.Context(), request("GET"))
		require.NoError(t, err)
		ask(t, c, "GET") // on a second connection
		<-time.After(600 * time.Millisecond)
		_, err = io.ReadAll(first.Body)
		require.NoError(t, err)
		require.NoError(t, first.Body.Close())
		require.Len(t, ends, 2)

		<-time.After(500 * time.Millisecond)
		synctest.Wait()
		assert.True(t, ended(ends[1]), "unused for more than a second")
		assert.False(t, ended(ends[0]), "unused for half a second")
		<-time.After(600 * time.Millisecond)
		synctest.Wait()
		assert.True(t, ended(ends[0]))
		ask(t, c, "GET")
		assert.Len(t, ends, 3)
		c.CloseIdle()
		synctest.Wait()
		assert.True(t, ended(ends[2]))
	})
}

// ended says whether an end of a net.Pipe was closed by either side.
func ended(c net.Conn) bool { return c.SetDeadline(time.Time{}) != nil }

func TestAfterCloseNoConnectionIsKept(t *testing.T) {
	s := serving(t, hi, forever)
	c := newClient(t, s)
	ask(t, c, "GET")
	inFlight, err := c.Do(within(t), request("GET"))
	require.NoError(t, err)
	c.Close()
	_, err = io.ReadAll(inFlight.Body)
	require.NoError(t, err, "what is in flight goes on")
	require.NoError(t, inFlight.Body.Close())
	ask(t, c, "GET")
	require.Len(t, s.conns, 2)
	for range 2 {
		_, err := (<-s.conns).Read(make([]byte, 1))
		assert.Error(t, err, "the service sees the end")
	}
}
