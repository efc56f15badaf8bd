// Command cache starts world-cup-fixtures behind itself and remembers each of
// its good answers for ever: a known wrong answer of the exercise.
package main

import (
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

func main() {
	behind := start()
	var mu sync.Mutex
	remembered := map[string]*http.Response{}
	bodies := map[string][]byte{}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		path := r.URL.String()
		if remembered[path] == nil || remembered[path].StatusCode != http.StatusOK {
			answer, err := http.Get("http://" + behind + path)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadGateway)
				return
			}
			remembered[path] = answer
			bodies[path], _ = io.ReadAll(answer.Body)
			answer.Body.Close()
		}
		for name := range remembered[path].Header {
			w.Header().Set(name, remembered[path].Header.Get(name))
		}
		w.WriteHeader(remembered[path].StatusCode)
		_, _ = w.Write(bodies[path])
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
