// Command service is what the managers manage in the benchmark: a small HTTP
// server that obeys at once, and on request a program that prints a lot or one
// with a stubborn child. What it does is said by its environment:
//
//	PORT             listen there, on loopback; 0: on any free port
//	SERVICE_LINES    print so many lines instead; see lines.go
//	SERVICE_CHILD    "yes": start a child that ignores every polite signal
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	switch {
	case os.Getenv("SERVICE_CHILD") == "stubborn":
		ignoreEverything()
	case os.Getenv("SERVICE_LINES") != "":
		err = printLines(ctx)
	default:
		err = serve(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "service:", err)
		os.Exit(1)
	}
}

// serve answers until it is asked to stop, then lets requests in flight end.
func serve(ctx context.Context) error {
	if os.Getenv("SERVICE_CHILD") != "" {
		if err := startStubbornChild(); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", os.Getenv("PORT")))
	if err != nil {
		return err
	}
	server := &http.Server{Handler: http.HandlerFunc(answer)}
	over := make(chan error, 1)
	go func() { over <- server.Serve(listener) }()
	select {
	case err := <-over:
		return err
	case <-ctx.Done():
	}
	bound, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return server.Shutdown(bound)
}

// answer is the process's number, after /slow?ms=N milliseconds.
func answer(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/slow" {
		ms, _ := strconv.Atoi(r.URL.Query().Get("ms"))
		select {
		case <-time.After(time.Duration(ms) * time.Millisecond):
		case <-r.Context().Done():
		}
	}
	fmt.Fprintf(w, "pid=%d\n", os.Getpid())
}

func startStubbornChild() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	child := exec.Command(self)
	child.Env = append(os.Environ(), "SERVICE_CHILD=stubborn")
	return child.Start()
}

// ignoreEverything ends by itself after a minute, should nobody end it.
func ignoreEverything() {
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	<-time.After(time.Minute)
}
