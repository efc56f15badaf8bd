// Command draw needs a system with a Unix shell.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "draw: the pictures are drawn on Linux or macOS")
	os.Exit(1)
}
