package frontdoor_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor"
	"workshop.example/processes/tests/platformtest"
)

// over is a context that has ended.
func over() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// What is cut had no answer yet. A GET may be asked again, a POST not.
func TestDrainCutsWhatIsInFlightWhenTimeIsUp(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	addr, arrived, letGo := holding(t)
	defer close(letGo) // the service itself does not learn that its POST was cut: nobody has read the body
	old := door.Add(0, addr)
	c := client(t)
	slowGet := getSoon(c, url(door))
	receive(t, arrived, "the GET arrives")
	slowPost := make(chan answer, 1)
	go func() {
		req, _ := http.NewRequest(http.MethodPost, url(door), strings.NewReader("pay 10"))
		slowPost <- do(c, req)
	}()
	receive(t, arrived, "the POST arrives")
	_, fresh := service(t, saying("new"))
	door.Add(0, fresh)

	err := door.Drain(over(), old)
	assert.ErrorIs(t, err, context.Canceled)
	var cut *frontdoor.CutError
	require.ErrorAs(t, err, &cut)
	assert.Equal(t, 2, cut.Requests)
	assert.EqualError(t, err, "2 requests were still in flight and were cut off: context canceled")

	assert.Equal(t, "new", receive(t, slowGet, "the GET has an answer").body)
	post := receive(t, slowPost, "the POST has an answer")
	assert.Equal(t, http.StatusBadGateway, post.status)
	assert.Contains(t, post.body, "it may have been carried out")
	require.Eventually(t, func() bool { return old.InFlight() == 0 }, platformtest.Patience(t), pollEvery)
	assert.Equal(t, "new", get(c, url(door)).body, "the old one is out of the pool")
}

func TestDrainOfAnIdleInstanceNeedsNoTime(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	_, addr := service(t, saying("hi"))
	b := door.Add(0, addr)
	get(client(t), url(door))
	require.Eventually(t, func() bool { return b.InFlight() == 0 }, platformtest.Patience(t), pollEvery)
	assert.NoError(t, door.Drain(over(), b))
}

// A reload: the client's one connection goes on while the instance behind it
// changes again and again.
func TestAKeepAliveClientDoesNotNoticeAReload(t *testing.T) {
	door := openDoor(t, frontdoor.Options{Hold: longHold})
	_, first := service(t, saying("0"))
	current := door.Add(0, first)
	c := client(t)
	opened := 0
	ask := func() answer {
		trace := &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
			if !info.Reused {
				opened++
			}
		}}
		req, err := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), trace), http.MethodGet, url(door), nil)
		require.NoError(t, err)
		return do(c, req)
	}
	require.Equal(t, "0", ask().body)
	for _, generation := range []string{"1", "2", "3"} {
		_, addr := service(t, saying(generation))
		next := door.Add(0, addr)
		require.NoError(t, door.Drain(within(t), current))
		for range 3 {
			a := ask()
			assert.NoError(t, a.err)
			assert.Equal(t, generation, a.body)
		}
		current = next
	}
	assert.Equal(t, 1, opened, "connections that the client opened")
}

// echoSocket is a WebSocket service, made with a library that checks what it
// is told.
func echoSocket(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"echo"}})
	if err != nil {
		return
	}
	defer conn.CloseNow()
	conn.SetReadLimit(1 << 20)
	for {
		kind, message, err := conn.Read(r.Context())
		if err != nil || conn.Write(r.Context(), kind, message) != nil {
			return
		}
	}
}

func dialSocket(t *testing.T, door *frontdoor.Door) *websocket.Conn {
	t.Helper()
	conn, res, err := websocket.Dial(within(t), url(door)+"/socket", &websocket.DialOptions{Subprotocols: []string{"echo"}})
	require.NoError(t, err)
	require.Equal(t, http.StatusSwitchingProtocols, res.StatusCode)
	t.Cleanup(func() { _ = conn.CloseNow() })
	conn.SetReadLimit(1 << 20)
	return conn
}

func say(t *testing.T, conn *websocket.Conn, message string) {
	t.Helper()
	require.NoError(t, conn.Write(within(t), websocket.MessageText, []byte(message)))
	_, heard, err := conn.Read(within(t))
	require.NoError(t, err)
	require.Equal(t, len(message), len(heard))
	require.Equal(t, message, string(heard))
}

func TestAWebSocketPasses(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	_, addr := service(t, echoSocket)
	b := door.Add(0, addr)
	conn := dialSocket(t, door)
	assert.Equal(t, "echo", conn.Subprotocol())
	say(t, conn, "hello")
	say(t, conn, strings.Repeat("long ", 100_000))
	assert.Equal(t, 1, b.InFlight())
	require.NoError(t, conn.Close(websocket.StatusNormalClosure, "bye"))
	assert.NoError(t, door.Drain(within(t), b))
}

// A WebSocket has no end of its own: it outlives a drain until the drain's
// time is up.
func TestAWebSocketOutlivesADrainUntilItsTimeIsUp(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	_, addr := service(t, echoSocket)
	b := door.Add(0, addr)
	conn := dialSocket(t, door)
	ctx, timeIsUp := context.WithCancel(context.Background())
	drained := make(chan error, 1)
	go func() { drained <- door.Drain(ctx, b) }()
	require.Eventually(t, draining, platformtest.Patience(t), pollEvery)
	say(t, conn, "still here")
	assert.Empty(t, drained)

	timeIsUp()
	err := receive(t, drained, "drained")
	assert.EqualError(t, err, "1 request was still in flight and was cut off: context canceled")
	_, _, err = conn.Read(within(t))
	assert.ErrorIs(t, err, io.EOF)
	require.Eventually(t, func() bool { return b.InFlight() == 0 }, platformtest.Patience(t), pollEvery)
}

func TestARefusedUpgradeIsAnOrdinaryAnswer(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	_, addr := service(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "not here", http.StatusForbidden) })
	door.Add(0, addr)
	_, res, err := websocket.Dial(within(t), url(door), nil)
	require.Error(t, err)
	assert.Equal(t, http.StatusForbidden, res.StatusCode)
}
