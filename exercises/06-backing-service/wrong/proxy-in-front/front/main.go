// Command front starts world-cup-fixtures behind itself, and passes every request
// on: a known wrong answer of the exercise.
package main

import (
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"
)

func main() {
	behind := start()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		answer, err := http.Get("http://" + behind + r.URL.String())
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		for name := range answer.Header {
			w.Header().Set(name, answer.Header.Get(name))
		}
		w.WriteHeader(answer.StatusCode)
		_, _ = io.Copy(w, answer.Body)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}

// start starts the service on a port of its own, and waits until it listens.
func start() (address string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	address = listener.Addr().String()
	_ = listener.Close()
	service := exec.Command("go", "run", "./services/world-cup-fixtures")
	service.Env = append(os.Environ(), "PORT="+address[strings.LastIndex(address, ":")+1:])
	service.Stdout, service.Stderr = os.Stdout, os.Stderr
	if err := service.Start(); err != nil {
		log.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = service.Wait(); close(ended) }()
	for tick := time.Tick(20 * time.Millisecond); ; {
		select {
		case <-ended:
			log.Fatal("the service has ended")
		case <-tick:
		}
		if conn, err := net.Dial("tcp", address); err == nil {
			_ = conn.Close()
			return address
		}
	}
}
