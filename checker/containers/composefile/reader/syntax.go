package reader

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"workshop.example/processes/checker/containers/composefile"
)

// This file owns the first step: a text becomes a tree, or the line is told
// where it stops being YAML.

// documents parses a text, which may have several documents in it.
func documents(content []byte) ([]*yaml.Node, error) {
	var roots []*yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return roots, nil
		}
		if err != nil {
			return nil, err
		}
		if document.Kind == yaml.DocumentNode && len(document.Content) > 0 {
			roots = append(roots, document.Content[0])
		}
	}
}

// notYAML tells where and why a text is not YAML.
func notYAML(content []byte, err error) composefile.Problem {
	lines := strings.Split(string(content), "\n")
	number := min(max(lineNotYAML(lines, err), 1), len(lines))
	line := lines[number-1]
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	p := sayYaml.of(sourceLine(number, line)).At(composefile.Place{Line: number, Column: len(indent) + 1})
	if tab := strings.IndexByte(indent, '\t'); tab >= 0 {
		p.Column = tab + 1
		p.Expected = "spaces at the beginning of a line"
		p.Seen = "a tab at the beginning of line " + strconv.Itoa(number)
		p.Why = "YAML does not allow tabs there: nobody can tell how deep a tab is."
		p.Try = "Replace the tab by spaces, two for each level; most editors can do it for the whole file."
		return p
	}
	explainLine(&p, lines, err)
	return p
}

// explainLine adds what is known about the usual mistakes.
func explainLine(p *composefile.Problem, lines []string, err error) {
	line := lines[p.Line-1]
	above, aboveNumber := lineAbove(lines, p.Line)
	switch message := err.Error(); {
	case strings.Contains(message, "unknown anchor"):
		p.Expected = "an alias (`*name`) whose anchor (`&name`) stands further up"
		p.Try = "Write the anchor above, or put the value between quotes if the `*` is meant as a star."
	case wordAlone.MatchString(above) && indentOf(line) > indentOf(above):
		p.Line, p.Column = aboveNumber, indentOf(above)+1
		p.Expected = "a colon behind a field's name"
		p.Seen = sourceLine(aboveNumber, above)
		p.Try = "Write `" + strings.TrimSpace(above) + ":` with a colon."
	case strings.Contains(message, "quoted scalar"):
		p.Expected = "a quote that is closed again"
		p.Try = "Close the quote that begins in this line."
	case strings.Contains(message, "mapping values are not allowed"):
		p.Why = "A colon followed by a space begins a value, and there is one already, or the line is indented deeper than the one above allows."
		p.Try = "Put a text with a colon in it between quotes, or mend the indentation."
	case strings.Contains(message, "cannot start any token"):
		p.Why = "A value cannot begin with this character."
		p.Try = "Put the value between quotes."
	case strings.Contains(message, "flow"):
		p.Expected = "brackets that are closed again"
		p.Try = "Look for a missing `]`, `}` or comma in this line."
	}
}

// wordAlone is a line that looks like a field's name without its colon.
var wordAlone = regexp.MustCompile(`^\s*[A-Za-z][\w.-]*\s*$`)

func lineAbove(lines []string, number int) (string, int) {
	for i := number - 1; i > 0; i-- {
		if line := strings.TrimSpace(lines[i-1]); line != "" && !strings.HasPrefix(line, "#") {
			return strings.TrimRight(lines[i-1], "\r"), i
		}
	}
	return "", 0
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

func sourceLine(number int, line string) string {
	line = strings.TrimSpace(line)
	if len(line) > 80 {
		line = strings.ToValidUTF8(line[:80], "") + " …"
	}
	return "line " + strconv.Itoa(number) + ": " + line
}

// maxLines bounds the search below, which parses the beginning of a file again
// and again.
const maxLines = 1000

// lineNotYAML is the first line with which the text cannot be YAML any more.
// The parser's own line is often one where something began that went wrong
// later; so the beginnings of the file are tried: the line behind the longest
// one that can be parsed is the one to look at.
func lineNotYAML(lines []string, err error) int {
	told := lineTold(err)
	if len(lines) > maxLines {
		return told
	}
	for n := len(lines) - 1; n >= 0; n-- {
		beginning := strings.Join(lines[:n], "\n")
		if _, err := documents([]byte(beginning)); err == nil {
			return n + 1
		}
	}
	return told
}

var lineInMessage = regexp.MustCompile(`line (\d+)`)

// lineTold is the last line that the parser's message names.
func lineTold(err error) int {
	all := lineInMessage.FindAllStringSubmatch(err.Error(), -1)
	if len(all) == 0 {
		return 1
	}
	line, _ := strconv.Atoi(all[len(all)-1][1])
	return line
}
