package frontdoor

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
)

// This file owns the rule that says when a failed attempt may be repeated on
// another instance. It is a pure function of what is known about the attempt.

// maxResends bounds how often a request that an instance may have read is sent
// again. Once is enough for an instance that was killed. More would let one
// request that crashes whoever reads it take down every instance in turn.
const maxResends = 1

// attempt is what is known about one failed try.
type attempt struct {
	method   string
	hasBody  bool // the request carries a body
	bodyRead bool // some of that body is gone from the client's connection
	resends  int  // how often it was sent again already
	err      error
}

// mayRetry argues as follows.
//
//   - The connection was never made (a dial error): the instance saw nothing,
//     so any request may go elsewhere, a POST too. Its body is still unread,
//     since nobody asked for it; should it have been read after all, then it
//     cannot be sent a second time.
//   - The connection was made, then lost before an answer: the instance may
//     have done the work, or half of it. Only a method that changes nothing
//     may be sent again, only without a body (it is used up), and only
//     [maxResends] times. The client has seen nothing yet: the proxy writes to
//     it after an attempt has succeeded, never before.
//   - Anything else (an answer that is not HTTP, a client that went away) would
//     go the same way a second time.
func mayRetry(a attempt) bool {
	switch {
	case a.bodyRead:
		return false
	case isDial(a.err):
		return true
	case isLost(a.err):
		return isSafe(a.method) && !a.hasBody && a.resends < maxResends
	}
	return false
}

// isSafe lists the methods without effects by definition (RFC 9110, 9.2.1).
// PUT and DELETE are idempotent as well, but learners' services often get that
// wrong, and the price of a mistake is lost data.
func isSafe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// isDial reports whether the connection could not be made at all.
func isDial(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// isLost reports whether a connection that had been made ended too early.
func isLost(err error) bool {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) {
		return true
	}
	// Resets have another number on Windows than elsewhere; that it was a read
	// or a write which failed says the same everywhere.
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Op == "read" || op.Op == "write" || op.Op == "readfrom" // a body is sent by ReadFrom
	}
	// net/http does not export this one.
	return strings.Contains(err.Error(), "server closed idle connection")
}
