//go:build !windows

package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/services/internal/servicetest"
)

// result is how a request that ran in the background ended.
type result struct {
	status int
	body   string
	err    error
}

// underWay starts a request and returns once the service has its connection.
func underWay(t *testing.T, base, path string) <-chan result {
	t.Helper()
	sent, done := make(chan struct{}), make(chan result, 1)
	request, err := http.NewRequest("GET", base+path, nil)
	require.NoError(t, err)
	trace := &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { close(sent) }}
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	go func() {
		response, err := client.Do(request.WithContext(httptrace.WithClientTrace(t.Context(), trace)))
		if err != nil {
			done <- result{err: err}
			return
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		done <- result{response.StatusCode, string(body), err}
	}()
	select {
	case <-sent:
	case end := <-done:
		require.Fail(t, "the request was not sent", "%v", end.err)
	}
	// Connections are accepted in order: once a later one is answered, the
	// service has the earlier one.
	later := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := later.Get(base + "/healthz")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return done
}

func TestSignalLetsTheRequestUnderWayFinish(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			p := servicetest.Start(t)
			url := p.URL(t)
			slow := underWay(t, url, "/slow?for=700ms")
			p.Signal(t, signal)
			p.Await(t, "msg=stopping")

			end := <-slow
			require.NoError(t, end.err)
			assert.Equal(t, 200, end.status)
			assert.Equal(t, "Answered after 700ms.\n", end.body)
			assert.Equal(t, 0, p.ExitCode(t))
			assert.Empty(t, p.Stderr.String())
			assert.Contains(t, p.Stdout.String(), "msg=stopped")
			_, err := http.Get(url)
			assert.Error(t, err, "it still listens")
		})
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	p := servicetest.Start(t)
	slow := underWay(t, p.URL(t), "/slow?for=30s")
	p.Terminate(t)
	p.Await(t, "msg=stopping")
	p.Terminate(t)

	assert.Equal(t, 143, p.ExitCode(t))
	assert.Error(t, (<-slow).err)
}

func TestClientThatAsksNothingDoesNotDelayTheEnd(t *testing.T) {
	servicetest.Soon(t, 3*time.Second, func() { // net/http alone would take five.
		p := servicetest.Start(t)
		conn, err := net.Dial("tcp", p.URL(t)[len("http://"):])
		require.NoError(t, err)
		defer conn.Close()
		ask(t, "GET", p.URL(t)+"/healthz") // It has accepted the silent one before this one.
		p.Terminate(t)
		assert.Equal(t, 0, p.ExitCode(t))
	})
}
