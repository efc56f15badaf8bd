// Command guard runs hello-world for as long as a connection to its Redis
// lasts: a known wrong answer of the exercise.
package main

import (
	"io"
	"log"
	"net"
	"net/url"
	"os"
	"os/exec"
)

func main() {
	address, err := url.Parse(os.Getenv("REDIS_URL"))
	if err != nil {
		log.Fatal("REDIS_URL is no URL")
	}
	conn, err := net.Dial("tcp", address.Host)
	if err != nil {
		log.Fatal("waiting for Redis: ", err)
	}
	service := exec.Command("go", "run", "./services/hello-world")
	service.Stdout, service.Stderr = os.Stdout, os.Stderr
	if err := service.Start(); err != nil {
		log.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, conn) // until the connection breaks
	log.Fatal("Redis has gone, so this goes, too")
}
