package twelve

import (
	"fmt"
	"net/http"
	"time"
)

// This file owns what every response carries and what the log says of it.

// dress puts the headers on every response, those with an error included, and
// writes a line to the log for each request.
func (p *Process) dress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.inFlight.Add(1)
		defer p.inFlight.Add(-1)
		started := time.Now()
		w.Header().Set("X-Instance", p.Instance)
		if p.workshopRun != "" {
			w.Header().Set("X-Workshop-Run", p.workshopRun)
		}
		watched := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(watched, r)
		if isProbe(r) && watched.status == http.StatusOK {
			return
		}
		p.Log.Info("request", "method", r.Method, "path", r.URL.RequestURI(),
			"status", watched.status, "took", milliseconds(time.Since(started)))
	})
}

// milliseconds keeps all lines in one unit, in letters that every terminal has.
func milliseconds(d time.Duration) string { return fmt.Sprintf("%.1fms", d.Seconds()*1000) }

// isProbe finds the questions that supervisors ask every second: a good
// answer to one of them is no event.
func isProbe(r *http.Request) bool {
	return r.URL.Path == "/healthz" || r.URL.Path == "/readyz"
}

// statusWriter remembers the status for the log.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets [http.ResponseController] reach the real writer.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
