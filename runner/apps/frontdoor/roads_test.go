package frontdoor_test

import (
	"bufio"
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor"
)

// A request takes one of two roads through the door: the lane or the reverse
// proxy. Nobody may see a difference. Here each case takes both.

// roads are headers that decide which road a request takes. The second names
// a header to be dropped that is not there.
var roads = map[string]string{
	"lane":  "",
	"proxy": "Connection: X-Nothing\r\n",
}

// talk opens a connection to the door and says something.
func talk(t *testing.T, addr net.Addr, words string) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", addr.String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, words)
	require.NoError(t, err)
	return conn, bufio.NewReader(conn)
}

// hear reads one answer to the end.
func hear(t *testing.T, in *bufio.Reader, method string) (*http.Response, string) {
	t.Helper()
	res, err := http.ReadResponse(in, &http.Request{Method: method})
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res, string(body)
}

// seeing is a service that hands out the requests it gets.
func seeing(t *testing.T) (addr string, seen chan *http.Request) {
	seen = make(chan *http.Request, 1)
	_, addr = service(t, func(_ http.ResponseWriter, r *http.Request) { seen <- r })
	return addr, seen
}

func TestPathsPassByteForByte(t *testing.T) {
	for road, header := range roads {
		t.Run(road, func(t *testing.T) {
			door := openDoor(t, frontdoor.Options{})
			addr, seen := seeing(t)
			door.Add(0, addr)
			for _, path := range []string{
				"/", "/a%2Fb/?q=1;2&c", "/a|b", "/%61", "/a/../b", "/a//b/", "/?", "/x?a=b?c", "//host/x", "/%E2%82%AC", "/a\"b", "/^{}",
			} {
				_, in := talk(t, door.Addr(), "GET "+path+" HTTP/1.1\r\nHost: x\r\n"+header+"\r\n")
				hear(t, in, "GET")
				assert.Equal(t, path, receive(t, seen, "the request").RequestURI)
			}
		})
	}
}

func TestHeadersOfRequests(t *testing.T) {
	for road, header := range roads {
		t.Run(road, func(t *testing.T) {
			door := openDoor(t, frontdoor.Options{})
			addr, seen := seeing(t)
			door.Add(0, addr)
			_, in := talk(t, door.Addr(), "GET / HTTP/1.1\r\nHost: shop.example\r\n"+header+
				"Keep-Alive: 1\r\nProxy-Connection: close\r\nProxy-Authorization: x\r\n"+
				"Forwarded: for=6.6.6.6\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Prefix: /evil\r\n"+
				"Accept: a\r\nAccept: b\r\nAccept-Encoding: br\r\nCookie: c=1\r\nX-Empty:\r\n\r\n")
			hear(t, in, "GET")
			r := receive(t, seen, "the request")
			assert.Equal(t, "shop.example", r.Host)
			assert.Equal(t, http.Header{
				"Accept": {"a", "b"}, "Accept-Encoding": {"br"}, "Cookie": {"c=1"}, "X-Empty": {""},
				"X-Forwarded-For": {"127.0.0.1"}, "X-Forwarded-Host": {"shop.example"}, "X-Forwarded-Proto": {"http"},
			}, r.Header)
		})
	}
}

func TestANamedHopByHopHeaderIsDropped(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	addr, seen := seeing(t)
	door.Add(0, addr)
	_, in := talk(t, door.Addr(), "GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, X-Mine\r\nX-Mine: 1\r\nX-Yours: 2\r\n\r\n")
	hear(t, in, "GET")
	r := receive(t, seen, "the request")
	assert.Empty(t, r.Header["X-Mine"])
	assert.Equal(t, []string{"2"}, r.Header["X-Yours"])
}

func TestAnswersPassAsTheyWere(t *testing.T) {
	for name, c := range map[string]struct {
		method, answer string
		status         int
		header         http.Header // without Date
		body           string
		trailer        http.Header
	}{
		"plain": {
			"GET", "200 OK\r\nContent-Type: text/x\r\nContent-Length: 2\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nVia: 1.1 x\r\n\r\nhi",
			200, http.Header{"Content-Type": {"text/x"}, "Content-Length": {"2"}, "Set-Cookie": {"a", "b"}, "Via": {"1.1 x"}}, "hi", nil,
		},
		"hop by hop": {
			"GET", "200 OK\r\nContent-Length: 2\r\nConnection: X-Mine, Keep-Alive\r\nX-Mine: 1\r\nKeep-Alive: timeout=5\r\nUpgrade: h2c\r\nProxy-Authenticate: x\r\n\r\nhi",
			200, http.Header{"Content-Length": {"2"}}, "hi", nil,
		},
		"no content type":    {"GET", "200 OK\r\nContent-Length: 6\r\n\r\n<html>", 200, http.Header{"Content-Length": {"6"}}, "<html>", nil},
		"HEAD":               {"HEAD", "200 OK\r\nContent-Length: 99\r\n\r\n", 200, http.Header{"Content-Length": {"99"}}, "", nil},
		"204":                {"GET", "204 No Content\r\nX: 1\r\n\r\n", 204, http.Header{"X": {"1"}}, "", nil},
		"304":                {"GET", "304 Not Modified\r\nEtag: x\r\n\r\n", 304, http.Header{"Etag": {"x"}}, "", nil},
		"500":                {"GET", "500 Oh\r\nContent-Length: 2\r\n\r\nno", 500, http.Header{"Content-Length": {"2"}}, "no", nil},
		"a status of no one": {"GET", "799 Odd\r\nContent-Length: 2\r\n\r\nno", 799, http.Header{"Content-Length": {"2"}}, "no", nil},
		"announced trailers": {
			"GET", "200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 42\r\n\r\n",
			200, http.Header{}, "hi", http.Header{"X-Sum": {"42"}},
		},
		"surprising trailers": {
			"GET", "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 42\r\n\r\n",
			200, http.Header{}, "hi", http.Header{"X-Sum": {"42"}},
		},
		"ends with the connection": {"GET", "200 OK\r\nConnection: close\r\n\r\nhi", 200, http.Header{"Content-Length": {"2"}}, "hi", nil},
	} {
		for road, header := range roads {
			t.Run(name+"/"+road, func(t *testing.T) {
				door := openDoor(t, frontdoor.Options{})
				door.Add(0, rawService(t, "HTTP/1.1 "+c.answer))
				_, in := talk(t, door.Addr(), c.method+" / HTTP/1.1\r\nHost: x\r\n"+header+"\r\n")
				res, body := hear(t, in, c.method)
				res.Header.Del("Date")
				want := maps.Clone(c.header)
				if len(res.TransferEncoding) > 0 {
					delete(want, "Content-Length") // how the body is framed is each hop's own affair
				}
				assert.Equal(t, c.status, res.StatusCode)
				assert.Equal(t, want, res.Header)
				assert.Equal(t, c.body, body)
				assert.Equal(t, c.trailer, res.Trailer)
			})
		}
	}
}

func TestInterimAnswersPass(t *testing.T) {
	for road, header := range roads {
		t.Run(road, func(t *testing.T) {
			door := openDoor(t, frontdoor.Options{})
			door.Add(0, rawService(t, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"))
			_, in := talk(t, door.Addr(), "GET / HTTP/1.1\r\nHost: x\r\n"+header+"\r\n")
			early, _ := hear(t, in, "GET")
			assert.Equal(t, http.StatusEarlyHints, early.StatusCode)
			assert.Equal(t, "</x>", early.Header.Get("Link"))
			res, body := hear(t, in, "GET")
			assert.Equal(t, 200, res.StatusCode)
			assert.Empty(t, res.Header.Get("Link"))
			assert.Equal(t, "hi", body)
		})
	}
}

func TestHalfAnAnswerIsNotTakenForTheWhole(t *testing.T) {
	for name, answer := range map[string]string{
		"length": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi",
		"chunks": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
	} {
		for road, header := range roads {
			t.Run(name+"/"+road, func(t *testing.T) {
				logged := make(chan string, 9)
				door := openDoor(t, frontdoor.Options{Log: func(s string) { logged <- s }})
				addr := rawService(t, answer)
				door.Add(3, addr)
				_, in := talk(t, door.Addr(), "GET /report HTTP/1.1\r\nHost: x\r\n"+header+"\r\n")
				// Nothing of a short answer need have come before it was cut.
				res, err := http.ReadResponse(in, nil)
				if err == nil {
					_, err = io.ReadAll(res.Body)
				}
				assert.Error(t, err)
				assert.Contains(t, receive(t, logged, "a message"), "hello-world: instance 3 at "+addr+": ")
			})
		}
	}
}

func TestPipelinedRequestsAreAnsweredInOrder(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	_, addr := service(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, io.MultiReader(strings.NewReader(r.URL.Path), r.Body))
	})
	door.Add(0, addr)
	_, in := talk(t, door.Addr(), "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"+
		"POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"+
		"GET /3 HTTP/1.1\r\nHost: x\r\n\r\n"+
		"POST /4 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nyo\r\n0\r\n\r\n"+
		"GET /5 HTTP/1.1\r\nHost: x\r\n\r\n")
	for _, want := range []string{"/1", "/2hi", "/3", "/4yo", "/5"} {
		_, body := hear(t, in, "GET")
		assert.Equal(t, want, body)
	}
}

func TestClientsThatSpeakOldOrOddHTTPAreServed(t *testing.T) {
	for name, c := range map[string]struct{ words, uri, host string }{
		"HTTP/1.0":             {"GET /a|b?c HTTP/1.0\r\n\r\n", "/a|b?c", ""},
		"HTTP/1.0, with Host":  {"GET / HTTP/1.0\r\nHost: x\r\n\r\n", "/", "x"},
		"the whole URL":        {"GET http://shop.example/a%2Fb?c HTTP/1.1\r\nHost: other\r\n\r\n", "/a%2Fb?c", "shop.example"},
		"OPTIONS of all":       {"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "*", "x"},
		"OPTIONS":              {"OPTIONS /a HTTP/1.1\r\nHost: x\r\n\r\n", "/a", "x"},
		"DELETE":               {"DELETE /a HTTP/1.1\r\nHost: x\r\n\r\n", "/a", "x"},
		"a method of its own":  {"BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n", "/pot", "x"},
		"Connection: close":    {"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "/a", "x"},
		"GET with no length":   {"GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "/a", "x"},
		"GET with an empty TE": {"GET /a HTTP/1.1\r\nHost: x\r\nTE: trailers\r\n\r\n", "/a", "x"},
	} {
		t.Run(name, func(t *testing.T) {
			door := openDoor(t, frontdoor.Options{})
			seen := make(chan *http.Request, 1)
			s, addr := service(t, func(_ http.ResponseWriter, r *http.Request) { seen <- r })
			s.Config.DisableGeneralOptionsHandler = true
			door.Add(0, addr)
			method, _, _ := strings.Cut(c.words, " ")
			_, in := talk(t, door.Addr(), c.words)
			res, _ := hear(t, in, method)
			assert.Equal(t, 200, res.StatusCode)
			r := receive(t, seen, "the request")
			assert.Equal(t, c.uri, r.RequestURI)
			if c.host != "" {
				assert.Equal(t, c.host, r.Host)
			}
		})
	}
}

func TestRequestsThatCouldBeReadInTwoWaysAreRefused(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	_, addr := service(t, saying("reached"))
	door.Add(0, addr)
	smuggled := "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, head := range map[string]string{
		"two lengths":          "Content-Length: 0\r\nContent-Length: 5\r\n",
		"no number":            "Content-Length: +5\r\n",
		"unknown encoding":     "Transfer-Encoding: xchunked\r\n",
		"space before a colon": "Content-Length : 5\r\n",
		"two hosts":            "Host: y\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, in := talk(t, door.Addr(), "GET / HTTP/1.1\r\nHost: x\r\n"+head+"\r\n"+smuggled)
			res, body := hear(t, in, "GET")
			assert.Contains(t, []int{400, 501}, res.StatusCode)
			assert.NotContains(t, body, "reached")
			_, err := in.ReadByte()
			assert.ErrorIs(t, err, io.EOF, "what follows is not answered")
		})
	}
}
