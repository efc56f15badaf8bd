// Command impostor fails with the words and the exit code of the kit's
// service, which it is not: a known wrong answer of the exercise.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Println("REDIS_URL is not set: it says where the fixtures are kept")
	os.Exit(78)
}
