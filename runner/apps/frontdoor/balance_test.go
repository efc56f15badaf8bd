package frontdoor_test

import (
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor"
)

func TestRequestsReachEveryInstanceInTurn(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	for i := range 3 {
		_, addr := service(t, saying(fmt.Sprint(i)))
		door.Add(i, addr)
	}
	c, order := client(t), ""
	for range 9 {
		order += get(c, url(door)).body
	}
	assert.Equal(t, "012012012", order)
}

func TestABusyInstanceIsSpared(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	arrived, letGo := make(chan struct{}, 1), make(chan struct{})
	_, slow := service(t, func(w http.ResponseWriter, _ *http.Request) {
		arrived <- struct{}{}
		<-letGo
	})
	busy := door.Add(0, slow)
	c := client(t)
	stuck := getSoon(c, url(door))
	receive(t, arrived, "the slow request arrives")
	assert.Equal(t, 1, busy.InFlight())

	_, quick := service(t, saying("quick"))
	door.Add(1, quick)
	for range 5 {
		assert.Equal(t, "quick", get(c, url(door)).body)
	}
	close(letGo)
	assert.Equal(t, 200, receive(t, stuck, "the slow answer").status)
}

// Instances come, are drained, die with and without a word, while clients keep
// asking. The numbers are bounded by requests, not by time.
func TestNoRequestFailsWhileInstancesComeAndGo(t *testing.T) {
	const clients, rounds, perRound = 8, 12, 600 // 14,400 requests at least
	door := openDoor(t, frontdoor.Options{Hold: longHold})
	_, steady := service(t, saying("steady"))
	door.Add(0, steady)

	var asked, failed atomic.Int64
	ticks := make(chan struct{}) // a client sends one for each answer
	stop := make(chan struct{})
	var load sync.WaitGroup
	for range clients {
		c := client(t)
		load.Go(func() {
			for {
				a := get(c, url(door))
				asked.Add(1)
				if a.err != nil || a.status != 200 {
					failed.Add(1)
					t.Logf("failed: %v %d %s", a.err, a.status, a.body)
				}
				select {
				case ticks <- struct{}{}:
				case <-stop:
					return
				}
			}
		})
	}
	for round := range rounds {
		comesAndGoes(t, door, round, func() {
			for range perRound {
				receive(t, ticks, "another answer")
			}
		})
	}
	close(stop)
	load.Wait()
	assert.GreaterOrEqual(t, asked.Load(), int64(2*rounds*perRound))
	assert.Zero(t, failed.Load(), "of %d requests", asked.Load())
}

// comesAndGoes adds an instance, lets it serve, and ends it in one of three ways.
func comesAndGoes(t *testing.T, door *frontdoor.Door, round int, serve func()) {
	cmd, addr := startPart(t, "frontdoor-service")
	b := door.Add(1, addr)
	serve()
	switch round % 3 {
	case 0: // stopped with notice
		drained := make(chan error, 1)
		go func() { drained <- door.Drain(within(t), b) }()
		serve()
		assert.NoError(t, receive(t, drained, "drained"))
		require.NoError(t, cmd.Process.Kill())
	case 1: // killed, noticed at once
		require.NoError(t, cmd.Process.Kill())
		door.Remove(b)
		serve()
	case 2: // killed, noticed late
		require.NoError(t, cmd.Process.Kill())
		serve()
		door.Remove(b)
	}
}

func TestRequestsPassThroughAsTheyWere(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	seen := make(chan *http.Request, 1)
	bodies := make(chan string, 1)
	_, addr := service(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies <- string(body)
		seen <- r
		w.Header().Set("Keep-Alive", "timeout=5")
		w.Header().Set("Trailer", "X-Sum")
		_, _ = io.WriteString(w, "body")
		w.Header().Set("X-Sum", "42")
	})
	door.Add(0, addr)

	big := make([]byte, 3<<20)
	for i := range big {
		big[i] = 'a' + byte(i%26)
	}
	req, err := http.NewRequest(http.MethodPut, url(door)+"/a%2Fb/?q=1;2&c", newReader(big))
	require.NoError(t, err)
	req.Host = "shop.example"
	req.Header.Set("Keep-Alive", "1")
	req.Header.Set("X-Forwarded-For", "6.6.6.6")
	res, err := client(t).Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)

	assert.Equal(t, string(big), receive(t, bodies, "the body"))
	r := receive(t, seen, "the request")
	assert.Equal(t, "/a%2Fb/?q=1;2&c", r.RequestURI)
	assert.Equal(t, "shop.example", r.Host)
	assert.Equal(t, "127.0.0.1", r.Header.Get("X-Forwarded-For"), "what a client claims is dropped")
	assert.Equal(t, "shop.example", r.Header.Get("X-Forwarded-Host"))
	assert.Equal(t, "http", r.Header.Get("X-Forwarded-Proto"))
	assert.Empty(t, r.Header.Get("Keep-Alive"), "hop by hop")
	assert.Equal(t, "body", string(body))
	assert.Empty(t, res.Header.Get("Keep-Alive"), "hop by hop")
	assert.Equal(t, "42", res.Trailer.Get("X-Sum"))
}
