package frontdoor

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"time"
)

// settle is how long an instance that lost a connection is left alone by the
// request that it lost. It may be alive (a handler that panicked), and then it
// is better than none. But it may just be dying, and then a new connection can
// for a moment still succeed, and be reset like the first (a few kills in a
// hundred, when a test tried). A little later it refuses, and the request knows to wait
// for another instance.
const settle = 100 * time.Millisecond

// trip is the way of one client's request to an instance that answers it. The
// reverse proxy sees it as its transport, so everything in here happens before
// the client has seen a byte.
type trip struct {
	pool     *Pool
	on       *Backend   // the instance that the request is counted on; nil: none
	refused  []*Backend // could not be reached: not asked again
	broke    *Backend   // lost the connection: not asked again until settled
	settled  <-chan time.Time
	resends  int
	lastErr  error            // of the last attempt, for the words of a 503
	patience <-chan time.Time // ends the wait for an instance; nil until there is one
}

// RoundTrip is for the reverse proxy.
func (t *trip) RoundTrip(req *http.Request) (*http.Response, error) {
	body := guardBody(req)
	if body != nil {
		req = req.WithContext(req.Context())
		req.Body = body
	}
	return t.attempts(req, body, func(b *Backend) (*http.Response, error) { return b.send(req) })
}

// attempts tries instances until one answers, none is left to wait for, or
// the retry rule forbids another attempt. Its errors are *unavailable,
// *broken, or the request's context's.
func (t *trip) attempts(req *http.Request, body *guardedBody, send func(*Backend) (*http.Response, error)) (*http.Response, error) {
	for {
		if err := t.board(req); err != nil {
			return nil, err
		}
		res, err := send(t.on)
		if err == nil {
			return res, nil
		}
		if ctx := req.Context(); ctx.Err() != nil {
			return nil, ctx.Err()
		}
		tried := t.on
		t.end()
		if !mayRetry(attempt{req.Method, body != nil, body.wasRead(), t.resends, err}) {
			return nil, &broken{backend: tried, method: req.Method, again: t.resends > 0, cause: err}
		}
		t.failed(tried, err)
	}
}

// failed remembers whom not to ask next.
func (t *trip) failed(b *Backend, err error) {
	t.lastErr = err
	if isDial(err) {
		t.refused = append(t.refused, b)
		return
	}
	t.broke, t.settled = b, time.After(settle)
	t.resends++
}

// board picks an instance that has not failed this request, and waits for one
// if it has to.
func (t *trip) board(req *http.Request) error {
	for {
		var changed <-chan struct{}
		if t.on, changed = t.pool.acquire(t.barred); t.on != nil {
			return nil
		}
		if t.broke == nil && (t.pool.opts.Hold <= 0 || t.pool.opts.hopeless()) {
			return &unavailable{cause: t.lastErr}
		}
		if err := t.wait(req.Context(), changed); err != nil {
			return err
		}
	}
}

func (t *trip) barred(b *Backend) bool {
	return b == t.broke || slices.Contains(t.refused, b)
}

// wait returns nil when it is worth looking for an instance again.
func (t *trip) wait(ctx context.Context, changed <-chan struct{}) error {
	if t.patience == nil {
		t.patience = t.pool.opts.held()
	}
	patience := t.patience
	if t.broke != nil {
		patience = nil // settled comes soon, and says more
	}
	select {
	case <-changed:
		return nil
	case <-t.settled:
		t.broke = nil
		return nil
	case <-patience:
		return &unavailable{cause: t.lastErr}
	case <-closing(ctx):
		return &unavailable{cause: t.lastErr}
	case <-ctx.Done():
		// Not noticed while a body is unread: net/http looks for the end of
		// the connection only behind the body. Hold ends the wait then.
		return ctx.Err()
	}
}

// end takes the request off the instance's count. For an answer it is called
// when all of it has been passed on, for an upgrade when that has closed.
func (t *trip) end() {
	if t.on != nil {
		t.on.inFlight.leave()
		t.on = nil
	}
}

// log tells the operator something about the instance that has the request.
func (t *trip) log(format string, args ...any) {
	if t.on != nil {
		format = fmt.Sprintf("instance %d at %s: ", t.on.instance, t.on.addr) + format
	}
	t.pool.opts.say(format, args...)
}

// Write takes what net/http logs about the request.
func (t *trip) Write(line []byte) (int, error) {
	t.log("%s", line)
	return len(line), nil
}

// guardedBody is a request body that outlives a failed attempt. A transport
// must close the body of a request that it could not send; closing the
// client's would make it useless for the next attempt.
type guardedBody struct {
	io.ReadCloser
	read atomic.Bool // by a goroutine of the transport
}

// guardBody returns nil for a request without a body.
func guardBody(req *http.Request) *guardedBody {
	if req.Body == nil || req.Body == http.NoBody {
		return nil
	}
	return &guardedBody{ReadCloser: req.Body}
}

func (b *guardedBody) wasRead() bool { return b != nil && b.read.Load() }

func (b *guardedBody) Read(p []byte) (int, error) {
	b.read.Store(true)
	return b.ReadCloser.Read(p)
}

// Close does nothing while the body is untouched; the reverse proxy closes the
// real one in the end.
func (b *guardedBody) Close() error {
	if !b.wasRead() {
		return nil
	}
	return b.ReadCloser.Close()
}

// unavailable means that no instance was there to take the request.
type unavailable struct {
	cause error // of the attempts before; nil when there were none
}

func (e *unavailable) Error() string {
	if e.cause == nil {
		return "no instance is ready"
	}
	return fmt.Sprintf("no instance is ready: %v", e.cause)
}

// broken means that an instance got the request, or part of it, and gave no
// answer that can be passed on.
type broken struct {
	backend *Backend
	method  string
	again   bool // it was not the first that did so
	cause   error
}

func (e *broken) Error() string {
	return fmt.Sprintf("instance %d at %s gave no answer to a %s: %v",
		e.backend.instance, e.backend.addr, e.method, e.cause)
}

func (e *broken) Unwrap() error { return e.cause }
