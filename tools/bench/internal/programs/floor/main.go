// Command floor is the reference supervisor as a process: orders on standard
// input, answers on standard output. See the package tools/bench/internal/floor.
package main

import (
	"os"

	"workshop.example/processes/tools/bench/internal/floor"
)

func main() { floor.Serve(os.Stdin, os.Stdout) }
