package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/services/internal/servicetest"
)

func TestMain(m *testing.M) { servicetest.TestMain(m, main) }

// ask sends a request and gives the response with its body read.
func ask(t *testing.T, method, url string, header ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, url, nil)
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response, string(body)
}

func TestGreetsAsTextUnlessJSONIsPreferred(t *testing.T) {
	url := servicetest.Start(t, "GREETING=Привет", "NODE_APP_INSTANCE=3").URL(t)

	response, body := ask(t, "GET", url+"/")
	assert.Equal(t, "Привет\n", body)
	assert.Equal(t, "text/plain; charset=utf-8", response.Header.Get("Content-Type"))
	assert.Equal(t, "3", response.Header.Get("X-Instance"))

	response, body = ask(t, "GET", url+"/", "Accept", "application/json")
	assert.Equal(t, "application/json", response.Header.Get("Content-Type"))
	var got greeting
	require.NoError(t, json.Unmarshal([]byte(body), &got))
	assert.Equal(t, "Привет", got.Message)
	assert.Equal(t, "3", got.Instance)
	assert.NotZero(t, got.PID)
}

func TestDefaultsServeWithAnEmptyEnvironment(t *testing.T) {
	url := servicetest.Start(t, "GREETING=", "NODE_APP_INSTANCE=").URL(t)

	response, body := ask(t, "GET", url+"/")
	assert.Equal(t, "Hello, World!\n", body)
	assert.Equal(t, "0", response.Header.Get("X-Instance"))
	assert.NotContains(t, response.Header, "X-Workshop-Run")
}

func TestEveryResponseEchoesTheRun(t *testing.T) {
	url := servicetest.Start(t, "WORKSHOP_RUN=r-17").URL(t)
	tests := []struct {
		method, path string
		status       int
	}{
		{"GET", "/", 200},
		{"HEAD", "/", 200},
		{"GET", "/healthz", 200},
		{"POST", "/visits", 200},
		{"GET", "/slow?for=0s", 200},
		{"GET", "/slow?for=soon", 400},
		{"GET", "/slow?for=31s", 400},
		{"GET", "/nowhere", 404},
		{"POST", "/", 405},
		{"DELETE", "/visits", 405},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			response, body := ask(t, test.method, url+test.path)
			assert.Equal(t, test.status, response.StatusCode, body)
			assert.Equal(t, "r-17", response.Header.Get("X-Workshop-Run"))
			assert.Equal(t, "0", response.Header.Get("X-Instance"))
			if test.status >= 400 {
				assert.Equal(t, "application/problem+json", response.Header.Get("Content-Type"))
			}
			if test.status == 405 {
				assert.NotEmpty(t, response.Header.Get("Allow"))
			}
		})
	}
}

func TestPortThatIsNoPortEndsWith78AndOneLine(t *testing.T) {
	for _, port := range []string{"http", "-1", "65536", "3000 ", "3.5", "٣", "99999999999999999999", strings.Repeat("9", 500)} {
		t.Run(port[:min(len(port), 20)], func(t *testing.T) {
			p := servicetest.Start(t, "PORT="+port)
			assert.Equal(t, 78, p.ExitCode(t))
			require.Len(t, p.Stderr.Lines(), 1)
			assert.Regexp(t, `^hello-world: PORT is ".*", but must be a number from 0 to 65535, for example PORT=3000$`, p.Stderr.Lines()[0])
			assert.Empty(t, p.Stdout.String())
		})
	}
}

func TestPortThatIsTakenEndsWith1AndNamesIt(t *testing.T) {
	stranger, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer stranger.Close()
	port := servicetest.Port(t, stranger.Addr().String())

	p := servicetest.Start(t, fmt.Sprintf("PORT=%d", port))
	assert.Equal(t, 1, p.ExitCode(t))
	require.Len(t, p.Stderr.Lines(), 1)
	assert.Contains(t, p.Stderr.String(), fmt.Sprintf("hello-world: port %d is already in use", port))
}

func TestHostDecidesWhereItListens(t *testing.T) {
	tests := []struct{ host, url, log string }{
		{"0.0.0.0", "http://0.0.0.0:", ""},
		{"127.0.0.1", "http://127.0.0.1:", ""},
		{"", "http://127.0.0.1:", ""},
		{"my-laptop", "http://127.0.0.1:", `HOST is no IP address`},
	}
	for _, test := range tests {
		t.Run(test.host, func(t *testing.T) {
			p := servicetest.Start(t, "HOST="+test.host)
			// Port 0 on all addresses shows as [::] where IPv6 is at hand.
			url := strings.Replace(p.URL(t), "[::]", "0.0.0.0", 1)
			assert.Contains(t, url, test.url)
			assert.Contains(t, p.Stdout.String(), test.log)
		})
	}
}

func TestLogIsOneEventALineWithoutTime(t *testing.T) {
	p := servicetest.Start(t)
	url := p.URL(t)
	ask(t, "GET", url+"/nowhere%0Alevel=ERROR")
	p.Await(t, "msg=request")
	lines := p.Stdout.Lines()
	require.Len(t, lines, 2)
	assert.Regexp(t, `^msg=listening url=http://127\.0\.0\.1:\d+ instance=0 pid=\d+$`, lines[0])
	assert.Regexp(t, `^msg=request method=GET path="/nowhere%0Alevel=ERROR" status=404 took=\S+$`, lines[1])
}
