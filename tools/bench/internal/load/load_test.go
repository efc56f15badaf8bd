package load_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
	"workshop.example/processes/tools/bench/internal/load"
)

// server counts requests and connections, and ends the load after enough.
type server struct {
	*httptest.Server
	requests, connections atomic.Int64
}

func serve(t *testing.T, handler http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		handler(w, r)
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.connections.Add(1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func (s *server) address() string { return strings.TrimPrefix(s.URL, "http://") }

// until returns a context that ends with the n-th call of done.
func until(t *testing.T, n int) (ctx context.Context, done func()) {
	ctx, cancel := context.WithTimeout(t.Context(), platformtest.Patience(t))
	t.Cleanup(cancel)
	var calls atomic.Int64
	return ctx, func() {
		if calls.Add(1) == int64(n) {
			cancel()
		}
	}
}

func TestEveryRequestIsCounted(t *testing.T) {
	ctx, done := until(t, 100)
	// Nobody is answered before all four have asked: the quickest could ask for
	// everything while the last one is not even there.
	var first sync.WaitGroup
	first.Add(4)
	var asked atomic.Int64
	s := serve(t, func(http.ResponseWriter, *http.Request) {
		if asked.Add(1) <= 4 {
			first.Done()
		}
		first.Wait()
		done()
	})
	r := load.Run(ctx, load.Plan{Address: s.address(), Clients: 4, KeepAlive: true})
	assert.EqualValues(t, s.requests.Load(), r.Asked)
	assert.Zero(t, r.Failed)
	assert.Len(t, r.Latencies, r.Asked)
	assert.Positive(t, r.PerSecond())
	assert.EqualValues(t, 4, s.connections.Load())
}

func TestWithoutKeepAliveEachRequestHasAConnection(t *testing.T) {
	ctx, done := until(t, 20)
	s := serve(t, func(http.ResponseWriter, *http.Request) { done() })
	r := load.Run(ctx, load.Plan{Address: s.address()})
	assert.EqualValues(t, r.Asked, s.connections.Load())
	assert.Zero(t, r.Failed)
}

func TestWhatIsNo200AndWhatBreaksOffIsAFailure(t *testing.T) {
	for name, c := range map[string]struct {
		handler  http.HandlerFunc
		patience time.Duration
		words    string
	}{
		"503":      {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, 0, "no 200"},
		"cut off":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0, "EOF"},
		"too slow": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, 50 * time.Millisecond, "timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, done := until(t, 3)
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				done()
				c.handler(w, r)
			})
			r := load.Run(ctx, load.Plan{Address: s.address(), KeepAlive: true, Patience: c.patience})
			if c.patience == 0 {
				assert.EqualValues(t, s.requests.Load(), r.Asked, "nothing is asked twice")
			} else { // its time may be over before the server has seen the request
				assert.LessOrEqual(t, s.requests.Load(), int64(r.Asked), "nothing is asked twice")
			}
			assert.Equal(t, r.Asked, r.Failed)
			assert.ErrorContains(t, r.Failure, c.words)
		})
	}
}

func TestARateIsKept(t *testing.T) {
	ctx, done := until(t, 15)
	s := serve(t, func(http.ResponseWriter, *http.Request) { done() })
	r := load.Run(ctx, load.Plan{Address: s.address(), Clients: 2, Rate: 50, KeepAlive: true})
	assert.LessOrEqual(t, r.Asked, 2+2*int(r.Took.Seconds()*50), "far from as fast as it can")
	assert.Positive(t, r.Asked)
}

func TestUntilWaitsForTheAnswerThatIsWanted(t *testing.T) {
	var asked atomic.Int64
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) < 3 {
			_, _ = w.Write([]byte("old"))
			return
		}
		_, _ = w.Write([]byte("new"))
	})
	body, err := load.Until(t.Context(), s.address(), func(b string) bool { return b == "new" })
	require.NoError(t, err)
	assert.Equal(t, "new", body)
}

func TestUntilSaysWhatCameInstead(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var once sync.Once
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("old")) })
	_, err := load.Until(ctx, s.address(), func(string) bool {
		once.Do(cancel)
		return false
	})
	require.ErrorIs(t, err, context.Canceled)
	assert.ErrorContains(t, err, `"old"`)
}
