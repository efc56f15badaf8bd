package frontdoor

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
)

func (cs *connections) count() int {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return len(cs.open)
}

func TestAfterADrainTheDoorHasNoConnectionToTheInstance(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	platformtest.Soon(t, idleFor/2, func() { // idle ones are closed later, too
		pool := NewPool(Options{App: "hello-world"})
		b := pool.Add(0, s.Listener.Addr().String())
		// One for each road.
		pool.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
		pool.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/", strings.NewReader("x")))
		require.Equal(t, 2, b.conns.count())
		require.NoError(t, pool.Drain(t.Context(), b))
		// Not at once: a transport takes a connection back in its own time.
		assert.Eventually(t, func() bool { return b.conns.count() == 0 }, platformtest.Patience(t), time.Millisecond)
	})
}

// A request that was given to an instance just before its drain ended meets
// cut connections. It has sent nothing, so it may go elsewhere.
func TestAConnectionToACutInstanceCountsAsRefused(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	b := newBackend(0, ln.Addr().String())
	kept, err := b.dial(t.Context())
	require.NoError(t, err)
	b.conns.closeAll()
	_, err = kept.Write([]byte("x"))
	assert.ErrorIs(t, err, net.ErrClosed)
	_, err = b.dial(t.Context())
	assert.True(t, isDial(err), "%v", err)
}
