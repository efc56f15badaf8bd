package composefile

import (
	"cmp"
	"fmt"
)

// Problem is one thing that is wrong with a Compose file, or one that the check
// does not run.
type Problem struct {
	// ID names this sort of problem for good: "UNKNOWN-FIELD", "PRIVILEGED".
	ID string
	// File is relative to the project's folder.
	File string
	// Line and Column count from 1. Line 0: it is not known where; Column 0:
	// the whole line.
	Line, Column int

	Expected string
	Seen     string
	Why      string // why it matters; "" when the other words say it
	Try      string // one sentence
}

// Where is "file:line:column", or as much of it as is known.
func (p Problem) Where() string { return place{p.File, p.Line, p.Column}.String() }

// String is the problem on one line, for logs and tests.
func (p Problem) String() string {
	return fmt.Sprintf("%s: %s: %s", p.Where(), p.ID, p.Seen)
}

func compareLines(a, b Problem) int {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// place is somewhere in a file. Line 0: unknown.
type place struct {
	file         string
	line, column int
}

func (p place) String() string {
	switch {
	case p.line == 0:
		return p.file
	case p.column == 0:
		return fmt.Sprintf("%s:%d", p.file, p.line)
	}
	return fmt.Sprintf("%s:%d:%d", p.file, p.line, p.column)
}

// at gives a problem its place.
func (p Problem) at(where place) Problem {
	p.File, p.Line, p.Column = where.file, where.line, where.column
	return p
}
