package frontdoor

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/http/httputil"
	"strings"
)

// This file owns what a request says of its way: the request line and the
// headers that the door adds, replaces or drops. It does so twice, for the
// reverse proxy and for the lane, and a test holds the two to the same result.
//
// The X-Forwarded headers say what the door itself has seen. What a client
// claims is dropped, not appended to: the door is the first hop, on loopback,
// and a service must be able to believe them.

// notPassedOn are the headers that end at the next hop (RFC 9110, 7.6.1, and the
// older ones that are still met), and those that the door writes itself.
var notPassedOn = map[string]bool{
	"Connection": true, "Proxy-Connection": true, "Keep-Alive": true, "Te": true,
	"Proxy-Authenticate": true, "Proxy-Authorization": true,
	"Trailer": true, "Transfer-Encoding": true, "Upgrade": true,

	"Host": true, "Content-Length": true,

	"Forwarded": true, "X-Forwarded-For": true, "X-Forwarded-Host": true,
	"X-Forwarded-Proto": true, "X-Forwarded-Prefix": true,
}

type prefixKey struct{}

// withPrefix makes a request say from which prefix it was stripped.
func withPrefix(ctx context.Context, prefix string) context.Context {
	return context.WithValue(ctx, prefixKey{}, prefix)
}

func prefixOf(r *http.Request) string {
	prefix, _ := r.Context().Value(prefixKey{}).(string)
	return prefix
}

// rewrite prepares what goes out to an instance; which one is chosen later, by
// the trip. Host stays the client's, so that links and redirects which the
// service builds from it lead back to the door.
func rewrite(pr *httputil.ProxyRequest) {
	pr.SetXForwarded()
	pr.Out.Header.Del("X-Forwarded-Prefix")
	if prefix := prefixOf(pr.In); prefix != "" {
		pr.Out.Header.Set("X-Forwarded-Prefix", prefix)
	}
	pr.Out.URL.Scheme = "http"
	pr.Out.Host = pr.In.Host
	// ReverseProxy drops what Go cannot parse of a query, for proxies that
	// decide by it. This one does not, and the service may know better.
	pr.Out.URL.RawQuery = pr.In.URL.RawQuery
	// An opaque URL is sent as it is. Otherwise Go would escape what it thinks
	// should have been escaped, such as a bar. (It takes two slashes for the
	// beginning of a host; those paths are left to Go.)
	if path := rawPath(pr.In); strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") {
		pr.Out.URL.Opaque = path
	}
}

// rawPath is the path as the client has written it, or "" when the request
// line has none: OPTIONS *, or http://host/path as clients send it to a proxy.
func rawPath(r *http.Request) string {
	if !strings.HasPrefix(r.RequestURI, "/") {
		return ""
	}
	path, _, _ := strings.Cut(r.RequestURI, "?")
	return path
}

// writeHead writes the head of a request that takes the lane. net/http has
// made sure that neither the request line nor a header can end early.
func writeHead(out *bufio.Writer, r *http.Request) {
	writeAll(out, r.Method, " ", r.RequestURI, " HTTP/1.1\r\nHost: ", r.Host, "\r\n")
	_ = r.Header.WriteSubset(out, notPassedOn) // the writer keeps the error
	if client, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		writeAll(out, "X-Forwarded-For: ", client, "\r\n")
	}
	writeAll(out, "X-Forwarded-Host: ", r.Host, "\r\nX-Forwarded-Proto: http\r\n")
	if prefix := prefixOf(r); prefix != "" {
		writeAll(out, "X-Forwarded-Prefix: ", prefix, "\r\n")
	}
	writeAll(out, "\r\n")
}

func writeAll(out *bufio.Writer, words ...string) {
	for _, w := range words {
		_, _ = out.WriteString(w)
	}
}
