package frontdoor_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor"
	"workshop.example/processes/tests/platformtest"
)

func newReader(b []byte) io.Reader { return struct{ io.Reader }{bytes.NewReader(b)} }

func TestAPostSurvivesAnInstanceThatRefuses(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	door.Add(0, refusing(t))
	_, addr := service(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
	door.Add(1, addr)
	c := client(t)
	for range 4 { // whichever is asked first
		res, err := c.Post(url(door), "text/plain", newReader([]byte("the body")))
		require.NoError(t, err)
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, "the body", string(body))
	}
}

// breaking reads the request and then breaks the connection.
func breaking(hits *atomic.Int64) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		_, _ = io.Copy(io.Discard, r.Body)
		panic(http.ErrAbortHandler)
	}
}

func TestAPostThatAnInstanceMayHaveReadIsNotSentAgain(t *testing.T) {
	logged := make(chan string, 1)
	door := openDoor(t, frontdoor.Options{Log: func(s string) { logged <- s }})
	var hits atomic.Int64
	for i := range 2 {
		_, addr := service(t, breaking(&hits))
		door.Add(i, addr)
	}
	res, err := client(t).Post(url(door), "text/plain", strings.NewReader("pay 10"))
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	assert.Equal(t, http.StatusBadGateway, res.StatusCode)
	assert.Contains(t, string(body), "the request was not sent again")
	assert.Equal(t, int64(1), hits.Load())
	assert.Contains(t, receive(t, logged, "a message"), "gave no answer to a POST")
}

func TestAGetGoesToAnotherInstanceWhenOneBreaks(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	var hits atomic.Int64
	_, bad := service(t, breaking(&hits))
	door.Add(0, bad)
	_, good := service(t, saying("good"))
	door.Add(1, good)
	c := client(t)
	for range 6 {
		assert.Equal(t, "good", get(c, url(door)).body)
	}
	assert.Positive(t, hits.Load(), "the breaking one was asked as well")
}

func TestABrokenGetPrefersEvenABusierInstance(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	arrived, letGo := make(chan struct{}, 1), make(chan struct{})
	_, good := service(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			arrived <- struct{}{}
			<-letGo
		}
		_, _ = io.WriteString(w, "good")
	})
	door.Add(0, good)
	c := client(t)
	slow := getSoon(c, url(door)+"/slow")
	receive(t, arrived, "the slow request arrives")
	var hits atomic.Int64
	_, bad := service(t, breaking(&hits))
	door.Add(1, bad)

	assert.Equal(t, "good", get(c, url(door)).body)
	assert.Equal(t, int64(1), hits.Load(), "it was asked first, having nothing to do, and not again")
	close(letGo)
	assert.Equal(t, "good", receive(t, slow, "the slow answer").body)
}

func TestAHandlerThatPanicsGetsItsRequestTwiceAtMost(t *testing.T) {
	for name, hold := range map[string]time.Duration{"with Hold": longHold, "without": 0} {
		t.Run(name, func(t *testing.T) {
			door := openDoor(t, frontdoor.Options{Hold: hold})
			var hits atomic.Int64
			_, addr := service(t, breaking(&hits))
			door.Add(0, addr)
			a := get(client(t), url(door))
			require.NoError(t, a.err)
			assert.Equal(t, http.StatusBadGateway, a.status)
			assert.Equal(t, int64(2), hits.Load())
		})
	}
}

// The only instance is killed with a request in flight. The request waits for
// the one that takes its place.
func TestAGetOutlivesTheOnlyInstance(t *testing.T) {
	door := openDoor(t, frontdoor.Options{Hold: longHold})
	cmd, addr := startPart(t, "frontdoor-service", "hang")
	b := door.Add(0, addr)
	asked := getSoon(client(t), url(door)+"/slow")
	require.Eventually(t, func() bool { return b.InFlight() == 1 }, platformtest.Patience(t), pollEvery)
	require.NoError(t, cmd.Process.Kill())
	require.Eventually(t, func() bool { return waiting() == 1 }, platformtest.Patience(t), pollEvery)
	door.Remove(b)

	_, addr = startPart(t, "frontdoor-service")
	door.Add(0, addr)
	a := receive(t, asked, "the answer of the next instance")
	require.NoError(t, a.err)
	assert.Equal(t, "Hello, World!\n", a.body)
}

func TestAGetThatKillsItsReaderDoesNotVisitThemAll(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	var hits atomic.Int64
	for i := range 5 {
		_, addr := service(t, breaking(&hits))
		door.Add(i, addr)
	}
	a := get(client(t), url(door))
	assert.Equal(t, http.StatusBadGateway, a.status)
	assert.Contains(t, a.body, "second to break off")
	assert.Equal(t, int64(2), hits.Load())
}

func TestAnInstanceThatSpeaksNoHTTPIsNamed(t *testing.T) {
	door := openDoor(t, frontdoor.Options{Hold: longHold})
	door.Add(0, rawService(t, "220 mail.example ready\r\n"))
	a := get(client(t), url(door))
	require.NoError(t, a.err)
	assert.Equal(t, http.StatusBadGateway, a.status)
	assert.Contains(t, a.body, "malformed HTTP")
}
