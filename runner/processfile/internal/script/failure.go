package script

import (
	"errors"
	"regexp"
	"strings"
	"unicode"

	"github.com/grafana/sobek"
	"github.com/grafana/sobek/file"
	"github.com/grafana/sobek/parser"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns the words for a file that fails while it runs.

// thrown is an error of the kit's own functions. The file may catch it like
// any other; when it does not, its kind and words reach the learner.
type thrown struct {
	kind                           string // "" is threw
	message, expected, found, hint string
	name                           string // what was to be loaded, as written
}

func (t *thrown) Error() string { return t.message }

// throw raises an error inside the running file.
func (e *evaluation) throw(err error) {
	var exception *sobek.Exception
	if errors.As(err, &exception) {
		panic(exception.Value()) // what a required file threw goes on as it is
	}
	object := e.vm.NewGoError(err)
	_ = object.Set("code", "MODULE_NOT_FOUND")
	panic(object)
}

// explain turns the error that a file ended with into a failure.
func (e *evaluation) explain(err error) *tree.Failure {
	var failure *tree.Failure
	var own *thrown
	var tooDeep *sobek.StackOverflowError
	var interrupted *sobek.InterruptedError
	var compile *sobek.CompilerSyntaxError
	var parse parser.ErrorList
	switch {
	case errors.As(err, &failure):
		return failure
	case errors.As(err, &interrupted):
		return e.place(TooSlow(), interrupted.Stack())
	case errors.As(err, &tooDeep):
		failure = &tree.Failure{Kind: threw, Message: "a function calls itself without end", Found: "more than 2000 calls in one another",
			Hint: "give it a condition under which it returns"}
		return e.place(failure, tooDeep.Stack())
	case errors.As(err, &own):
		failure = e.place(own.failure(), stackOf(err))
		if failure.At.Line == 0 {
			e.placeAtName(failure, own.name)
		}
		return failure
	case errors.As(err, &compile):
		return e.compileFailure(compile)
	case errors.As(err, &parse):
		return e.compileFailure(&sobek.CompilerSyntaxError{CompilerError: sobek.CompilerError{Message: parse[0].Message}})
	}
	return e.exception(err)
}

// TooSlow is the failure of a file that does not end: it has used up its
// processor time.
func TooSlow() *tree.Failure {
	return &tree.Failure{Kind: tooSlow, Message: "the file was still running after two seconds of processor time and was stopped",
		Expected: "a file that is evaluated in a few milliseconds", Hint: "look for a loop that never ends"}
}

// TooLarge is the failure of a file that wants too much memory.
func TooLarge() *tree.Failure {
	return &tree.Failure{Kind: tooLarge, Message: "the file wanted more memory than a process file may have and was stopped",
		Expected: "a few apps, which take some kilobytes", Hint: "look for a list or a text that grows without end"}
}

// placeAtName finds the import of a name: it fails before any code has run, so
// there is no stack that could tell.
func (e *evaluation) placeAtName(failure *tree.Failure, name string) {
	if name == "" {
		return
	}
	for path, source := range e.sources {
		for i, line := range strings.Split(source, "\n") {
			at := max(strings.Index(line, "'"+name+"'"), strings.Index(line, `"`+name+`"`))
			if at >= 0 {
				failure.File, failure.Source = path, strings.TrimRight(line, "\r")
				failure.At = tree.Place{Line: i + 1, Column: len([]rune(line[:at])) + 1}
				return
			}
		}
	}
}

func (t *thrown) failure() *tree.Failure {
	kind := t.kind
	if kind == "" {
		kind = threw
	}
	return &tree.Failure{Kind: kind, Message: t.message, Expected: t.expected, Found: t.found, Hint: t.hint}
}

func stackOf(err error) []sobek.StackFrame {
	var exception *sobek.Exception
	if errors.As(err, &exception) {
		return exception.Stack()
	}
	return nil
}

// place sets the failure to the topmost line of a file that the learner wrote.
func (e *evaluation) place(failure *tree.Failure, stack []sobek.StackFrame) *tree.Failure {
	for _, frame := range stack {
		if _, ours := e.sources[frame.SrcName()]; ours {
			return e.placeAt(failure, frame.SrcName(), frame.Position())
		}
	}
	return failure
}

// placeAt turns a place in what was compiled into one of the learner's file.
func (e *evaluation) placeAt(failure *tree.Failure, path string, at file.Position) *tree.Failure {
	failure.File = path
	failure.At = tree.Place{Line: at.Line, Column: at.Column - e.shiftOf(path, at.Line)}
	lines := strings.Split(e.sources[path], "\n")
	if failure.At.Line > len(lines) {
		failure.At = lastPlace(lines)
	}
	failure.Source = lineOf(lines, failure.At.Line)
	failure.At.Column = beginOfCall(failure.Source, max(failure.At.Column, 1))
	return failure
}

// beginOfCall goes from the bracket of a call, which is where the engine sees
// it, to the name that is called, which is where people do.
func beginOfCall(line string, column int) int {
	runes := []rune(line)
	at := column - 1
	if at >= len(runes) || runes[at] != '(' {
		return column
	}
	for at > 0 && (runes[at-1] == '.' || runes[at-1] == '_' || runes[at-1] == '$' || unicode.IsLetter(runes[at-1]) || unicode.IsDigit(runes[at-1])) {
		at--
	}
	for runes[at] == '.' {
		at++
	}
	return at + 1
}

// shiftOf is what the kit put before the first line of a file.
func (e *evaluation) shiftOf(path string, line int) int {
	_, common := e.common[path]
	switch {
	case line != 1:
		return 0
	case common:
		return len(wrapper)
	case formatOf(path) == tree.JSON || path == e.request.Path && e.request.Format == tree.JSON:
		return 1
	}
	return 0
}

func (e *evaluation) compileFailure(problem *sobek.CompilerSyntaxError) *tree.Failure {
	path := e.request.Path
	if problem.File != nil {
		path = problem.File.Name()
	}
	failure := compileFailure(path, e.sources[path], problem)
	if problem.File != nil {
		at := problem.File.Position(problem.Offset)
		e.placeAt(failure, path, at)
		p := &program{path: path, text: e.sources[path]}
		p.word(failure, problem.Message)
	}
	return failure
}

// maxWords bounds what an error says, in bytes. It is for the way to whoever
// shows it, who shortens it again, without cutting a secret in two.
const maxWords = 16 << 10

// exception words an error that the file threw, or ran into.
func (e *evaluation) exception(err error) *tree.Failure {
	message := err.Error()
	var exception *sobek.Exception
	var plain *rejected
	var value sobek.Value
	switch {
	case errors.As(err, &exception):
		value = exception.Value()
	case errors.As(err, &plain):
		value = plain.reason
	}
	var stack []sobek.StackFrame
	if value != nil {
		message = e.describe(value)
		stack = stackOf(err)
	}
	if len(message) > maxWords {
		message = strings.ToValidUTF8(message[:maxWords], "") + "…"
	}
	failure := &tree.Failure{Kind: threw, Message: "running the file failed: " + message, Hint: hintFor(message)}
	failure = e.place(failure, stack)
	if failure.At.Line == 0 && value != nil {
		e.placeByStackText(failure, value)
	}
	return failure
}

// describe is the error as text. Its toString is the file's own code, and may
// fail in turn.
func (e *evaluation) describe(value sobek.Value) (text string) {
	text = "an error without words"
	e.vm.Try(func() { text = value.String() })
	return text
}

var stackLine = regexp.MustCompile(`\(?([^()\s]+):(\d+):(\d+)\(`)

// placeByStackText reads the place from the error's own stack: a rejected
// promise carries no other.
func (e *evaluation) placeByStackText(failure *tree.Failure, value sobek.Value) {
	object, ok := value.(*sobek.Object)
	if !ok {
		return
	}
	var text string
	e.vm.Try(func() {
		if stack := object.Get("stack"); stack != nil {
			text = stack.String()
		}
	})
	for _, found := range stackLine.FindAllStringSubmatch(clip(text), 20) {
		if _, ours := e.sources[found[1]]; ours {
			e.placeAt(failure, found[1], file.Position{Line: atoi(found[2]), Column: atoi(found[3])})
			return
		}
	}
}

func atoi(digits string) int {
	n := 0
	for _, digit := range digits {
		if n = n*10 + int(digit-'0'); n > 1<<30 {
			return 0
		}
	}
	return n
}

var notDefined = regexp.MustCompile(`ReferenceError: (\S+) is not defined`)

// hintFor knows the usual reasons for the usual errors.
func hintFor(message string) string {
	if found := notDefined.FindStringSubmatch(message); found != nil {
		switch name := found[1]; name {
		case "module", "exports", "require", "__dirname", "__filename":
			return "this file is an ES module (it uses import or export, or its name ends in .mjs): write `export default { apps: [ … ] }` and `import`"
		case "Buffer", "URL", "performance":
			return "`" + name + "` belongs to Node.js; a process file is read without it"
		default:
			return "if `" + name + "` is meant as a text, put it between quotation marks; if it is a variable, it has to be declared before"
		}
	}
	switch {
	case strings.Contains(message, "Cannot read property"):
		return "the value before the dot is not there; is its name spelt right?"
	case strings.Contains(message, "before initialization"):
		return "the variable is declared further down; move it up"
	case strings.Contains(message, "Assignment to constant"):
		return "declare the variable with `let` instead of `const`"
	}
	return ""
}
