package script

import (
	"fmt"
	"regexp"
	"strings"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns counting brackets, for the hints of syntax errors. Regular
// expressions and templates can fool it, so it never decides anything.

// bracket is one that was opened, with its line.
type bracket struct {
	sign rune
	line int
}

var closers = map[rune]string{'{': "}", '[': "]", '(': ")"}

func (b bracket) closer() string { return closers[b.sign] }

func (b bracket) String() string { return fmt.Sprintf("the %c of line %d", b.sign, b.line) }

var stripTexts = regexp.MustCompile(`'[^']*'|"[^"]*"|//.*$`)

// openBrackets are those still open at the end of the lines, the innermost
// last.
func openBrackets(lines []string) []bracket {
	var open []bracket
	for i, line := range lines {
		for _, r := range stripTexts.ReplaceAllString(line, "") {
			switch {
			case closers[r] != "":
				open = append(open, bracket{r, i + 1})
			case strings.ContainsRune("}])", r) && len(open) > 0 && open[len(open)-1].closer() == string(r):
				open = open[:len(open)-1]
			}
		}
	}
	return open
}

// textBefore is what stands before a place.
func textBefore(lines []string, at tree.Place) []string {
	if at.Line < 1 || at.Line > len(lines) {
		return lines
	}
	before := append([]string(nil), lines[:at.Line]...)
	last := []rune(before[at.Line-1])
	before[at.Line-1] = string(last[:min(max(at.Column-1, 0), len(last))])
	return before
}

// unclosed names the bracket that stays open.
func unclosed(lines []string) string {
	open := openBrackets(lines)
	if len(open) == 0 {
		return "a text, a comment or a bracket is still open"
	}
	return open[len(open)-1].String() + " is never closed"
}
