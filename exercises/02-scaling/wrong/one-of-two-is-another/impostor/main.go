// Command impostor says "Hello, World!" and is not the kit's service: a known
// wrong answer of the exercise.
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
