package restarts

import (
	"fmt"
	"go/parser"
	"go/token"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/sandbox"
)

// This file owns what the check writes into the copy's sources.

// edited is a program's main file with a greeting of its own, whatever the
// environment says. It holds for any file that compiles, and is the same text in
// every check, so that its program is linked once: what is new in each run is
// the tag.
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

// mistake is a line that no compiler takes.
const mistake = "\nvar port int = \"three thousand\"\n"

// complaint is in every message about it, of whatever version of Go.
const complaint = "three thousand"
