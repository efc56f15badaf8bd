package processfile

import (
	"strconv"
	"strings"
)

// Kind names a sort of problem for good: the checker makes its failure ids of
// them, and tests and scripts rely on them.
type Kind string

const (
	FileMissing     Kind = "file-missing"     // no process file, or not at the given path
	FileMisnamed    Kind = "file-misnamed"    // no process file, but one whose name is nearly right
	FileEmpty       Kind = "file-empty"       // nothing in it but white space and comments
	Unreadable      Kind = "unreadable"       // permission, a folder, an unknown ending or encoding, too large
	Syntax          Kind = "syntax"           // not valid JavaScript, JSON or YAML
	Threw           Kind = "threw"            // valid, but running it failed
	NotAllowed      Kind = "not-allowed"      // it reached for the network, a child process, a file outside
	TooSlow         Kind = "too-slow"         // two seconds of processor time were not enough
	TooLarge        Kind = "too-large"        // it wanted more memory than a process file may have
	NothingExported Kind = "nothing-exported" // no module.exports, no export default
	NoApps          Kind = "no-apps"          // exported, but there is no app in it
	NotData         Kind = "not-data"         // a function, a cycle, a symbol where a value is needed
	KeyTwice        Kind = "key-twice"        // one key twice in an object: only the last counts
	UnknownField    Kind = "unknown-field"
	WrongType       Kind = "wrong-type"
	BadValue        Kind = "bad-value" // the right type, but out of range or of no meaning
	ScriptMissing   Kind = "script-missing"
	ScriptNotFound  Kind = "script-not-found"
	// InterpreterNotFound: the script is there, but what should run it is not
	// on this machine.
	InterpreterNotFound Kind = "interpreter-not-found"
	CwdNotFound         Kind = "cwd-not-found"
	NameTwice           Kind = "name-twice"
	PortInvalid         Kind = "port-invalid"
	PortTwice           Kind = "port-twice"
	EnvFile             Kind = "env-file"
	UnknownEnv          Kind = "unknown-env" // --env names what no app has
	NoEffect            Kind = "no-effect"   // a note: PM2's field, without effect here
)

// Problem is one thing that is wrong with a process file, or one remark about
// it.
type Problem struct {
	Kind  Kind
	At    Position
	App   string // the app's name, "" when the problem is the whole file's
	Field string // such as "instances" or "env.PORT"; "" when it is no field's

	Message  string // what is wrong, one sentence, for somebody who has never seen such a file
	Expected string
	Found    string
	Hint     string // what to try; "" when the message says it all

	// Source is the line of the file that the problem is about, for drawing a
	// caret under At.Column. It is set for syntax errors and for a file that
	// failed while it ran, when the line is known and holds no secret.
	// The middle of a text of more than a few hundred characters is left out,
	// and a long line is shown as far as it is near to At. None of the texts
	// holds what would speak to a terminal.
	Source string
}

// maxProblems is how many problems are kept: nobody mends a thousand at once,
// and mostly the first is the reason of the others.
const maxProblems = 20

// Invalid is the error of a process file that cannot be used. It holds what is
// wrong with it, in the file's order.
type Invalid struct {
	Path     string
	Problems []Problem // at most 20, and at least one
	More     int       // how many there are beyond those
}

// Error names the problems, each on a line of its own.
func (e *Invalid) Error() string {
	lines := make([]string, 0, len(e.Problems))
	for _, p := range e.Problems {
		lines = append(lines, p.At.String()+": "+p.Message)
	}
	if e.More > 0 {
		lines = append(lines, "… and "+strconv.Itoa(e.More)+" more")
	}
	return strings.Join(lines, "\n")
}
