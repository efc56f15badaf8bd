// Command stub stands in for world-cup-fixtures: it knows its Redis, and no
// match. A known wrong answer of the exercise.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
)

func main() {
	redis, err := url.Parse(os.Getenv("REDIS_URL"))
	if err != nil {
		log.Fatal("REDIS_URL is no URL")
	}
	conn, err := net.Dial("tcp", redis.Host)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Workshop-Run", os.Getenv("WORKSHOP_RUN"))
		fmt.Fprintln(w, "[]")
	})
	log.Print(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
