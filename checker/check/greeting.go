package check

import (
	"encoding/json"
	"net/http"
)

// DefaultGreeting is what hello-world says without a GREETING.
const DefaultGreeting = "Hello, World!"

// Greeting is what hello-world says in an answer; "" when it is no greeting.
func (a Answer) Greeting() string {
	var said struct{ Message string }
	if a.Err != nil || json.Unmarshal([]byte(a.Body), &said) != nil {
		return ""
	}
	return said.Message
}

// Says says whether an answer is a greeting by a program of this run, and which
// one it should be.
func (r *Run) Says(a Answer, greeting string) bool {
	return a.Status == http.StatusOK && a.Run == r.Box.Run && a.Greeting() == greeting
}
