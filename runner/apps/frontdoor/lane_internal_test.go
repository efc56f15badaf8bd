package frontdoor

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhichRequestsTakeTheLane(t *testing.T) {
	for head, lane := range map[string]bool{
		"GET / HTTP/1.1":                                   true,
		"HEAD / HTTP/1.1":                                  true,
		"OPTIONS / HTTP/1.1":                               true,
		"GET / HTTP/1.1\r\nContent-Length: 0":              true,
		"GET / HTTP/1.1\r\nConnection: keep-alive":         true,
		"GET / HTTP/1.1\r\nConnection: close":              true,
		"GET / HTTP/1.1\r\nUpgrade-Insecure-Requests: 1":   true,
		"POST / HTTP/1.1":                                  false,
		"DELETE / HTTP/1.1":                                false,
		"GET / HTTP/1.1\r\nContent-Length: 2":              false,
		"GET / HTTP/1.1\r\nTransfer-Encoding: chunked":     false,
		"GET / HTTP/1.1\r\nConnection: Upgrade":            false,
		"GET / HTTP/1.1\r\nUpgrade: websocket":             false,
		"GET / HTTP/1.1\r\nConnection: keep-alive, X-Mine": false,
		"GET / HTTP/1.1\r\nExpect: 100-continue":           false,
		"GET / HTTP/1.1\r\nTE: trailers":                   false,
		"GET / HTTP/1.0":                                   false,
		"GET http://x/ HTTP/1.1":                           false,
		"OPTIONS * HTTP/1.1":                               false,
		"CONNECT x:443 HTTP/1.1":                           false,
	} {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(head + "\r\nHost: x\r\n\r\n")))
		require.NoError(t, err, head)
		assert.Equal(t, lane, isPlain(r), head)
	}
}
