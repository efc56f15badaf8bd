// Package tree is the plain form of what a process file yields: data and
// nothing else, with the place of each piece. The evaluator, which runs
// strangers' code in a process of its own, makes it; the reader, which never
// runs any, checks it. It travels between them as JSON.
package tree

import (
	"math"
	"strconv"
)

// Kind is the sort of a value, in JavaScript's terms.
type Kind string

const (
	Undefined Kind = "undefined"
	Null      Kind = "null"
	Bool      Kind = "bool"
	Number    Kind = "number"
	String    Kind = "string"
	Array     Kind = "array"
	Object    Kind = "object"
	Function  Kind = "function"
	// Other is what is no data at all: a symbol, a cycle, a promise. Text
	// says which, with its article.
	Other Kind = "other"
)

// Value is one value. Only the fields of its kind are filled.
type Value struct {
	Kind    Kind     `json:"k"`
	Text    string   `json:"s,omitempty"` // String(value) for scalars, words for Other
	Items   []*Value `json:"i,omitempty"` // of an Array
	Members []Member `json:"m,omitempty"` // of an Object, in its order
	At      Place    `json:"p,omitzero"`
}

// Member is one key of an object with its value. At is the key's place.
type Member struct {
	Name  string `json:"n"`
	Value *Value `json:"v"`
	At    Place  `json:"p,omitzero"`
	// Lost is where the same key stands a first time, with a value that counts
	// for nothing. Zero: it stands there once.
	Lost Place `json:"l,omitzero"`
}

// Place is a line and column, both from 1, in the process file itself. Zero
// means that the file does not show the value: it was computed.
type Place struct {
	Line   int `json:"l,omitempty"`
	Column int `json:"c,omitempty"`
}

// Get is the value of a member, nil when the object has none of that name.
// The last one counts when a name is there twice.
func (v *Value) Get(name string) *Value {
	if m := v.Member(name); m != nil {
		return m.Value
	}
	return nil
}

// Member is the member of that name, or nil.
func (v *Value) Member(name string) *Member {
	if v == nil {
		return nil
	}
	for i := len(v.Members) - 1; i >= 0; i-- {
		if v.Members[i].Name == name {
			return &v.Members[i]
		}
	}
	return nil
}

// Float is the number's value; NaN for everything that is no number.
func (v *Value) Float() float64 {
	f, err := strconv.ParseFloat(v.Text, 64)
	if v.Kind != Number || err != nil && !math.IsInf(f, 0) {
		return math.NaN()
	}
	return f
}

// Failure is why a file yields nothing. Kind is one of processfile's kinds;
// the texts are sentences for a learner. File is absolute; "" means the
// process file itself.
type Failure struct {
	Kind     string `json:"kind"`
	File     string `json:"file,omitempty"`
	At       Place  `json:"at,omitzero"`
	Message  string `json:"message"`
	Expected string `json:"expected,omitempty"`
	Found    string `json:"found,omitempty"`
	Hint     string `json:"hint,omitempty"`
	Source   string `json:"source,omitempty"` // the line of the file that it is about
}

// Error is the message alone.
func (f *Failure) Error() string { return f.Message }

// Request is what the evaluator needs to know. All paths are absolute.
type Request struct {
	Path   string   `json:"path"`
	Source string   `json:"source"` // the file's text, without a byte order mark
	Format Format   `json:"format"`
	Dir    string   `json:"dir"`  // process.cwd()
	Root   string   `json:"root"` // files below it may be read
	Env    []string `json:"env"`  // process.env, as KEY=VALUE
	Cores  int      `json:"cores"`
	Limits Limits   `json:"limits"`
}

// Format is the language of a process file.
type Format string

const (
	Script Format = "js"   // CommonJS, or a module if only that parses
	Common Format = "cjs"  // CommonJS for certain
	Module Format = "mjs"  // an ES module
	JSON   Format = "json" // one expression, as PM2 reads it
	YAML   Format = "yaml"
)

// Limits bound an evaluation. Zero stands for no limit in each of them. Times
// are the evaluator's own processor time, counted from the arrival of the
// request: a machine that is slow, busy or suspended uses none of it up.
type Limits struct {
	ScriptMillis int    `json:"script_millis"` // until running code is interrupted
	HardMillis   int    `json:"hard_millis"`   // until the evaluator ends itself, whatever it does
	HeapBytes    uint64 `json:"heap_bytes"`    // until the evaluator's watchdog ends it
	SpaceBytes   uint64 `json:"space_bytes"`   // of address space beyond what the evaluator starts with, where the system has such a limit
}

// Result is what the evaluator answers: a value or a failure, never both.
type Result struct {
	Value   *Value   `json:"value,omitempty"`
	Failure *Failure `json:"failure,omitempty"`
	Console []string `json:"console,omitempty"`
	// Untouched: module.exports was never set, so Value is the empty object
	// that every file starts with.
	Untouched bool `json:"untouched,omitempty"`
}
