package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"workshop.example/processes/services/internal/twelve"
)

// slowest is the longest that a client may ask to wait.
const slowest = 30 * time.Second

// slow answers after the time that ?for= gives: a request that is still under
// way when somebody stops the process.
func slow(w http.ResponseWriter, r *http.Request) {
	wait, err := waitFrom(r.URL.RawQuery)
	if err != nil {
		twelve.WriteProblem(w, http.StatusBadRequest, err.Error())
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		fmt.Fprintf(w, "Answered after %s.\n", wait)
	case <-r.Context().Done(): // The client has gone: nobody reads this, but the log should be right.
		w.WriteHeader(statusClientGone)
	}
}

// statusClientGone is nginx's number for a request whose client did not wait.
const statusClientGone = 499

// waitFrom reads "for" from a query: 0s to 30s, 3s when it is not there.
func waitFrom(query string) (time.Duration, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return 0, errors.New("the query cannot be read; for example /slow?for=3s")
	}
	if !values.Has("for") {
		return 3 * time.Second, nil
	}
	wait, err := time.ParseDuration(values.Get("for"))
	if err != nil {
		return 0, fmt.Errorf("for=%.40s is no duration; for example for=3s or for=500ms", values.Get("for"))
	}
	if wait < 0 || wait > slowest {
		return 0, fmt.Errorf("for=%s is out of range: it may be 0s to %s", wait, slowest)
	}
	return wait, nil
}
