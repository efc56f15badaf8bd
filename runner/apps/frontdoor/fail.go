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
	detail, advice := p.opts.App+" has no instance ready", ". Try again in a second."
	if state != "" {
		detail += " (" + state + ")"
	}
	if p.opts.hopeless() {
		advice = ". None will come by itself: start it again."
	}
	w.Header().Set("Retry-After", "1")
	answer(w, r, problem{
		Status: http.StatusServiceUnavailable, Detail: detail + advice,
		App: p.opts.App, State: state,
	})
}

func (p *Pool) badGateway(err error) string {
	words := fmt.Sprintf("%s: %v.", p.opts.App, err)
	var b *broken
	switch {
	case !errors.As(err, &b) || !isLost(b.cause):
		return words
	case b.backend.cut.Load():
		return fmt.Sprintf("%s: instance %d was stopped before it had answered, since its time to finish was over (kill_timeout). "+
			"The request was not sent again: it may have been carried out.", p.opts.App, b.backend.instance)
	case b.again:
		return words + " It was the second to break off before it had answered."
	default:
		return words + " It broke off before it had answered, and the request was not sent again: it may have been carried out."
	}
}
