package docs_test

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// This file finds what is prose in a page.

// prose is a line that a person has written for others to read.
type prose struct {
	number int
	text   string
}

func (p prose) at(file string) string { return file + ":" + strconv.Itoa(p.number) }

// proseOfPage is a page without what it quotes: the words of the programs, and
// the table of words to avoid.
func proseOfPage(name, page string) (lines []prose) {
	quoting := false
	for i, line := range strings.Split(page, "\n") {
		switch {
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			quoting = !quoting
		case line == avoidedBegin:
			quoting = true
		case line == avoidedEnd:
			quoting = false
		case quoting, isQuotation(name, line):
		default:
			lines = append(lines, prose{i + 1, code.ReplaceAllString(line, "``")})
		}
	}
	return lines
}

// code is a name of a program, a field or a file within a line.
var code = regexp.MustCompile("`[^`]*`")

// The marks round the table of words to avoid, in the page for contributors.
const (
	avoidedBegin = "<!-- words: held by go test ./docs -run Words -->"
	avoidedEnd   = "<!-- end of words -->"
)

// isQuotation: the line says what a check says. A ladder of hints has a
// promise's name as its title, an answer's description words of a message.
func isQuotation(name, line string) bool {
	return filepath.Base(name) == "hints.md" && strings.HasPrefix(line, "## ") || strings.HasPrefix(line, "says: ")
}
