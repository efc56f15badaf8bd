package wire_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor/internal/wire"
	"workshop.example/processes/tests/platformtest"
)

// service is what a client of the tests talks to.
type service struct {
	addr  string
	conns chan net.Conn // each one that was accepted
}

// serving starts a service that says words to each request. After that many
// requests on a connection it closes it.
func serving(t *testing.T, words string, lasts int) *service {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &service{addr: ln.Addr().String(), conns: make(chan net.Conn, 100)}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			s.conns <- conn
			go s.talk(conn, words, lasts)
		}
	}()
	return s
}

func (s *service) talk(conn net.Conn, words string, lasts int) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for range lasts {
		if _, err := http.ReadRequest(in); err != nil {
			return
		}
		if _, err := io.WriteString(conn, words); err != nil {
			return
		}
	}
}

const forever = 1 << 30

func newClient(t *testing.T, s *service) *wire.Client {
	c := wire.NewClient(func(ctx context.Context) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", s.addr)
	}, platformtest.Patience(t))
	t.Cleanup(c.CloseIdle)
	return c
}

func request(method string) wire.Request {
	return wire.Request{Method: method, WriteHead: func(out *bufio.Writer) {
		_, _ = out.WriteString(method + " / HTTP/1.1\r\nHost: x\r\n\r\n")
	}}
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), platformtest.Patience(t))
	t.Cleanup(cancel)
	return ctx
}

// ask reads the whole answer.
func ask(t *testing.T, c *wire.Client, method string) (*http.Response, string) {
	t.Helper()
	res, err := c.Do(within(t), request(method))
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return res, string(body)
}

func TestAConnectionIsKeptWhenItsAnswerHasACertainEnd(t *testing.T) {
	for name, c := range map[string]struct {
		method, answer string
		body           string
		kept           bool
	}{
		"length":              {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi", true},
		"length zero":         {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", true},
		"chunks":              {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", "hi", true},
		"chunks and trailers": {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n", "hi", true},
		"HEAD":                {"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", "", true},
		"HEAD of chunks":      {"HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "", true},
		"204":                 {"GET", "HTTP/1.1 204 No Content\r\n\r\n", "", true},
		"304":                 {"GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", "", true},
		"103 before":          {"GET", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi", true},
		"100 before":          {"GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi", true},
		"1.0, keep-alive":     {"GET", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", "hi", true},
		"1.0":                 {"GET", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi", false},
		"Connection: close":   {"GET", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi", "hi", false},
		"bytes behind it":     {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\n\r\n", "hi", false},
		"body to a HEAD":      {"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "", false},
		"body to a 204":       {"GET", "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nhi", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := serving(t, c.answer, forever)
			client := newClient(t, s)
			for range 3 {
				_, body := ask(t, client, c.method)
				assert.Equal(t, c.body, body)
			}
			want := 3
			if c.kept {
				want = 1
			}
			assert.Len(t, s.conns, want, "connections for three requests")
		})
	}
}

func TestABodyWithoutALengthEndsWithTheConnection(t *testing.T) {
	s := serving(t, "HTTP/1.1 200 OK\r\n\r\nall of it", 1)
	client := newClient(t, s)
	for range 2 {
		res, body := ask(t, client, "GET")
		assert.Equal(t, "all of it", body)
		assert.EqualValues(t, -1, res.ContentLength)
	}
	assert.Len(t, s.conns, 2)
}

func TestAConnectionIsNotKeptWhenItsAnswerWasNotReadToTheEnd(t *testing.T) {
	s := serving(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", forever)
	client := newClient(t, s)
	for range 2 {
		res, err := client.Do(within(t), request("GET"))
		require.NoError(t, err)
		_, err = io.ReadFull(res.Body, make([]byte, 2)) // all that has come so far
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.NoError(t, res.Body.Close(), "a second time it does nothing")
		_, err = res.Body.Read(make([]byte, 1))
		assert.ErrorIs(t, err, http.ErrBodyReadAfterClose)
	}
	assert.Len(t, s.conns, 2)
}

func TestClosingAnEndlessAnswerDoesNotWaitForItsEnd(t *testing.T) {
	s := serving(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", forever)
	res, err := newClient(t, s).Do(within(t), request("GET"))
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	_, err = (<-s.conns).Read(make([]byte, 1))
	assert.Error(t, err, "the service sees the end")
}

func TestTrailersAreThereAfterTheBody(t *testing.T) {
	s := serving(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 42\r\n\r\n", forever)
	res, _ := ask(t, newClient(t, s), "GET")
	assert.Equal(t, "42", res.Trailer.Get("X-Sum"))
}

func TestInterimAnswersAreTold(t *testing.T) {
	s := serving(t, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", forever)
	req := request("GET")
	var told []int
	req.Interim = func(status int, h http.Header) {
		told = append(told, status)
		assert.Equal(t, "x", h.Get("Link"))
	}
	res, err := newClient(t, s).Do(within(t), req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, []int{103}, told, "nobody asked for a 100")
}

func TestAnswersThatAreNoneAreErrors(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		want   string
	}{
		"nothing":           {"", "unexpected EOF"},
		"half a head":       {"HTTP/1.1 200 OK\r\nContent-Le", "unexpected EOF"},
		"another protocol":  {"220 mail.example ready\r\n", "malformed HTTP"},
		"unasked upgrade":   {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "which nobody asked for"},
		"no such status":    {"HTTP/1.1 042 Hm\r\nContent-Length: 0\r\n\r\n", "malformed HTTP"},
		"two lengths":       {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nhi", "Content-Length"},
		"endless head":      {"HTTP/1.1 200 OK\r\n" + strings.Repeat("X: "+strings.Repeat("y", 1000)+"\r\n", 1100), "larger than 1 MiB"},
		"endless interims":  {strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", 30000), "larger than 1 MiB"},
		"endless head line": {"HTTP/1.1 200 " + strings.Repeat("y", 2<<20), "larger than 1 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serving(t, c.answer, 1)
			_, err := newClient(t, s).Do(within(t), request("GET"))
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestABodyThatBreaksOffIsAnError(t *testing.T) {
	for name, answer := range map[string]string{
		"length": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi",
		"chunks": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			res, err := newClient(t, serving(t, answer, 1)).Do(within(t), request("GET"))
			require.NoError(t, err)
			defer res.Body.Close()
			_, err = io.ReadAll(res.Body)
			assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
		})
	}
}

func TestTheEndOfTheContextClosesTheConnection(t *testing.T) {
	for name, answer := range map[string]string{
		"while the answer is awaited": "",
		"while its body is read":      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi",
	} {
		t.Run(name, func(t *testing.T) {
			s := serving(t, answer, forever)
			ctx, cancel := context.WithCancel(context.Background())
			failed := make(chan error, 1)
			go func() {
				res, err := newClient(t, s).Do(ctx, request("GET"))
				if err == nil {
					_, err = io.ReadAll(res.Body)
					_ = res.Body.Close()
				}
				failed <- err
			}()
			<-s.conns
			cancel()
			select {
			case err := <-failed:
				assert.Error(t, err)
			case <-time.After(platformtest.Patience(t)):
				require.FailNow(t, "Do goes on waiting")
			}
		})
	}
}
