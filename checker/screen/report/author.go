package report

import (
	"fmt"
	"strings"

	"workshop.example/processes/runner/screen/console"
)

// NewExercise says which files of a new exercise were made, and what to do now.
func NewExercise(s *console.Streams, number int, folder string, made []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", s.Paint(console.Bold, fmt.Sprintf("Exercise %d is there, and works. These files are new:", number)))
	for _, name := range made {
		fmt.Fprintf(&b, "  %s\n", name)
	}
	fmt.Fprintf(&b, `
It is listed in exercises/exercises.go. See it pass, then change it into yours:

  go run ./checker %[1]d --config solutions/%[2]s/services.config.js
  go run ./checker verify %[1]d

The second one says what is still missing. docs/authoring.md goes on from here.
`, number, folder)
	return b.String()
}
