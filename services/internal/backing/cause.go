package backing

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/redis/go-redis/v9"
)

// This file owns the words for what can go wrong between a service and its
// Redis.

// Cause says in a few words why a command failed: "connection refused". Words
// of the other side are never repeated beyond the code that Redis puts first
// ("READONLY"), because they may contain anything.
func Cause(err error) string {
	var dns *net.DNSError
	var timeout net.Error
	var reply redis.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED) || isRefusedByName(err):
		return "connection refused; is Redis running there?"
	case errors.As(err, &dns) && !dns.IsTimeout:
		return "there is no host of that name"
	case isTimeout(err) || errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Sprintf("no answer within %s", Patience)
	case errors.As(err, &reply):
		return refusal(reply.Error())
	case isTLS(err):
		return "no TLS connection can be made with it; without TLS the URL begins with redis://"
	case errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE):
		return "it closed the connection; redis:// is without TLS, rediss:// with it"
	}
	return network(err)
}

// refusal is for what Redis itself answered.
func refusal(reply string) string {
	code, _, _ := strings.Cut(reply, " ")
	switch {
	case code == "NOAUTH":
		return "it wants a password (NOAUTH), and the URL has none"
	case code == "WRONGPASS" || strings.Contains(reply, "invalid password") || strings.Contains(reply, "without any password"):
		return "it refused the user or the password of the URL (WRONGPASS)"
	case code == "LOADING":
		return "it is still loading its data (LOADING)"
	case strings.Contains(reply, "DB index"):
		return "it has no database of that number"
	case isCode(code):
		return "it answered " + code
	}
	return "what answers there does not speak Redis"
}

// isCode tells Redis's error codes, capital letters all, from other words.
func isCode(word string) bool {
	return word != "" && len(word) <= 20 && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func isTimeout(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded)
}

func isTLS(err error) bool {
	var untrusted *tls.CertificateVerificationError
	var plain tls.RecordHeaderError
	return errors.As(err, &untrusted) || errors.As(err, &plain)
}

// isRefusedByName is for Windows, whose error numbers are others.
func isRefusedByName(err error) bool {
	return strings.Contains(err.Error(), "actively refused")
}

// network is for errors of the system ("no route to host"), which are safe to
// repeat. Whatever is left is a conversation that made no sense.
func network(err error) string {
	var system syscall.Errno
	if errors.As(err, &system) {
		return system.Error()
	}
	return "what answers there does not speak Redis"
}
