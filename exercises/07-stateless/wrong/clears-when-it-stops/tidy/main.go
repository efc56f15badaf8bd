// Command tidy runs hello-world, and sets the visits to nothing when it is told
// to stop: a known wrong answer of the exercise.
package main

import (
	"log"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

func main() {
	stopped := make(chan os.Signal, 2)
	signal.Notify(stopped, os.Interrupt, syscall.SIGTERM) // the service gets them, too, and ends
	service := exec.Command("go", "run", "./services/hello-world")
	service.Stdout, service.Stderr = os.Stdout, os.Stderr
	err := service.Run()
	select {
	case <-stopped:
		clearVisits()
	default:
		log.Fatal("hello-world has ended: ", err)
	}
}
