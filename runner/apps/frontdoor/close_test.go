package frontdoor_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor"
	"workshop.example/processes/tests/platformtest"
)

// pollEvery is for conditions that give no signal.
const pollEvery = time.Millisecond

// waiting counts the requests that wait for an instance.
func waiting() int {
	n := 0
	for _, stack := range ourGoroutines() {
		if strings.Contains(stack, ").board(") {
			n++
		}
	}
	return n
}

// openDoorUnchecked is for tests that close the door themselves, their way.
func openDoorUnchecked(t *testing.T) *frontdoor.Door {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	door := frontdoor.Open(ln, frontdoor.Options{App: "hello-world"})
	t.Cleanup(func() { _ = door.Close(within(t)) })
	return door
}

// holding is a service that answers when it is told to.
func holding(t *testing.T) (addr string, arrived chan struct{}, letGo chan struct{}) {
	arrived, letGo = make(chan struct{}, 8), make(chan struct{})
	_, addr = service(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		select {
		case <-letGo:
			_, _ = w.Write([]byte("done"))
		case <-r.Context().Done():
		}
	})
	return addr, arrived, letGo
}

func TestDrainWaitsForASlowRequestAndSendsNoMore(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	addr, arrived, letGo := holding(t)
	old := door.Add(0, addr)
	c := client(t)
	slow := getSoon(c, url(door))
	receive(t, arrived, "the slow request arrives")

	drained := make(chan error, 1)
	go func() { drained <- door.Drain(within(t), old) }()
	_, fresh := service(t, saying("new"))
	door.Add(0, fresh)
	require.Eventually(t, draining, platformtest.Patience(t), pollEvery)
	for range 5 {
		assert.Equal(t, "new", get(c, url(door)).body)
	}
	assert.Empty(t, drained, "one is still in flight")
	assert.Equal(t, 1, old.InFlight())

	close(letGo)
	assert.Equal(t, "done", receive(t, slow, "the slow answer").body)
	assert.NoError(t, receive(t, drained, "drained"))
}

func draining() bool { return strings.Contains(strings.Join(ourGoroutines(), ""), ").Drain(") }

func TestCloseFinishesWhatIsInFlight(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	addr, arrived, letGo := holding(t)
	door.Add(0, addr)
	slow := getSoon(client(t), url(door))
	receive(t, arrived, "the slow request arrives")
	closed := make(chan error, 1)
	go func() { closed <- door.Close(within(t)) }()
	require.Eventually(t, func() bool {
		conn, err := net.Dial("tcp", door.Addr().String())
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	}, platformtest.Patience(t), pollEvery, "no new connections")
	assert.Empty(t, closed, "one is still in flight")
	close(letGo)
	assert.Equal(t, "done", receive(t, slow, "the slow answer").body)
	assert.NoError(t, receive(t, closed, "closed"))
}

func TestCloseBreaksOffWhenTimeIsUp(t *testing.T) {
	door := openDoorUnchecked(t)
	addr, arrived, _ := holding(t)
	door.Add(0, addr)
	slow := getSoon(client(t), url(door))
	receive(t, arrived, "the slow request arrives")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := door.Close(ctx)
	assert.ErrorIs(t, err, context.Canceled)
	assert.EqualError(t, err, "1 request was still in flight and was cut off: context canceled")
	assert.Error(t, receive(t, slow, "the slow request ends").err)
	noneOfOurs(t)
	assert.ErrorIs(t, door.Close(within(t)), context.Canceled, "a second call says the same")
}

// HTTP clients and browsers open connections in advance. net/http alone would
// wait five seconds for each.
func TestCloseDoesNotWaitForConnectionsWithoutARequest(t *testing.T) {
	platformtest.Soon(t, 4*time.Second, func() {
		door := openDoorUnchecked(t)
		conn, err := net.Dial("tcp", door.Addr().String())
		require.NoError(t, err)
		defer conn.Close()
		get(client(t), url(door)) // connections are accepted in order: the first one has been
		assert.NoError(t, door.Close(within(t)))
	})
}
