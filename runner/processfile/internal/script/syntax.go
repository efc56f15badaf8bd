package script

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/grafana/sobek"
	"github.com/grafana/sobek/ast"
	"github.com/grafana/sobek/parser"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns reading the text: which language it is, and what to tell a
// learner when it is none.

// The kinds of failure that a script can end in; processfile has the same
// names.
const (
	syntax     = "syntax"
	threw      = "threw"
	notAllowed = "not-allowed"
	tooSlow    = "too-slow"
	tooLarge   = "too-large"
	notData    = "not-data"
	fileEmpty  = "file-empty"
	nothing    = "nothing-exported"
)

// program is a file that was read: its text with what the engine does not know
// blanked out, so that every place in it stays where it was.
type program struct {
	path   string
	text   string
	ast    *ast.Program
	shift  int         // what stands before the text in the parsed source, on line 1
	format tree.Format // JSON, Module or Common: decided now
}

var (
	// The file's first line may name an interpreter.
	hashbang = regexp.MustCompile(`^#!`)
	// Node wants this for JSON modules; the engine does not know it.
	importAttribute = regexp.MustCompile(`(?m)^([ \t]*(?:import|export)\b[^;\n]*['"])([ \t]*\b(?:with|assert)[ \t]*\{[^}\n]*\})`)
)

// parse reads the text as what its format says it is. A script that is none,
// yet is a fine module, is taken for one: `export default` in a .js file is a
// beginner's most natural mistake, and harmless.
func parse(path, text string, format tree.Format) (*program, *tree.Failure) {
	text = blank(text)
	p := &program{path: path, text: text, format: format}
	switch format {
	case tree.JSON:
		return p, p.parseExpression()
	case tree.Module:
		return p, p.parseAs(text, parser.IsModule)
	}
	p.format = tree.Common
	failure := p.parseAs(text)
	if failure != nil && format == tree.Script {
		module := &program{path: path, text: text, format: tree.Module}
		problem := module.parseAs(text, parser.IsModule)
		if problem == nil || looksLikeModule(text) {
			return module, problem
		}
	}
	return p, failure
}

var moduleLine = regexp.MustCompile(`(?m)^[ \t]*(?:export[ \t]+(?:default\b|const\b|let\b|var\b|function\b|\{)|import\b[^(\n]*['"])`)

// looksLikeModule decides whose syntax error a broken file gets.
func looksLikeModule(text string) bool {
	return moduleLine.MatchString(text) && !strings.Contains(text, "module.exports")
}

// blank replaces what the engine does not know by as many blanks.
func blank(text string) string {
	text = hashbang.ReplaceAllString(text, "//")
	return importAttribute.ReplaceAllStringFunc(text, func(found string) string {
		part := importAttribute.FindStringSubmatch(found)
		return part[1] + strings.Repeat(" ", len(part[2]))
	})
}

func (p *program) parseAs(source string, options ...parser.Option) *tree.Failure {
	options = append(options, parser.WithDisableSourceMaps)
	var err error
	p.ast, err = parser.ParseFile(nil, p.path, source, 0, options...)
	if err = withoutReturn(err); err != nil {
		return p.syntaxFailure(err)
	}
	return nil
}

// parseExpression wraps JSON in parentheses, as PM2 does, so that an object is
// no block. An empty file is left without them.
func (p *program) parseExpression() *tree.Failure {
	if failure := p.parseAs(p.text); failure == nil && len(p.ast.Body) == 0 {
		return nil
	}
	p.shift = 1
	return p.parseAs("(" + p.text + "\n)")
}

// withoutReturn drops the complaint about a return outside of functions: a
// CommonJS file is a function's body.
func withoutReturn(err error) error {
	var list parser.ErrorList
	if !errors.As(err, &list) {
		return err
	}
	var rest parser.ErrorList
	for _, problem := range list {
		if problem.Message != "Illegal return statement" {
			rest = append(rest, problem)
		}
	}
	return rest.Err()
}

// syntaxFailure words the first of the parser's complaints; the others are
// mostly its echo.
func (p *program) syntaxFailure(err error) *tree.Failure {
	failure := &tree.Failure{Kind: syntax, File: p.path, Message: err.Error()}
	message := err.Error()
	var list parser.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		message = list[0].Message
		failure.At = tree.Place{Line: list[0].Position.Line, Column: list[0].Position.Column}
	}
	p.word(failure, message)
	return failure
}

// compileFailure words what the compiler rejects after the parser let it pass,
// such as a name that is declared twice.
func compileFailure(path, text string, problem *sobek.CompilerSyntaxError) *tree.Failure {
	p := &program{path: path, text: text}
	failure := &tree.Failure{Kind: syntax, File: path}
	if problem.File != nil {
		at := problem.File.Position(problem.Offset)
		failure.At = tree.Place{Line: at.Line, Column: at.Column}
	}
	p.word(failure, problem.Message)
	return failure
}

// word fills the texts of a syntax failure, whose place is still the parsed
// source's.
func (p *program) word(failure *tree.Failure, message string) {
	if failure.At.Line == 1 && failure.At.Column > p.shift {
		failure.At.Column -= p.shift
	}
	lines := strings.Split(p.text, "\n")
	if failure.At.Line > len(lines) || strings.Contains(message, "end of input") {
		failure.At = lastPlace(lines)
		message = "Unexpected end of input"
	}
	failure.Source = lineOf(lines, failure.At.Line)
	what, hint := reword(message, lines, failure.At)
	failure.Message = "the file is not valid " + p.language() + ": " + what
	failure.Hint = hint
}

func (p *program) language() string {
	if p.format == tree.JSON {
		return "JSON"
	}
	return "JavaScript"
}

// lastPlace is just behind the last text of the file, where the end came too
// early.
func lastPlace(lines []string) tree.Place {
	for i := len(lines) - 1; i >= 0; i-- {
		if text := strings.TrimRight(lines[i], " \t\r"); text != "" {
			return tree.Place{Line: i + 1, Column: len([]rune(text)) + 1}
		}
	}
	return tree.Place{Line: 1, Column: 1}
}

func lineOf(lines []string, line int) string {
	if line < 1 || line > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[line-1], "\r")
}

// reword turns the engine's complaint into a sentence and, where the text
// around it shows a usual mistake, a hint.
func reword(message string, lines []string, at tree.Place) (what, hint string) {
	line := []rune(lineOf(lines, at.Line))
	column := min(max(at.Column-1, 0), len(line))
	before, rest := string(line[:column]), string(line[column:])
	switch {
	case strings.Contains(message, "end of input"):
		return "it ends too early, something that was opened is never closed", unclosed(lines)
	case strings.Contains(message, "already been declared"):
		return lowerFirst(message), "give one of the two another name"
	case strings.Contains(message, "shorthand property initializer"):
		return "inside { } a field and its value are joined by a colon, not by =", "write `apps: [` instead of `apps = [`"
	case strings.HasPrefix(rest, "“") || strings.HasPrefix(rest, "”") || strings.HasPrefix(rest, "‘") || strings.HasPrefix(rest, "’"):
		return "this quotation mark is a typographic one", "use the straight ones of a keyboard: ' or \""
	case strings.HasPrefix(rest, "'") || strings.HasPrefix(rest, `"`):
		if strings.Contains(message, "ILLEGAL") {
			return "this text is never closed", "put the same quotation mark at its end, on the same line"
		}
	}
	token := firstToken(rest)
	if strings.HasPrefix(rest, "://") && bareScheme.MatchString(before) {
		return "this URL has no quotation marks around it", "a URL is a text: put it between quotation marks, as in 'redis://…'"
	}
	open := openBrackets(textBefore(lines, at))
	if wrong := strings.Contains("}])", token); wrong && len(open) > 0 && open[len(open)-1].closer() != token {
		last := open[len(open)-1]
		return fmt.Sprintf("expected %s but found %s", last.closer(), token), last.String() + " is still open"
	}
	if commaMissing(lines, at, before) && len(open) > 0 {
		return fmt.Sprintf("expected , or %s but found %s", open[len(open)-1].closer(), token), "is a comma missing at the end of the line before?"
	}
	return fmt.Sprintf("%s was not expected here", token), nearby(token, before, rest)
}

var word = regexp.MustCompile(`^(?:[\p{L}\p{N}_$]+|'[^'\n]*'|"[^"\n]*"|.)`)

func firstToken(rest string) string {
	if found := word.FindString(rest); found != "" {
		return found
	}
	return "the end of the line"
}

// commaMissing: the place is the first of its line, and the last text before
// it ends a value.
func commaMissing(lines []string, at tree.Place, before string) bool {
	if strings.TrimSpace(before) != "" {
		return false
	}
	for i := min(at.Line-2, len(lines)-1); i >= 0; i-- {
		text := strings.TrimSpace(lines[i])
		if text == "" || strings.HasPrefix(text, "//") {
			continue
		}
		return !strings.ContainsAny(text[len(text)-1:], ",;{[(:=")
	}
	return false
}

// bareScheme is the beginning of a URL that somebody wrote without quotes.
var bareScheme = regexp.MustCompile(`:\s*[a-z][a-z0-9+]*$`)

var barePath = regexp.MustCompile(`:\s*\.{0,2}$`)

// nearby is a hint for what stands where it should not.
func nearby(token, before, rest string) string {
	switch {
	case (token == "." || token == "/") && barePath.MatchString(strings.TrimRight(before, " ")):
		return "a path is a text: put it between quotation marks"
	case token == "-" && strings.Contains(rest, ":"):
		return "a name with - in it needs quotation marks; PM2's fields are written with _, such as max_restarts"
	case token == ";":
		return "inside { } and [ ] a comma separates, and a colon follows a name"
	case token == "}" || token == "]" || token == ")":
		return "is a bracket closed that was not opened, or another one still open?"
	case token == "export" || token == "import":
		return "in a CommonJS file it is `module.exports = …` and `require(…)`; name the file .mjs to use import and export"
	}
	return "look at this place and just before it: a missing comma, colon, quotation mark or bracket"
}

func lowerFirst(text string) string {
	if text == "" {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}
