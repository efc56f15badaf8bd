// Command hello-world has the name of the kit's service, in a module with the
// name of the kit's: a known wrong answer of the exercise.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Workshop-Run", os.Getenv("WORKSHOP_RUN"))
		fmt.Fprintln(w, "Hello, World!")
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
