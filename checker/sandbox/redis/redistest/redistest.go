// Package redistest starts real Redis servers for tests, and talks to any Redis
// in the plain protocol.
package redistest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"workshop.example/processes/runner/system/platform"
)

// Program is the redis-server of this machine. Where there is none the test is
// skipped, except in CI, where the environment says CI=true and a skipped test
// would go unseen.
func Program(t testing.TB) string {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err == nil {
		return program
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("CI=true, but there is no redis-server on the PATH")
	}
	t.Skip("there is no redis-server on the PATH")
	return ""
}

// Start starts a real server, which ends with the test and keeps nothing on
// disk. Its port is free when it is asked for, and may be gone a moment later,
// so it tries three times. An empty password means none.
func Start(program, password, folder string) (address string, stop func(), err error) {
	for range 3 {
		if address, stop, err = start(program, password, folder); err == nil {
			return address, stop, nil
		}
	}
	return "", nil, err
}

func start(program, password, folder string) (address string, stop func(), err error) {
	held, err := platform.ReservePorts(1)
	if err != nil {
		return "", nil, err
	}
	port := strconv.Itoa(held.First)
	cmd := exec.Command(program, "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no",
		"--dir", folder, "--requirepass", password)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	held.ReleaseAll()
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	said, ready := awaitReady(out)
	go func() { _, _ = io.Copy(io.Discard, out) }()
	stop = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	if !ready {
		stop()
		return "", nil, fmt.Errorf("redis-server did not start: %s", said)
	}
	return "127.0.0.1:" + port, stop, nil
}

func awaitReady(out io.Reader) (said string, ready bool) {
	var text bytes.Buffer
	lines := bufio.NewReader(io.TeeReader(out, &text))
	for {
		line, err := lines.ReadString('\n')
		if strings.Contains(line, "Ready to accept connections") {
			return text.String(), true
		}
		if err != nil {
			return text.String(), false
		}
	}
}

// Conn is a connection to a Redis.
type Conn struct {
	net.Conn
	answers *bufio.Reader
}

// Dial connects to a Redis. A password is sent first, if there is one, and a
// user with it. The connection has no deadline: that of the test is enough.
func Dial(address, user, password string) (*Conn, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	c := &Conn{conn, bufio.NewReader(conn)}
	if password == "" {
		return c, nil
	}
	words := []string{"AUTH", password}
	if user != "" {
		words = []string{"AUTH", user, password}
	}
	if _, err := c.Do(words...); err != nil {
		conn.Close()
		return nil, err
	}
	return c, nil
}

// Do sends a command and returns its answer as text: "OK", "7", "(nil)". What
// Redis refuses is an error.
func (c *Conn) Do(words ...string) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "*%d\r\n", len(words))
	for _, w := range words {
		fmt.Fprintf(&b, "$%d\r\n%s\r\n", len(w), w)
	}
	if _, err := io.WriteString(c, b.String()); err != nil {
		return "", err
	}
	line, err := c.answers.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimSuffix(line, "\r\n")
	switch {
	case line[0] == '-':
		return "", errors.New(line[1:])
	case line[0] != '$':
		return line[1:], nil
	case line == "$-1":
		return "(nil)", nil
	}
	text, err := c.answers.ReadString('\n')
	return strings.TrimSuffix(text, "\r\n"), err
}
