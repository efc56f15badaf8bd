package docs_test

import (
	"go/scanner"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
)

// This file finds what is prose in a page and in a Go file.

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
			lines = append(lines, prose{i + 1, line})
		}
	}
	return lines
}

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

// proseOfGo are the comments and the texts of a Go file.
func proseOfGo(source string) (lines []prose) {
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), nil, scanner.ScanComments)
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			return lines
		}
		if tok != token.COMMENT && tok != token.STRING {
			continue
		}
		for i, line := range strings.Split(text, "\n") {
			lines = append(lines, prose{file.Line(pos) + i, line})
		}
	}
}
