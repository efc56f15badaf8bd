package twelve

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/services/internal/servicetest"
)

// serving starts a process's listener inside the test. It gives the address,
// the means to stop it, and what Serve returned.
func serving(t *testing.T, p *Process, handler http.HandlerFunc) (addr string, stop func(), ended <-chan error) {
	t.Helper()
	t.Setenv("HOST", "")
	logged, log := io.Pipe()
	p.Log = newLog(log)
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- p.Serve(ctx, 0, handler) }()
	reader := bufio.NewReader(logged)
	line, err := reader.ReadString('\n')
	require.NoError(t, err)
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	t.Cleanup(func() { cancel(); _ = logged.Close() })
	_, rest, _ := strings.Cut(line, "url=http://")
	return strings.Fields(rest)[0], cancel, result
}

// connected is a connection that the server has accepted.
func connected(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	response, err := http.Get("http://" + addr) // Accepted after the one above.
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return conn
}

// refused waits until the listener is gone.
func refused(t *testing.T, addr string) {
	t.Helper()
	require.Eventually(t, func() bool {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	}, servicetest.Patience(t), time.Millisecond)
}

func TestRequestThatComesLateOnAnOpenConnectionIsAnswered(t *testing.T) {
	p := &Process{Instance: "0", silentGrace: time.Minute}
	addr, stop, ended := serving(t, p, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "here") })
	conn := connected(t, addr)
	stop()
	refused(t, addr)

	_, err := fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: here\r\n\r\n")
	require.NoError(t, err)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	defer response.Body.Close()
	assert.Equal(t, 200, response.StatusCode)
	assert.True(t, response.Close, "it is the last one on its connection")
	assert.NoError(t, <-ended)
}

func TestSilentConnectionIsHungUpOn(t *testing.T) {
	p := &Process{Instance: "0", silentGrace: time.Millisecond}
	addr, stop, ended := serving(t, p, func(http.ResponseWriter, *http.Request) {})
	conn := connected(t, addr)
	stop()

	assert.NoError(t, <-ended)
	_, err := conn.Read(make([]byte, 1))
	assert.ErrorIs(t, err, io.EOF)
}

func TestServeWaitsForTheRequestUnderWay(t *testing.T) {
	p := &Process{Instance: "0", silentGrace: time.Millisecond}
	inside, release := make(chan bool), make(chan bool)
	addr, stop, ended := serving(t, p, func(w http.ResponseWriter, _ *http.Request) {
		inside <- true
		<-release
		fmt.Fprint(w, "done")
	})
	answer := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + addr)
		if err != nil {
			answer <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		answer <- string(body)
	}()
	<-inside
	stop()
	refused(t, addr)
	select {
	case <-ended:
		require.Fail(t, "it did not wait")
	default:
	}
	close(release)
	assert.Equal(t, "done", <-answer)
	assert.NoError(t, <-ended)
}
