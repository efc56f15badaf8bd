package frontdoor

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// This file owns the words that the door itself says to a client.

// problem is an answer in the form of RFC 9457. State is an extension.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	App    string `json:"app"`
	State  string `json:"state,omitempty"`
}

// fail answers a request that no instance has answered.
func (p *Pool) fail(w http.ResponseWriter, r *http.Request, err error) {
	var none *unavailable
	switch {
	case r.Context().Err() != nil:
		// Nobody is there to read an answer: end the connection quietly.
		panic(http.ErrAbortHandler)
	case errors.As(err, &none):
		p.unavailable(w, r)
	default:
		p.opts.log(fmt.Sprintf("%s: %v", p.opts.App, err))
		p.answer(w, r, http.StatusBadGateway, p.badGateway(err), "")
	}
}

// unavailable sends a 503. The cause is left out: that a port refused is how
// the door noticed, and State says why.
func (p *Pool) unavailable(w http.ResponseWriter, r *http.Request) {
	var state string
	if p.opts.State != nil {
		state = p.opts.State()
	}
	detail := p.opts.App + " has no instance ready"
	if state != "" {
		detail += " (" + state + ")"
	}
	w.Header().Set("Retry-After", "1")
	p.answer(w, r, http.StatusServiceUnavailable, detail+". Try again in a second.", state)
}

func (p *Pool) badGateway(err error) string {
	words := fmt.Sprintf("%s: %v.", p.opts.App, err)
	var b *broken
	switch {
	case !errors.As(err, &b) || !isLost(b.cause):
		return words
	case b.again:
		return words + " It was the second to break off before it had answered."
	default:
		return words + " It broke off before it had answered, and the request was not sent again: it may have been carried out."
	}
}

// answer is JSON for those who ask for it, and text for people.
func (p *Pool) answer(w http.ResponseWriter, r *http.Request, status int, detail, state string) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if !strings.Contains(r.Header.Get("Accept"), "json") {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(status)
		fmt.Fprintf(w, "%d %s\n\n%s\n", status, http.StatusText(status), detail)
		return
	}
	h.Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Detail: detail, App: p.opts.App, State: state,
	})
}
