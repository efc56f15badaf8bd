package check

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
)

// This file owns the file that an exercise asks for, where that is no process
// file.

// AnswerIsThere finds the exercise's file and gives its path in the copy. The
// finding is that there is none; try says what to do then.
func (r *Run) AnswerIsThere(try string) (path string, missing *Finding) {
	if path = r.Box.Answer(r.Exercise.Answers); path != "" {
		return path, nil
	}
	name := r.Exercise.Answers[0]
	return "", &Finding{
		ID:       "FILE-MISSING",
		Expected: fmt.Sprintf("%s in the kit's folder, beside services.config.js", name),
		Seen:     "there is no such file",
		Where:    name,
		Try:      try,
	}
}

// judged is the name of the learner's own file that this run has judged.
func (r *Run) judged(usual string) string {
	switch {
	case r.File != nil:
		return filepath.Base(r.File.Path)
	case len(r.Exercise.Answers) > 0:
		if path := r.Box.Answer(r.Exercise.Answers); path != "" {
			return filepath.Base(path)
		}
	}
	return usual
}

// Tell says what is under way inside of a promise that takes long: "building:
// RUN go build".
func (r *Run) Tell(what string) {
	if r.doing != nil {
		r.doing(what)
	}
}

// tellBuild says what is being compiled; "" when that is over.
func (r *Run) tellBuild(what string) {
	if what == "" {
		r.Tell(r.promise)
		return
	}
	r.Tell("compiling " + what + "; the first time can take a minute or two")
}

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
