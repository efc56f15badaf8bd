package load

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// Once asks for / on a fresh connection and returns the body of a 200.
func Once(ctx context.Context, address string) (string, error) {
	conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: "+address+"\r\nConnection: close\r\n\r\n"); err != nil {
		return "", err
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<16))
	if err == nil && answer.StatusCode != http.StatusOK {
		err = errStatus
	}
	return string(body), err
}

// step is how long a look that failed is waited after. A refused connection
// costs some 30 µs, so looking this often takes little from what is measured.
const step = time.Millisecond

// Until asks again and again until good likes the body. The error says what
// the last answer was.
func Until(ctx context.Context, address string, good func(body string) bool) (string, error) {
	for {
		body, err := Once(ctx, address)
		if err == nil && good(body) {
			return body, nil
		}
		if err == nil {
			err = fmt.Errorf("it answered %q", body)
		}
		if waited := Pause(ctx, step); waited != nil {
			return "", fmt.Errorf("%s: %w", address, errors.Join(waited, err))
		}
	}
}

// Anything is good.
func Anything(string) bool { return true }

// Pause waits, or returns ctx's error.
func Pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
