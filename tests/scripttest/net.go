//go:build unix

package scripttest

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// This file owns ports: free ones, and those on which a stranger sits.

// freePort gives each name a port of its own: all are held until the last one
// was found.
func freePort(ts *testscript.TestScript, _ bool, names []string) {
	atLeast(ts, names, 1, "freeport NAME...")
	for _, name := range names {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		ts.Check(err)
		defer l.Close()
		ts.Setenv(name, strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
	}
}

type stranger struct {
	port string
	met  atomic.Int64 // connections
}

func startStranger(ts *testscript.TestScript, _ bool, args []string) {
	atLeast(ts, args, 1, "stranger NAME")
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	ts.Check(err)
	s := &stranger{port: strconv.Itoa(l.Addr().(*net.TCPAddr).Port)}
	server := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "a stranger\n") }),
		ConnState: func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				s.met.Add(1)
			}
		},
	}
	go func() { _ = server.Serve(l) }()
	ts.Defer(func() { _ = server.Close() })
	stateOf(ts).strangers[args[0]] = s
	ts.Setenv(args[0], s.port)
	ts.Setenv(args[0]+"_PID", strconv.Itoa(os.Getpid()))
}

func undisturbed(ts *testscript.TestScript, _ bool, args []string) {
	atLeast(ts, args, 1, "undisturbed NAME")
	s := stateOf(ts).strangers[args[0]]
	if n := s.met.Load(); n != 0 {
		ts.Fatalf("%d connections reached the stranger on port %s", n, s.port)
	}
	if _, err := fetch(stateOf(ts).patience, "http://127.0.0.1:"+s.port+"/"); err != nil {
		ts.Fatalf("the stranger on port %s does not answer any more: %v", s.port, err)
	}
}

// fetch opens a connection for each request: one that is kept would stay with
// one instance.
func fetch(ctx context.Context, url string) (string, error) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return fmt.Sprintf("%d %s", response.StatusCode, body), err
}

func get(ts *testscript.TestScript, neg bool, args []string) {
	atLeast(ts, args, 1, "get URL")
	begun := time.Now()
	text, err := fetch(stateOf(ts).patience, args[0])
	if (err == nil) == neg {
		ts.Fatalf("after %s: %q, %v", time.Since(begun), text, err)
	}
	_, _ = io.WriteString(ts.Stdout(), text)
}
