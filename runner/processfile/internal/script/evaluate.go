// Package script runs a process file that is written in JavaScript and turns
// what it exports into a tree of plain data.
//
// The code it runs may be hostile. Nothing here protects the process that it
// runs in from endless native calls or from running out of memory: package
// sandbox gives it a process of its own for that. What is decided here is what
// a file can see and reach at all.
package script

import (
	"context"
	"errors"
	"fmt"

	"github.com/grafana/sobek"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// maxCalls is the depth of calls that a process file may reach; more is taken
// for a function that calls itself without end.
const maxCalls = 2000

// evaluation is one run of one process file, with the files it requires.
type evaluation struct {
	request tree.Request
	vm      *sobek.Runtime
	console console
	sources map[string]string // the text of every file that was loaded, by path

	builtins map[string]*sobek.Object // os, path, fs, url
	common   map[string]*sobek.Object // the module objects of CommonJS files, by path
	modules  map[string]sobek.ModuleRecord
	paths    map[any]string // the file that a module record came from
}

// Evaluate runs the file of the request and returns its value with the places
// where the file shows it, or the failure in a learner's words. The end of the
// context interrupts the file, which then was too slow: who counts its time,
// and how, is the caller's business.
func Evaluate(ctx context.Context, request tree.Request) (result tree.Result) {
	e := newEvaluation(request)
	defer func() {
		if broken := recover(); broken != nil {
			result = tree.Result{Failure: e.broken(broken)}
		}
		result.Console = e.console.lines
	}()
	defer context.AfterFunc(ctx, func() { e.vm.Interrupt("time") })()
	value, untouched, failure := e.run()
	return tree.Result{Value: value, Untouched: untouched, Failure: failure}
}

// broken is the failure behind a panic. An interrupt that meets the file's own
// code outside of a run, such as the toString of what it threw, arrives as one.
// Other than that the engine has no known panic left for valid input, but it is
// young where modules are concerned, and its panic is the file's trouble.
func (e *evaluation) broken(panicked any) *tree.Failure {
	err, _ := panicked.(error)
	var interrupted *sobek.InterruptedError
	var tooDeep *sobek.StackOverflowError
	if errors.As(err, &interrupted) || errors.As(err, &tooDeep) {
		return e.explain(err)
	}
	return &tree.Failure{Kind: syntax,
		Message: "the file uses something that the JavaScript engine of this kit cannot run",
		Found:   fmt.Sprint(panicked), Hint: "write it in a simpler way"}
}

// newEvaluation is an engine with its globals, and nothing run in it yet.
func newEvaluation(request tree.Request) *evaluation {
	e := &evaluation{
		request:  request,
		vm:       sobek.New(),
		sources:  map[string]string{},
		builtins: map[string]*sobek.Object{},
		common:   map[string]*sobek.Object{},
		modules:  map[string]sobek.ModuleRecord{},
		paths:    map[any]string{},
	}
	e.vm.SetMaxCallStackSize(maxCalls)
	e.installGlobals()
	return e
}

// run is the whole way from text to tree.
func (e *evaluation) run() (value *tree.Value, untouched bool, failure *tree.Failure) {
	request := e.request
	program, failure := parse(request.Path, request.Source, request.Format)
	if failure != nil {
		return nil, false, failure
	}
	e.sources[request.Path] = program.text
	if len(program.ast.Body) == 0 {
		return nil, false, &tree.Failure{Kind: fileEmpty,
			Message: "the file is empty: there is nothing in it but white space and comments",
			Hint:    "`go run ./runner init` writes a small one to begin with"}
	}
	exported, untouched, err := e.export(program)
	if err != nil {
		return nil, false, e.explain(err)
	}
	if untouched {
		if failure := misspelt(program); failure != nil {
			return nil, false, failure
		}
	}
	value, err = e.plain(exported)
	if err != nil {
		return nil, false, e.explain(err)
	}
	locate(value, program)
	return value, untouched, nil
}

// export runs the program and returns what it exports.
func (e *evaluation) export(p *program) (exported sobek.Value, untouched bool, err error) {
	switch p.format {
	case tree.JSON:
		exported, err = e.vm.RunScript(e.request.Path, "("+p.text+"\n)")
		return exported, false, err
	case tree.Module:
		exported, err = e.runModule(e.request.Path, p.text)
		return exported, false, err
	}
	module, err := e.runCommon(e.request.Path, p.text)
	if err != nil {
		return nil, false, err
	}
	exported = module.Get("exports")
	return exported, e.isUntouched(module), nil
}

// isUntouched tells a file that exports nothing from one that exports {}: only
// the second may be a learner's first try with the right idea, yet both come
// out as nothing to start.
func (e *evaluation) isUntouched(module *sobek.Object) bool {
	object, ok := module.Get("exports").(*sobek.Object)
	if !ok || object.ClassName() != "Object" || object.ExportType() == promiseType {
		return false
	}
	untouched := false
	e.vm.Try(func() { untouched = len(object.Keys()) == 0 })
	return untouched
}
