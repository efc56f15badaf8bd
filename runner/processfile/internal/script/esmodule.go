package script

import (
	"net/url"
	"path/filepath"
	"sort"
	"strings"

	"github.com/grafana/sobek"
	"github.com/grafana/sobek/parser"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns ES modules: import, export, import.meta.

var errNeverSettles = &thrown{kind: notData, message: "the file waits for something that never happens, so it yields nothing",
	expected: "the apps", found: "a promise that never settles",
	hint: "a process file is read in one go: there are no timers and no network to wait for"}

// runModule runs an ES module and returns its default export, or else an
// object of its named exports.
func (e *evaluation) runModule(path, text string) (sobek.Value, error) {
	e.vm.SetGetImportMetaProperties(e.importMeta)
	e.vm.SetImportModuleDynamically(e.importDynamically)
	record, err := e.parseModule(path, text)
	if err != nil {
		return nil, err
	}
	if err := record.Link(); err != nil {
		return nil, err
	}
	promise := e.vm.CyclicModuleRecordEvaluate(record, e.resolveModule)
	switch promise.State() {
	case sobek.PromiseStateRejected:
		return nil, rejection(promise.Result())
	case sobek.PromiseStatePending:
		return nil, errNeverSettles
	}
	namespace := e.vm.NamespaceObjectFor(record)
	if value := namespace.Get("default"); value != nil && !sobek.IsUndefined(value) {
		return value, nil
	}
	return namespace, nil
}

// rejection is the error that a promise was rejected with. The engine wraps
// its own errors into values on the way.
func rejection(reason sobek.Value) error {
	if err, ok := reason.Export().(error); ok {
		return err
	}
	return &rejected{reason}
}

// rejected is a promise's reason that is a plain JavaScript value.
type rejected struct{ reason sobek.Value }

func (r *rejected) Error() string { return r.reason.String() }

func (e *evaluation) parseModule(path, text string) (*sobek.SourceTextModuleRecord, error) {
	e.sources[path] = text
	record, err := sobek.ParseModule(path, text, e.resolveModule, parser.WithDisableSourceMaps)
	if err != nil {
		return nil, err
	}
	e.modules[path] = record
	e.paths[sobek.ModuleRecord(record)] = path
	return record, nil
}

// resolveModule is the engine's question which module an import means.
func (e *evaluation) resolveModule(from any, name string) (sobek.ModuleRecord, error) {
	dir := filepath.Dir(e.request.Path)
	if path, ok := e.paths[from]; ok {
		dir = filepath.Dir(path)
	}
	if strings.HasPrefix(name, "file:") {
		name = pathOfURL(name)
	}
	if !isPath(name) {
		return e.builtinModule(name)
	}
	path, err := e.resolve(dir, name)
	if err != nil {
		return nil, err
	}
	if record, ok := e.modules[path]; ok {
		return record, nil
	}
	text, err := e.load(path)
	if err != nil {
		return nil, err
	}
	return e.importFile(path, text)
}

// importFile reads a module, or something that stands in for one: JSON and
// CommonJS files run now and are foreign modules.
func (e *evaluation) importFile(path, text string) (sobek.ModuleRecord, error) {
	p, failure := parse(path, text, formatOf(path))
	if failure != nil {
		return nil, failure
	}
	if p.format == tree.Module {
		return e.parseModule(path, p.text)
	}
	value, err := e.runRequired(path, text)
	if err != nil {
		return nil, err
	}
	record := &foreign{value: value, vm: e.vm}
	e.modules[path] = record
	return record, nil
}

func (e *evaluation) builtinModule(name string) (sobek.ModuleRecord, error) {
	key := "node:" + strings.TrimPrefix(name, "node:")
	if record, ok := e.modules[key]; ok {
		return record, nil
	}
	value, err := e.builtin(name)
	if err != nil {
		return nil, err
	}
	record := &foreign{value: value, vm: e.vm}
	e.modules[key] = record
	return record, nil
}

// importMeta gives a module the means to find files beside itself.
func (e *evaluation) importMeta(record sobek.ModuleRecord) []sobek.MetaProperty {
	path := e.paths[record]
	return []sobek.MetaProperty{
		{Key: "url", Value: e.vm.ToValue(urlOfPath(path))},
		{Key: "filename", Value: e.vm.ToValue(path)},
		{Key: "dirname", Value: e.vm.ToValue(filepath.Dir(path))},
	}
}

// importDynamically answers import(…) at once: there is nothing to wait for.
func (e *evaluation) importDynamically(from any, name sobek.Value, capability any) {
	record, err := e.resolveModule(from, name.String())
	var reason any
	if err != nil {
		reason = e.vm.NewGoError(err)
	}
	e.vm.FinishLoadingImportModule(from, name, capability, record, reason)
}

func urlOfPath(path string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed
	}
	return (&url.URL{Scheme: "file", Path: slashed}).String()
}

// pathOfURL is the path of a file URL; any other text stays as it is.
func pathOfURL(text string) string {
	parsed, err := url.Parse(text)
	if err != nil || parsed.Scheme != "file" {
		return text
	}
	path := parsed.Path
	if len(path) > 2 && path[0] == '/' && path[2] == ':' {
		path = path[1:] // file:///C:/x is C:/x
	}
	return filepath.FromSlash(path)
}

// foreign is a module whose exports exist already: a built-in one, JSON, or a
// CommonJS file. The whole is its default export, and every key a named one.
type foreign struct {
	value sobek.Value
	vm    *sobek.Runtime
}

func (f *foreign) Link() error { return nil }

func (f *foreign) ResolveExport(name string, _ ...sobek.ResolveSetElement) (*sobek.ResolvedBinding, bool) {
	if name != "default" && f.GetBindingValue(name) == nil {
		return nil, false
	}
	return &sobek.ResolvedBinding{BindingName: name, Module: f}, false
}

// Evaluate has nothing to run: the value exists already. The engine expects the
// instance as the promise's result.
func (f *foreign) Evaluate(vm *sobek.Runtime) *sobek.Promise {
	promise, resolve, _ := vm.NewPromise()
	_ = resolve(f)
	return promise
}

func (f *foreign) GetExportedNames(callback func([]string), _ ...sobek.ModuleRecord) bool {
	names := []string{"default"}
	if object, ok := f.value.(*sobek.Object); ok {
		f.vm.Try(func() { names = append(names, object.Keys()...) })
	}
	sort.Strings(names)
	callback(names)
	return true
}

// GetBindingValue makes foreign its own instance: it has no state.
func (f *foreign) GetBindingValue(name string) sobek.Value {
	if name == "default" {
		return f.value
	}
	object, ok := f.value.(*sobek.Object)
	if !ok {
		return nil
	}
	var value sobek.Value
	if failed := f.vm.Try(func() { value = object.Get(name) }); failed != nil {
		return nil
	}
	return value
}
