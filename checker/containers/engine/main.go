// Command engine is the part of the checker that works with containers. It has
// the libraries which `go run ./checker` does without; the checker builds and
// starts it when an exercise needs a container engine, and asks it over a pipe.
package main

import (
	"fmt"
	"os"

	"workshop.example/processes/checker/containers"
	"workshop.example/processes/checker/isolated"
	"workshop.example/processes/exercises"
	"workshop.example/processes/runner/system/selfexec"
)

func init() { isolated.Serve(exercises.Numbered, containers.Parts{}) }

func main() {
	selfexec.Play()
	fmt.Fprintln(os.Stderr, "This is a part of the checker, which starts it where an exercise needs a container engine. Try: go run ./checker 10")
	os.Exit(2)
}
