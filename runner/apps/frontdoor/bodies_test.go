package frontdoor_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor"
)

const (
	large = 64 << 20
	// aFraction of a large body is all that a transfer may allocate: it goes
	// through, it is not collected.
	aFraction = large / 8
)

// allocated is the number of bytes that f makes this process allocate: client,
// door and service together.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// zeros is an endless source.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestLargeBodiesStreamBothWays(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	_, addr := service(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, err := io.CopyN(w, zeros{}, large)
			assert.NoError(t, err)
			return
		}
		n, err := io.Copy(io.Discard, r.Body)
		assert.NoError(t, err)
		fmt.Fprint(w, n)
	})
	door.Add(0, addr)
	c := client(t)

	up := allocated(func() {
		// Neither side knows the length: chunks.
		res, err := c.Post(url(door), "x/y", io.LimitReader(zeros{}, large))
		require.NoError(t, err)
		defer res.Body.Close()
		said, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		assert.Equal(t, fmt.Sprint(large), string(said))
	})
	assert.Less(t, up, uint64(aFraction), "bytes allocated for an upload")

	down := allocated(func() {
		res, err := c.Get(url(door))
		require.NoError(t, err)
		defer res.Body.Close()
		n, err := io.Copy(io.Discard, res.Body)
		require.NoError(t, err)
		assert.EqualValues(t, large, n)
	})
	assert.Less(t, down, uint64(aFraction), "bytes allocated for a download")
}

func TestAnUploadWaitsForTheServicesConsent(t *testing.T) {
	const head = "PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
	t.Run("given", func(t *testing.T) {
		door := openDoor(t, frontdoor.Options{})
		_, addr := service(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
		door.Add(0, addr)
		conn, in := talk(t, door.Addr(), head)
		goOn, _ := hear(t, in, "PUT")
		require.Equal(t, http.StatusContinue, goOn.StatusCode)
		_, err := io.WriteString(conn, "hello")
		require.NoError(t, err)
		_, body := hear(t, in, "PUT")
		assert.Equal(t, "hello", body)
	})
	t.Run("refused", func(t *testing.T) {
		door := openDoor(t, frontdoor.Options{})
		_, addr := service(t, func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		})
		door.Add(0, addr)
		_, in := talk(t, door.Addr(), head)
		res, body := hear(t, in, "PUT")
		assert.Equal(t, http.StatusRequestEntityTooLarge, res.StatusCode, "no 100 before it")
		assert.Equal(t, "too large\n", body)
	})
}

func TestAnAnswerMayComeBeforeTheRequestHasEnded(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	_, addr := service(t, func(w http.ResponseWriter, r *http.Request) {
		rc := http.NewResponseController(w)
		assert.NoError(t, rc.EnableFullDuplex())
		in := bufio.NewScanner(r.Body)
		for in.Scan() {
			fmt.Fprintln(w, strings.ToUpper(in.Text()))
			assert.NoError(t, rc.Flush())
		}
	})
	door.Add(0, addr)
	body, words := io.Pipe()
	req, err := http.NewRequest(http.MethodPost, url(door), body)
	require.NoError(t, err)
	sent := make(chan error, 1)
	go func() { _, err := io.WriteString(words, "one\n"); sent <- err }()
	res, err := client(t).Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	require.NoError(t, receive(t, sent, "the first line is sent"))
	in := bufio.NewReader(res.Body)
	line, err := in.ReadString('\n')
	require.NoError(t, err)
	assert.Equal(t, "ONE\n", line)
	require.NoError(t, words.Close())
	_, err = in.ReadByte()
	assert.ErrorIs(t, err, io.EOF)
}

func TestAServiceLearnsThatItsUploaderIsGone(t *testing.T) {
	door := openDoor(t, frontdoor.Options{})
	began, ended := make(chan struct{}, 1), make(chan error, 1)
	_, addr := service(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadFull(r.Body, make([]byte, 2))
		began <- struct{}{}
		_, err := io.Copy(io.Discard, r.Body)
		ended <- err
	})
	b := door.Add(0, addr)
	conn, _ := talk(t, door.Addr(), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhi")
	receive(t, began, "the body begins")
	require.NoError(t, conn.Close())
	assert.Error(t, receive(t, ended, "the body ends"))
	assert.NoError(t, door.Drain(within(t), b))
}

// The client reads a bit of the answer and goes.
func TestAServiceLearnsThatItsReaderIsGone(t *testing.T) {
	for name, header := range map[string]string{"events": "text/event-stream", "download": "application/zip"} {
		for road, forced := range roads {
			t.Run(name+"/"+road, func(t *testing.T) {
				door := openDoor(t, frontdoor.Options{})
				ended := make(chan struct{})
				_, addr := service(t, func(w http.ResponseWriter, r *http.Request) {
					defer close(ended)
					w.Header().Set("Content-Type", header)
					for {
						if _, err := io.WriteString(w, "data: tick\n\n"); err != nil {
							return
						}
						if http.NewResponseController(w).Flush() != nil || r.Context().Err() != nil {
							return
						}
					}
				})
				b := door.Add(0, addr)
				conn, in := talk(t, door.Addr(), "GET / HTTP/1.1\r\nHost: x\r\n"+forced+"\r\n")
				res, err := http.ReadResponse(in, nil)
				require.NoError(t, err)
				_, err = io.ReadFull(res.Body, make([]byte, 24))
				require.NoError(t, err)
				require.NoError(t, conn.(*net.TCPConn).SetLinger(0))
				require.NoError(t, conn.Close())
				receive(t, ended, "the service's handler ends")
				assert.NoError(t, door.Drain(within(t), b))
			})
		}
	}
}

// A page that waits for events shows that it is connected before the first.
func TestTheHeadOfAStreamComesBeforeItsFirstEvent(t *testing.T) {
	for road, forced := range roads {
		t.Run(road, func(t *testing.T) {
			door := openDoor(t, frontdoor.Options{})
			tick := make(chan struct{})
			_, addr := service(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/event-stream")
				_ = http.NewResponseController(w).Flush()
				<-tick
				_, _ = io.WriteString(w, "data: tick\n\n")
			})
			door.Add(0, addr)
			_, in := talk(t, door.Addr(), "GET / HTTP/1.1\r\nHost: x\r\n"+forced+"\r\n")
			res, err := http.ReadResponse(in, nil)
			require.NoError(t, err)
			close(tick)
			body, err := io.ReadAll(res.Body)
			require.NoError(t, err)
			assert.Equal(t, "data: tick\n\n", string(body))
		})
	}
}
