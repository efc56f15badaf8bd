package frontdoor

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
)

// This file owns the destinations of rules that are no pool.

// ToURL sends requests to a fixed http or https address on this machine, which
// somebody else looks after. The request's path is added to the URL's own.
// Unlike an app of ours, such a service is asked under its own name: Host is
// the URL's, and the client's is in X-Forwarded-Host. Of the options it uses
// Log, and App for messages.
//
// A service that refuses is 503, any other failure 502, in words. It is asked
// once: nothing is known about what it may be asked twice.
func ToURL(to *url.URL, opts Options) http.Handler {
	d := &destination{url: to, opts: opts}
	d.proxy = httputil.ReverseProxy{
		Rewrite:      d.rewrite,
		BufferPool:   buffers{},
		ErrorHandler: d.fail,
		ErrorLog:     log.New(logWriter{opts}, "", 0),
		Transport: &http.Transport{
			DialContext:           (&net.Dialer{Timeout: dialTimeout}).DialContext,
			MaxIdleConnsPerHost:   idlePerBackend,
			IdleConnTimeout:       idleFor,
			ExpectContinueTimeout: dialTimeout,
			DisableCompression:    true,
		},
	}
	return d
}

type destination struct {
	url   *url.URL
	opts  Options
	proxy httputil.ReverseProxy
}

func (d *destination) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header()["Content-Type"] = nil // as in Pool
	d.proxy.ServeHTTP(w, r)
}

func (d *destination) rewrite(pr *httputil.ProxyRequest) {
	rewrite(pr)
	if pr.Out.URL.Opaque != "" {
		pr.Out.URL.Opaque = strings.TrimSuffix(d.url.EscapedPath(), "/") + pr.Out.URL.Opaque
	} else {
		pr.Out.URL.Path, pr.Out.URL.RawPath = strings.TrimSuffix(d.url.Path, "/")+pr.Out.URL.Path, ""
	}
	pr.Out.URL.Scheme, pr.Out.URL.Host, pr.Out.Host = d.url.Scheme, d.url.Host, ""
	pr.Out.Header.Add("Via", ourVia)
}

func (d *destination) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		panic(http.ErrAbortHandler)
	}
	d.opts.say("%s: %v", d.url, err)
	p := problem{Status: http.StatusBadGateway, Detail: fmt.Sprintf("%s gave no answer: %v.", d.url, err)}
	if isDial(err) {
		w.Header().Set("Retry-After", "1")
		p.Status = http.StatusServiceUnavailable
		p.Detail = fmt.Sprintf("Nobody answers at %s (%v). Is it running? It is no app of the process file, so it must be started by hand.", d.url, unwrapped(err))
	}
	answer(w, r, p)
}

// unwrapped is the innermost cause: "connection refused".
func unwrapped(err error) error {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err
}

// NoPort answers for an app that has no port to be asked at.
func NoPort(app string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer(w, r, problem{
			Status: http.StatusBadGateway, App: app,
			Detail: app + " has no PORT, so it takes no requests. Give it one in its env, or take the rule out.",
		})
	})
}

// ourVia is this process in the header that RFC 9110 (7.6.3) has against
// loops. It is new in each process, so that two runners may stand one behind
// the other.
var ourVia = "1.1 runner-" + strings.ToLower(rand.Text()[:12])

// hasBeenHere: the request was sent to a URL by a rule, and has come back.
func hasBeenHere(r *http.Request) bool {
	for _, via := range r.Header["Via"] {
		hops := strings.Split(via, ",")
		if slices.ContainsFunc(hops, func(hop string) bool { return strings.TrimSpace(hop) == ourVia }) {
			return true
		}
	}
	return false
}

func loopDetected(w http.ResponseWriter, r *http.Request) {
	answer(w, r, problem{
		Status: http.StatusLoopDetected,
		Detail: "A proxy rule has sent this request to the proxy itself. The dest of a rule must be an app, or the URL of another service.",
	})
}
