// Package processfile finds, evaluates and checks a process file: PM2's
// ecosystem file, such as services.config.js.
//
// Two calls do it all: [Find], when no file was named, and [Read]. Read returns
// either a [File] in which every default is filled in and every path absolute,
// or an [*Invalid] with everything that is wrong with the file at once. It
// starts none of the apps, and knows nothing of what happens to them later.
//
// The file is a program, maybe a hostile one, so it runs in a child process:
// main functions and tests that use this package call selfexec.Play first.
package processfile

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"

	"workshop.example/processes/runner/processfile/internal/sandbox"
	"workshop.example/processes/runner/processfile/internal/saved"
	"workshop.example/processes/runner/processfile/internal/tree"
	"workshop.example/processes/runner/system/redact"
)

// Options of [Read]. The zero value reads a file for use where it lies, with
// an empty process.env.
type Options struct {
	// EnvName chooses env_<name>, as --env does; "" chooses none.
	EnvName string
	// Environ is the surrounding shell's environment as KEY=VALUE. The file
	// sees a copy of it as process.env, and programs are looked for in its
	// PATH; without one there, in this process's own PATH.
	Environ []string
	// Dir is the folder that relative paths belong to; "" is the file's own.
	Dir string
	// Root is the project: files below it may be required and read. "" is the
	// nearest folder above the file with a go.mod, package.json or .git, else
	// the file's folder.
	Root string
	// Base is the folder that the positions of problems are shown relative to;
	// "" is the working folder.
	Base string
	// Cores is the number of processor cores that "max" stands for; 0 is this
	// machine's.
	Cores int

	evaluator sandbox.Evaluator // for tests
}

// Starved is the error of a machine that is too busy to read a process file.
// It begins with the file again, with more patience, before it gives up.
type Starved = sandbox.Starved

// maxFile bounds a process file, in bytes.
const maxFile = 1 << 20

// Read evaluates and checks the process file at a path. The error is an
// *Invalid for everything that is wrong with the file. A *Starved is the
// machine's trouble; any other error is this program's own, or the context's
// end.
func Read(ctx context.Context, path string, options Options) (*File, error) {
	r, err := newReader(path, options)
	if err != nil {
		return nil, err
	}
	source, problem := r.source()
	if problem != nil {
		return nil, r.invalid(*problem)
	}
	result, err := r.options.evaluator.Evaluate(ctx, r.request(source))
	if err != nil {
		return nil, err
	}
	r.file.Console = shownLines(result.Console)
	if result.Failure != nil {
		return nil, r.invalid(r.failed(result.Failure))
	}
	r.whole(result.Value, result.Untouched)
	if len(r.problems) > 0 {
		return nil, r.invalid(r.problems...)
	}
	inFileOrder(r.file.Notes)
	return r.file, nil
}

// reader is one reading of one file.
type reader struct {
	options  Options
	root     string
	shown    string // the file as problems name it
	format   tree.Format
	path     []string // the folders in which programs are looked for
	file     *File
	problems []Problem
	guessed  map[string]bool // default names of scripts that were not found
}

// newReader makes every path of the options absolute.
func newReader(path string, options Options) (*reader, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(absolute)
	if options.Dir != "" {
		if dir, err = filepath.Abs(options.Dir); err != nil {
			return nil, err
		}
	}
	if options.Cores <= 0 {
		options.Cores = runtime.NumCPU()
	}
	root := options.Root
	if root == "" {
		root = projectRoot(filepath.Dir(absolute))
	}
	return &reader{
		options: options, root: root, shown: relativeTo(options.Base, absolute),
		path: searchPath(options.Environ), file: &File{Path: absolute, Dir: dir}, guessed: map[string]bool{},
	}, nil
}

// relativeTo is a path as a person would name it who stands in base.
func relativeTo(base, path string) string {
	if base == "" {
		base, _ = os.Getwd()
	}
	if rel, err := filepath.Rel(base, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}

// source is the text of the file, or what is wrong before it can be looked at.
func (r *reader) source() (string, *Problem) {
	path := r.file.Path
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", &Problem{Kind: FileMissing, Message: "there is no such file", Expected: "a process file at " + path,
			Found: "nothing", Hint: r.nearestFile()}
	case err != nil:
		return "", &Problem{Kind: Unreadable, Message: "the file cannot be read: " + cause(err)}
	case info.IsDir():
		return "", &Problem{Kind: Unreadable, Message: "this is a folder, not a process file", Expected: "a file such as services.config.js", Found: "a folder"}
	case !info.Mode().IsRegular():
		return "", &Problem{Kind: Unreadable, Message: "this is no ordinary file", Expected: "a file such as services.config.js", Found: info.Mode().Type().String()}
	case info.Size() > maxFile:
		return "", &Problem{Kind: Unreadable, Message: "the file is far too large for a process file", Expected: "at most 1 MiB"}
	}
	format, known := formatOf(path)
	if !known {
		hint := ""
		if name, right := misnamed([]string{filepath.Base(path)}); name != "" {
			hint = renameWords(name, right)
		}
		return "", &Problem{Kind: Unreadable, Message: "a file with this ending cannot be a process file",
			Expected: ".js, .cjs, .mjs, .json, .yaml or .yml", Found: filepath.Base(path), Hint: hint}
	}
	r.format = format
	content, err := os.ReadFile(path)
	if err != nil {
		return "", &Problem{Kind: Unreadable, Message: "the file cannot be read: " + cause(err), Hint: "look at its permissions"}
	}
	source, encoding := saved.Text(content)
	if encoding != "" {
		return "", &Problem{Kind: Unreadable, Message: "the file is saved as " + encoding + ", and the programs that read it expect UTF-8", Expected: "a text in UTF-8", Found: encoding, Hint: saved.AsUTF8}
	}
	if strings.TrimSpace(source) == "" {
		return "", &Problem{Kind: FileEmpty, Message: "the file is empty", Expected: "a description of the apps",
			Hint: "`go run ./runner init` writes a small one to begin with"}
	}
	return source, nil
}

// nearestFile is what to try when the named file is not there.
func (r *reader) nearestFile() string {
	if name := Suggest(filepath.Base(r.file.Path), namesIn(filepath.Dir(r.file.Path))); name != "" {
		return "did you mean " + filepath.Join(filepath.Dir(r.shown), name) + "?"
	}
	return "`go run ./runner init` writes a small one to begin with"
}

// cause is the bare reason of a file error, without the path that the problem
// names anyway.
func cause(err error) string {
	var where *fs.PathError
	if errors.As(err, &where) {
		return where.Err.Error()
	}
	return err.Error()
}

// request is what the evaluator is told; nothing else reaches it.
func (r *reader) request(source string) tree.Request {
	return tree.Request{
		Path: r.file.Path, Source: source, Format: r.format, Dir: r.file.Dir, Root: r.root,
		Env: r.options.Environ, Cores: r.options.Cores, Limits: sandbox.Limits(),
	}
}

// failed is the problem of a file that yields nothing.
func (r *reader) failed(f *tree.Failure) Problem {
	p := Problem{Kind: Kind(f.Kind), At: r.at(f.At), Message: f.Message, Expected: f.Expected, Found: f.Found, Hint: f.Hint}
	if f.File != "" && f.File != r.file.Path {
		p.At.File = relativeTo(r.options.Base, f.File)
	}
	// A line with a secret is not shown, rather than shown with a caret that
	// points beside.
	if redact.Redact(f.Source) == f.Source {
		p.Source = shownSource(f.Source, f.At.Column)
	}
	return p
}

func (r *reader) at(place tree.Place) Position {
	return Position{File: r.shown, Line: place.Line, Column: place.Column}
}

// invalid is the error of these problems, in the file's order.
func (r *reader) invalid(problems ...Problem) *Invalid {
	inFileOrder(problems)
	more := max(0, len(problems)-maxProblems)
	problems = problems[:len(problems)-more]
	for i := range problems {
		problems[i] = r.clean(problems[i])
	}
	return &Invalid{Path: r.file.Path, Problems: problems, More: more}
}

// clean makes a problem fit to be shown (see shown.go), and gives it the file
// when it has no place at all. Every problem and note passes through it.
func (r *reader) clean(p Problem) Problem {
	if p.At.File == "" {
		p.At.File = r.shown
	}
	for _, text := range []*string{&p.Message, &p.Expected, &p.Found, &p.Hint} {
		*text = shownText(*text)
	}
	for _, name := range []*string{&p.Field, &p.App, &p.At.File} {
		*name = shownName(*name)
	}
	return p
}

func (r *reader) problem(p Problem) { r.problems = append(r.problems, p) }

// note keeps the first of several remarks about fields of one name.
func (r *reader) note(p Problem) {
	same := func(other Problem) bool { return other.Kind == p.Kind && other.Field == p.Field }
	if !slices.ContainsFunc(r.file.Notes, same) {
		r.file.Notes = append(r.file.Notes, r.clean(p))
	}
}

// inFileOrder sorts by line and column; what has none comes last, in the order
// of its finding.
func inFileOrder(problems []Problem) {
	sort.SliceStable(problems, func(i, j int) bool {
		a, b := problems[i].At, problems[j].At
		switch {
		case a.Line == 0 || b.Line == 0:
			return a.Line != 0 && b.Line == 0
		case a.Line != b.Line:
			return a.Line < b.Line
		}
		return a.Column < b.Column
	})
}
