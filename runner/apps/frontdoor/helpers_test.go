package frontdoor_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor"
	"workshop.example/processes/tests/platformtest"
)

// longHold is longer than any test.
const longHold = time.Hour

// openDoor opens a door on a port of its own. After the test it is closed, and
// none of this package's goroutines may be left.
func openDoor(t *testing.T, opts frontdoor.Options) *frontdoor.Door {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	if opts.App == "" {
		opts.App = "hello-world"
	}
	door := frontdoor.Open(ln, opts)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), platformtest.Patience(t))
		defer cancel()
		assert.NoError(t, door.Close(ctx))
		noneOfOurs(t)
	})
	return door
}

// noneOfOurs must hold after Close. A goroutine that has said its last word
// may still be on its way out, hence the wait.
func noneOfOurs(t *testing.T) {
	t.Helper()
	assert.Eventually(t, func() bool { return len(ourGoroutines()) == 0 }, platformtest.Patience(t), pollEvery,
		"a goroutine outlived Close")
}

// ourGoroutines are the stacks of goroutines that run, or were started by, the
// package's own code (the tests' functions are in frontdoor_test).
func ourGoroutines() []string {
	buf := make([]byte, 4<<20)
	var ours []string
	for stack := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if strings.Contains(stack, "runner/apps/frontdoor.") || strings.Contains(stack, "frontdoor/internal/wire.") {
			ours = append(ours, stack)
		}
	}
	return ours
}

// service starts an instance in this process and returns its host:port.
func service(t *testing.T, h http.HandlerFunc) (*httptest.Server, string) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s, s.Listener.Addr().String()
}

// saying is a service that always says the same.
func saying(words string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, words) }
}

// refusing is an address at which nobody listens.
func refusing(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	return ln.Addr().String()
}

// client is an HTTP client with connections of its own.
func client(t *testing.T) *http.Client {
	t.Helper()
	tr := &http.Transport{MaxIdleConnsPerHost: 64}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, Timeout: platformtest.Patience(t)}
}

func url(door *frontdoor.Door) string { return "http://" + door.Addr().String() }

type answer struct {
	status int
	header http.Header
	body   string
	err    error
}

func do(c *http.Client, req *http.Request) answer {
	res, err := c.Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, string(body), err}
}

func get(c *http.Client, url string) answer {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return answer{err: err}
	}
	return do(c, req)
}

// getSoon asks in the background.
func getSoon(c *http.Client, url string) <-chan answer {
	got := make(chan answer, 1)
	go func() { got <- get(c, url) }()
	return got
}

// receive waits for a value that must come.
func receive[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(platformtest.Patience(t)):
		require.FailNow(t, "never happened: "+what)
		panic("unreachable")
	}
}

// within is a context that ends with the test's patience.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), platformtest.Patience(t))
	t.Cleanup(cancel)
	return ctx
}
