// Command floor is the reference supervisor as a process: orders on standard
// input, answers on standard output. See the package docs/internal/bench/internal/floor.
package main

import (
	"os"

	"workshop.example/processes/docs/internal/bench/internal/floor"
)

func main() { floor.Serve(os.Stdin, os.Stdout) }
