package main

import (
	"fmt"
	"mime"
	"net/http"
	"os"
	"strconv"
	"strings"

	"workshop.example/processes/services/internal/twelve"
)

// greeting is GET / for programs.
type greeting struct {
	Message  string `json:"message"`
	Instance string `json:"instance"`
	PID      int    `json:"pid"`
}

// greet answers with the greeting, in the form that the client asks for.
func greet(p *twelve.Process, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Vary", "Accept")
		if prefersJSON(r.Header.Get("Accept")) {
			twelve.WriteJSON(w, http.StatusOK, greeting{message, p.Instance, os.Getpid()})
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintln(w, message)
	}
}

// prefersJSON tells whether an Accept header ranks application/json above
// text. A client that takes anything, as curl does, gets text; among equals
// the one named first wins.
func prefersJSON(accept string) bool {
	best, json := 0.0, false
	for _, part := range strings.Split(accept, ",") {
		mediaType, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		if rank := quality(parameters["q"]); rank > best {
			switch mediaType {
			case "application/json":
				best, json = rank, true
			case "text/plain", "text/html", "text/*", "*/*":
				best, json = rank, false
			}
		}
	}
	return json
}

// quality is the weight that a media type has for the client: 1 unless told.
func quality(q string) float64 {
	if q == "" {
		return 1
	}
	rank, err := strconv.ParseFloat(q, 64)
	if err != nil {
		return 0
	}
	return rank
}
