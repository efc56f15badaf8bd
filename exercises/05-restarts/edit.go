package restarts

import (
	"fmt"
	"go/parser"
	"go/token"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/sandbox"
)

// This file owns what the check writes into the copy's sources.

// edited is a program's main file with a new greeting, whatever its environment
// says. It works for any file that compiles. The text is the same in every check,
// so that its program is linked only once: what differs is the run's tag.
func edited(text string) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", text, parser.PackageClauseOnly)
	if err != nil {
		return "", fmt.Errorf("edit the main file: %w", err)
	}
	at := int(file.Name.End()) - 1 // a position counts from 1
	return text[:at] + "; import theEnvironment \"os\"" + text[at:] +
		"\nfunc init() { theEnvironment.Setenv(\"GREETING\", \"" + edition + "\"+theEnvironment.Getenv(\"" + sandbox.RunVariable + "\")) }\n", nil
}

const edition = "Hello from the version of run "

// newGreeting is what the edited program says in this run.
func newGreeting(r *check.Run) string { return edition + r.Box.Run }

// mistake is a line that no compiler accepts.
const mistake = "\nvar port int = \"three thousand\"\n"

// complaint is part of the message about it in every version of Go.
const complaint = "three thousand"
