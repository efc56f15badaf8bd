package processfile

import (
	"fmt"
	"strings"

	"workshop.example/processes/runner/system/redact"
)

// This file owns what becomes of a text of the process file before a person
// sees it: no secrets, nothing that speaks to a terminal, and a bounded length.
// All of that has to happen here, in this order: who prints a problem cannot
// know which of its words are the file's.

const (
	maxText   = 600 // characters of a sentence
	maxBreaks = 10  // lines of one
	maxName   = 100 // of a name
	maxSource = 160 // of a line of the file
	maxLines  = 100 // of what the file says with console.log
)

// shownText is a sentence, maybe of several lines, that quotes the file.
func shownText(text string) string {
	text = redact.HarmlessLines(redact.Redact(text))
	if lines := strings.SplitN(text, "\n", maxBreaks+1); len(lines) > maxBreaks {
		lines[maxBreaks] = "…"
		text = strings.Join(lines, "\n")
	}
	return withoutMiddle(text, maxText)
}

// shownName is a name that the file gives, on one line.
func shownName(name string) string {
	return withoutMiddle(redact.Harmless(redact.Redact(name)), maxName)
}

// withoutMiddle leaves a text its two ends, which say what it is about.
func withoutMiddle(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	tail := limit / 4
	return string(runes[:limit-tail]) + "…" + string(runes[len(runes)-tail:])
}

// shownSource is the part of a line that is near a column, which counts from 1;
// 0 is its beginning. A minified file is one line.
func shownSource(line string, column int) string {
	line = redact.Harmless(line)
	runes := []rune(line)
	if len(runes) <= maxSource {
		return line
	}
	from := min(max(column-1-maxSource/2, 0), len(runes)-maxSource)
	part := string(runes[from : from+maxSource])
	if from > 0 {
		part = "…" + part
	}
	if from+maxSource < len(runes) {
		part += "…"
	}
	return part
}

// shownLines are the first lines that the file said.
func shownLines(said []string) []string {
	var lines []string
	for i, line := range said {
		if i == maxLines {
			return append(lines, fmt.Sprintf("… and %d more lines", len(said)-i))
		}
		lines = append(lines, withoutMiddle(redact.Harmless(redact.Redact(strings.TrimSuffix(line, "\r"))), maxText))
	}
	return lines
}
