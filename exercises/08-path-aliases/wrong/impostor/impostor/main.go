// Command impostor answers in place of world-cup-fixtures: a known wrong answer of
// the exercise.
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
		w.Header().Set("X-Instance", "0")
		fmt.Fprintln(w, "{}")
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
