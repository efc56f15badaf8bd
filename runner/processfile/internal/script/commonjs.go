package script

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/grafana/sobek"
	"github.com/grafana/sobek/parser"

	"workshop.example/processes/runner/processfile/internal/saved"
	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns CommonJS: module, exports and require.

// wrapper makes a file the body of a function, as Node does, so that its
// variables are its own. It stands on the file's first line, whose columns are
// set right again by place.
const wrapper = "(function (exports, require, module, __filename, __dirname) {"

// maxSource bounds each file that is loaded.
const maxSource = 1 << 20

// runCommon runs a CommonJS file and returns its module object. A file that
// requires itself in a circle sees what was exported so far, as in Node.
func (e *evaluation) runCommon(path, text string) (*sobek.Object, error) {
	module := e.vm.NewObject()
	exports := e.vm.NewObject()
	_ = module.Set("exports", exports)
	_ = module.Set("id", path)
	_ = module.Set("filename", path)
	e.common[path] = module
	e.sources[path] = text

	parsed, err := parser.ParseFile(nil, path, wrapper+text+"\n})", 0, parser.WithDisableSourceMaps)
	if err != nil {
		return nil, err
	}
	compiled, err := sobek.CompileAST(parsed, false)
	if err != nil {
		return nil, err
	}
	wrapped, err := e.vm.RunProgram(compiled)
	if err != nil {
		return nil, err
	}
	call, ok := sobek.AssertFunction(wrapped)
	if !ok {
		return nil, errors.New("the file closes a bracket that it did not open")
	}
	require := e.vm.ToValue(e.requireFrom(filepath.Dir(path)))
	_, err = call(exports, exports, require, module, e.vm.ToValue(path), e.vm.ToValue(filepath.Dir(path)))
	return module, err
}

// requireFrom is the require function of the files in a folder.
func (e *evaluation) requireFrom(dir string) func(sobek.FunctionCall) sobek.Value {
	return func(call sobek.FunctionCall) sobek.Value {
		name := call.Argument(0).String()
		value, err := e.require(dir, name)
		if err != nil {
			e.throw(err)
		}
		return value
	}
}

// require loads a module once; later calls get the same object.
func (e *evaluation) require(dir, name string) (sobek.Value, error) {
	if !isPath(name) {
		return e.builtin(name)
	}
	path, err := e.resolve(dir, name)
	if err != nil {
		return nil, err
	}
	if module, ok := e.common[path]; ok {
		return module.Get("exports"), nil
	}
	text, err := e.load(path)
	if err != nil {
		return nil, err
	}
	return e.runRequired(path, text)
}

// runRequired runs a file by its ending: .json is data, anything else code. A
// module is found out by its text, as newer Nodes do.
func (e *evaluation) runRequired(path, text string) (sobek.Value, error) {
	p, failure := parse(path, text, formatOf(path))
	if failure != nil {
		return nil, failure
	}
	switch p.format {
	case tree.JSON:
		return e.vm.RunScript(path, "("+p.text+"\n)")
	case tree.Module:
		return e.runModule(path, p.text)
	}
	module, err := e.runCommon(path, p.text)
	if err != nil {
		return nil, err
	}
	return module.Get("exports"), nil
}

// formatOf is the language of a loaded file. YAML cannot be required.
func formatOf(path string) tree.Format {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json":
		return tree.JSON
	case ".mjs":
		return tree.Module
	case ".cjs":
		return tree.Common
	}
	return tree.Script
}

// isPath tells a file from the name of a package.
func isPath(name string) bool {
	return name == "." || name == ".." || strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../") || filepath.IsAbs(name)
}

// resolve finds the file that a path means, with Node's endings.
func (e *evaluation) resolve(dir, name string) (string, error) {
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, filepath.FromSlash(name))
	}
	for _, ending := range []string{"", ".js", ".json", ".cjs", ".mjs", "/index.js"} {
		candidate := path + filepath.FromSlash(ending)
		if info, err := os.Stat(candidate); err == nil && info.Mode().IsRegular() {
			return e.inside(candidate)
		}
	}
	return "", &thrown{message: "cannot find `" + name + "`, which this file wants to load",
		found: path, name: name, hint: "a path in require or import is relative to the file that it stands in"}
}

// inside is the real path of a file of the project, or the refusal to touch
// one that is not. Links are followed first: one that points out of the
// project is outside.
func (e *evaluation) inside(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		real = filepath.Clean(path)
	}
	root, err := filepath.EvalSymlinks(e.request.Root)
	if err != nil {
		root = e.request.Root
	}
	if rel, err := filepath.Rel(root, real); err == nil && filepath.IsLocal(rel) {
		return real, nil
	}
	return "", &thrown{kind: notAllowed, message: "a process file may only read files of its own project",
		expected: "a file below " + root, found: path}
}

// load reads a file of the project that has been resolved.
func (e *evaluation) load(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return "", &thrown{message: "cannot read " + path}
	}
	if info.Size() > maxSource {
		return "", &thrown{kind: tooLarge, message: "the file is too large to be loaded by a process file", found: path}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", &thrown{message: "cannot read " + path}
	}
	source, encoding := saved.Text(content)
	if encoding != "" {
		return "", &thrown{message: "cannot read " + path + ": it is saved as " + encoding + ", not as UTF-8", hint: saved.AsUTF8}
	}
	e.sources[path] = source
	return source, nil
}
