package twelve

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// This file owns the form of answers: JSON, and problems as RFC 9457 has them.

// Problem is the body of an answer that is an error. Its media type is
// application/problem+json.
type Problem struct {
	Title  string `json:"title"`            // the status in words: "Not Found"
	Status int    `json:"status"`           // the HTTP status, once more
	Detail string `json:"detail,omitempty"` // what is wrong, for a person
	// Allowed lists what could have been asked for, where that is a list.
	Allowed []string `json:"allowed,omitempty"`
}

// WriteJSON answers with a value, indented so that it can be read on a wall.
func WriteJSON(w http.ResponseWriter, status int, value any) {
	write(w, status, "application/json", value)
}

// WriteProblem answers with an error. The detail is a sentence for a person.
func WriteProblem(w http.ResponseWriter, status int, detail string, allowed ...string) {
	write(w, status, "application/problem+json", Problem{
		Title: http.StatusText(status), Status: status, Detail: detail, Allowed: allowed,
	})
}

// Unavailable answers 503 and asks the client to come back in a second.
func Unavailable(w http.ResponseWriter, detail string) {
	w.Header().Set("Retry-After", "1")
	WriteProblem(w, http.StatusServiceUnavailable, detail)
}

// write encodes first and answers then: once a status is sent it cannot be
// taken back.
func write(w http.ResponseWriter, status int, mediaType string, value any) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		http.Error(w, "This answer cannot be written as JSON.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // The client may be gone; nothing can be done about it.
}

// ProblemsFor makes a mux answer its own 404 and 405 as problems. The hint
// says what there is. A catch-all route would do for the 404, but would
// swallow the 405.
func ProblemsFor(mux *http.ServeMux, hint string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		quiet := &discard{header: w.Header()}
		mux.ServeHTTP(quiet, r)
		detail := fmt.Sprintf("There is nothing at '%.80s'. %s", r.URL.Path, hint)
		if quiet.status == http.StatusMethodNotAllowed {
			detail = fmt.Sprintf("'%.20s' is no method for '%.80s'. %s", r.Method, r.URL.Path, hint)
		}
		WriteProblem(w, quiet.status, detail)
	})
}

// discard keeps the headers (Allow, with a 405) and the status of an answer.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }
