package frontdoor

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// This file owns the form of what the door itself says to a client.

// problem is an answer in the form of RFC 9457. What stands below Detail are
// extensions.
type problem struct {
	Type   string   `json:"type"`
	Title  string   `json:"title"`
	Status int      `json:"status"`
	Detail string   `json:"detail"`
	App    string   `json:"app,omitempty"`
	State  string   `json:"state,omitempty"`
	Paths  []string `json:"paths,omitempty"`
}

// answer is JSON for those who ask for it, and text for people. It fills in
// Type and Title.
func answer(w http.ResponseWriter, r *http.Request, p problem) {
	p.Type, p.Title = "about:blank", http.StatusText(p.Status)
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if strings.Contains(r.Header.Get("Accept"), "json") {
		h.Set("Content-Type", "application/problem+json")
		w.WriteHeader(p.Status)
		_ = json.NewEncoder(w).Encode(p)
		return
	}
	h.Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(p.Status)
	fmt.Fprintf(w, "%d %s\n\n%s\n", p.Status, p.Title, p.Detail)
	if len(p.Paths) > 0 {
		fmt.Fprintf(w, "\n  %s\n", strings.Join(p.Paths, "\n  "))
	}
}
