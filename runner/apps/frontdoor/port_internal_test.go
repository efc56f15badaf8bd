package frontdoor

import (
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
)

// A client that sends its header a byte at a time, or never ends it, does not
// keep its connection for ever.
func TestAHeaderThatNeverEndsIsCutOff(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := openPort(ln, http.NotFoundHandler(), Options{App: "x"}, 20*time.Millisecond)
	defer port.Close(t.Context())
	for name, words := range map[string]string{
		"nothing":       "",
		"half a header": "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", ln.Addr().String())
			require.NoError(t, err)
			defer conn.Close()
			_, err = io.WriteString(conn, words)
			require.NoError(t, err)
			require.NoError(t, conn.SetReadDeadline(time.Now().Add(platformtest.Patience(t))))
			_, err = io.ReadAll(conn)
			assert.NoError(t, err, "the door closes the connection before the client's patience ends")
		})
	}
}

func TestAHandlerThatPanicsIsLoggedUnderTheAppsName(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	logged := make(chan string, 1)
	port := OpenHandler(ln, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("oh") }),
		Options{App: "proxy", Log: func(words string) { logged <- words }})
	_, err = http.Get("http://" + ln.Addr().String())
	assert.Error(t, err)
	require.NoError(t, port.Close(t.Context()))
	words := <-logged
	assert.Regexp(t, "^proxy: .*panic.*oh", words)
	assert.NotRegexp(t, "\n$", words)
}

func TestAPortThatCanNoLongerAcceptSaysSo(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	logged := make(chan string, 1)
	port := OpenHandler(ln, http.NotFoundHandler(), Options{App: "hello-world", Log: func(words string) { logged <- words }})
	require.NoError(t, ln.Close())
	assert.Contains(t, <-logged, "hello-world: the front door at "+ln.Addr().String()+" no longer accepts: ")
	assert.NoError(t, port.Close(t.Context()))
}
