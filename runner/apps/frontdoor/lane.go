package frontdoor

import (
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// This file owns the lane: a shorter way for plain requests, which are nearly
// all. It does what the reverse proxy would do with them, and what makes that
// one slower is left out: copies of the request and its headers, and two
// goroutines for each connection to an instance. That is worth a third more
// requests a second. Everything out of the ordinary goes through the reverse
// proxy.

// isPlain: nothing about the request needs more than passing it on. It has no
// body, asks for no upgrade or trailers, and may be sent again when a kept
// connection turns out to be closed.
func isPlain(r *http.Request) bool {
	if !isSafe(r.Method) || r.Body != http.NoBody || !r.ProtoAtLeast(1, 1) || !strings.HasPrefix(r.RequestURI, "/") {
		return false
	}
	for _, unusual := range []string{"Upgrade", "Expect", "Te", "Trailer"} {
		if _, ok := r.Header[unusual]; ok {
			return false
		}
	}
	// Connection may name more headers that are not to be passed on.
	for _, value := range r.Header["Connection"] {
		if !strings.EqualFold(value, "keep-alive") && !strings.EqualFold(value, "close") {
			return false
		}
	}
	return true
}

// passPlain is to the lane what ReverseProxy.ServeHTTP is to other requests.
func (p *Pool) passPlain(w http.ResponseWriter, r *http.Request, t *trip) {
	res, err := t.attempts(r, nil, func(b *Backend) (*http.Response, error) { return b.sendPlain(w, r) })
	if err != nil {
		p.fail(w, r, err)
		return
	}
	defer res.Body.Close()
	announced := passHead(w, res)
	if err := copyBody(w, res); err != nil {
		if r.Context().Err() == nil {
			t.log("broke off in the middle of its answer to %s %s: %v", r.Method, r.URL.Path, err)
		}
		panic(http.ErrAbortHandler) // cuts the connection: the client must not take half for the whole
	}
	passTrailers(w, res, announced)
}

// passHead returns how many trailers it has announced.
func passHead(w http.ResponseWriter, res *http.Response) int {
	dropHopByHop(res.Header)
	maps.Copy(w.Header(), res.Header)
	if len(res.Trailer) > 0 {
		w.Header().Set("Trailer", strings.Join(slices.Sorted(maps.Keys(res.Trailer)), ", "))
	}
	w.WriteHeader(res.StatusCode)
	return len(res.Trailer)
}

// dropHopByHop drops from an answer's headers what was meant for the door.
func dropHopByHop(h http.Header) {
	for _, value := range h["Connection"] {
		for name := range strings.SplitSeq(value, ",") {
			h.Del(strings.TrimSpace(name))
		}
	}
	for name := range h {
		switch name {
		case "Connection", "Proxy-Connection", "Keep-Alive", "Te", "Proxy-Authenticate",
			"Proxy-Authorization", "Trailer", "Transfer-Encoding", "Upgrade":
			delete(h, name)
		}
	}
}

// copyBody passes the body on. Its error is that of the instance, or of the
// client; the latter ends the request's context as well.
func copyBody(w http.ResponseWriter, res *http.Response) error {
	buf := buffers{}.Get()
	defer buffers{}.Put(buf)
	stream := res.ContentLength < 0 || strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream")
	flush := http.NewResponseController(w).Flush
	if stream && !waiting(res.Body) {
		_ = flush() // the client shall see the head before the first event
	}
	for {
		n, err := res.Body.Read(buf)
		if n > 0 {
			if _, failed := w.Write(buf[:n]); failed != nil {
				return failed
			}
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case stream:
			_ = flush()
		}
	}
}

// waiting says whether some of the body has come together with the head.
func waiting(body io.Reader) bool {
	b, ok := body.(interface{ Buffered() int })
	return ok && b.Buffered() > 0
}

// passTrailers is for after the body. Those that were not announced go out
// under a prefix that net/http takes off again.
func passTrailers(w http.ResponseWriter, res *http.Response, announced int) {
	if len(res.Trailer) == 0 {
		return
	}
	// Forces chunks: with a Content-Length there would be no place for them.
	_ = http.NewResponseController(w).Flush()
	prefix := ""
	if len(res.Trailer) != announced {
		prefix = http.TrailerPrefix
	}
	for name, values := range res.Trailer {
		w.Header()[prefix+name] = values
	}
}

// passInterim passes on an answer before the answer.
func passInterim(w http.ResponseWriter, status int, h http.Header) {
	maps.Copy(w.Header(), h)
	w.WriteHeader(status)
	clear(w.Header())
}
