package frontdoor

import (
	"errors"
	"fmt"
	"net/http"
)

// This file owns the words of a pool whose instances gave no answer.

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
		p.opts.say("%v", err)
		answer(w, r, problem{Status: http.StatusBadGateway, Detail: p.badGateway(err), App: p.opts.App})
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
	answer(w, r, problem{
		Status: http.StatusServiceUnavailable, Detail: detail + ". Try again in a second.",
		App: p.opts.App, State: state,
	})
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
