package frontdoor_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor"
	"workshop.example/processes/tests/platformtest"
)

// rawService reads a request's first line and says the given words.
func rawService(t *testing.T, words string) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			_, _ = bufio.NewReader(conn).ReadString('\n')
			_, _ = io.WriteString(conn, words)
			_ = conn.Close()
		}
	}()
	return ln.Addr().String()
}

// echo switches protocols and then says back what it hears.
func echo(w http.ResponseWriter, _ *http.Request) {
	conn, rw, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	_, _ = io.Copy(conn, rw)
}

// upgrade opens an upgraded connection through the door.
func upgrade(t *testing.T, door *frontdoor.Door) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", door.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	require.NoError(t, err)
	in := bufio.NewReader(conn)
	res, err := http.ReadResponse(in, nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusSwitchingProtocols, res.StatusCode)
	return conn, in
}

func TestAnUpgradedConnectionPassesAndCountsUntilItCloses(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	_, addr := service(t, echo)
	b := door.Add(0, addr)
	conn, in := upgrade(t, door)
	for _, line := range []string{"one\n", "two\n"} {
		_, err := io.WriteString(conn, line)
		require.NoError(t, err)
		heard, err := in.ReadString('\n')
		require.NoError(t, err)
		assert.Equal(t, line, heard)
	}
	assert.Equal(t, 1, b.InFlight())

	require.NoError(t, conn.Close())
	require.NoError(t, door.Drain(within(t), b), "drained once it has closed")
	assert.Zero(t, b.InFlight())
}

func TestCloseBreaksOffAnUpgradedConnectionWhenTimeIsUp(t *testing.T) {
	door := openDoorUnchecked(t)
	_, addr := service(t, echo)
	b := door.Add(0, addr)
	_, in := upgrade(t, door)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	assert.ErrorIs(t, door.Close(ctx), context.Canceled)
	_, err := in.ReadByte()
	assert.Error(t, err, "the connection has ended")
	assert.Zero(t, b.InFlight())
	noneOfOurs(t)
}

func TestEventsArriveOneByOne(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	next := make(chan struct{})
	_, addr := service(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for range 3 {
			_, _ = io.WriteString(w, "data: tick\n")
			_ = http.NewResponseController(w).Flush()
			<-next
		}
	})
	door.Add(0, addr)
	res, err := client(t).Get(url(door))
	require.NoError(t, err)
	defer res.Body.Close()
	in := bufio.NewReader(res.Body)
	for range 3 { // the next one is only sent when this one has come
		line, err := in.ReadString('\n')
		require.NoError(t, err)
		assert.Equal(t, "data: tick\n", line)
		next <- struct{}{}
	}
}

func TestAClientThatVanishesCancelsItsRequest(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	arrived, cancelled := make(chan struct{}, 1), make(chan struct{}, 1)
	_, addr := service(t, func(_ http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-r.Context().Done()
		cancelled <- struct{}{}
	})
	b := door.Add(0, addr)
	ctx, vanish := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url(door), nil)
	require.NoError(t, err)
	gone := make(chan answer, 1)
	go func() { gone <- do(client(t), req) }()
	receive(t, arrived, "the request arrives")
	vanish()
	receive(t, cancelled, "the instance learns of it")
	assert.ErrorIs(t, receive(t, gone, "the client is gone").err, context.Canceled)
	require.NoError(t, door.Drain(within(t), b))
}

func TestAClientThatVanishesWhileItWaitsIsForgotten(t *testing.T) {
	door := openDoor(t, frontdoor.Options{Hold: longHold})
	conn, err := net.Dial("tcp", door.Addr().String())
	require.NoError(t, err)
	_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	require.NoError(t, err)
	require.Eventually(t, func() bool { return waiting() == 1 }, platformtest.Patience(t), pollEvery)
	require.NoError(t, conn.Close())
	require.Eventually(t, func() bool { return waiting() == 0 }, platformtest.Patience(t), pollEvery)
}
