package processfile

import (
	"errors"
	"go/build"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// This file owns finding out what a script is, and where.

// byEnding are the programs that run scripts, the first one found wins. .ts is
// node's, too: it strips types by itself.
var byEnding = map[string][]string{
	".js": {"node"}, ".cjs": {"node"}, ".mjs": {"node"}, ".ts": {"node"},
	".py": {"python3", "python"}, ".rb": {"ruby"}, ".sh": {"bash", "sh"}, ".php": {"php"}, ".pl": {"perl"},
}

// folder resolves cwd and says whether it is one.
func (a *appReader) folder() bool {
	a.app.Cwd = a.absolute(a.app.Cwd)
	info, err := os.Stat(a.app.Cwd)
	if err == nil && info.IsDir() {
		return true
	}
	message, hint := "the folder of `cwd` does not exist", a.nearest(a.app.Cwd, a.app.Cwd)
	if err == nil {
		message, hint = "`cwd` is a file, not a folder", "the program itself belongs in `script`"
	}
	a.problem(Problem{Kind: CwdNotFound, At: a.app.Where("cwd"), Field: "cwd", Message: message, Expected: "a folder", Found: a.app.Cwd, Hint: hint})
	return false
}

// program finds out what the script is.
func (a *appReader) program() {
	path := filepath.FromSlash(a.app.Script)
	if !filepath.IsAbs(path) {
		path = filepath.Join(a.app.Cwd, path)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		a.noFile(path)
	case a.interpreter != "" && a.interpreter != "none":
		a.interpreted(path, []string{a.interpreter})
	case info.IsDir():
		a.goFolder(path)
	case a.interpreter == "" && filepath.Ext(path) == ".go":
		a.app.Program = Program{Kind: GoPackage, Path: goTarget(path)}
	case a.interpreter == "" && byEnding[strings.ToLower(filepath.Ext(path))] != nil:
		a.interpreted(path, byEnding[strings.ToLower(filepath.Ext(path))])
	case runtime.GOOS != "windows" && info.Mode()&0o111 == 0:
		a.problem(Problem{Kind: BadValue, At: a.app.Where("script"), Field: "script", Message: "the file of `script` is not executable",
			Expected: "a program, or a script whose ending says what runs it", Found: a.app.Script, Hint: "`chmod +x " + a.app.Script + "`, or name an `interpreter`"})
	default:
		a.app.Program = Program{Kind: Executable, Path: path}
	}
}

// noFile: the script may still be a command line, or a program of the system.
func (a *appReader) noFile(path string) {
	script := a.app.Script
	plain := !strings.ContainsAny(script, `/\`)
	switch {
	case a.interpreter != "" && a.interpreter != "none":
	case strings.ContainsAny(script, " \t"):
		a.app.Program = Program{Kind: Shell, Path: script}
		return
	case plain:
		if found := a.lookPath(script); found != "" {
			a.app.Program = Program{Kind: Executable, Path: found}
			return
		}
	}
	hint := a.nearest(path, a.app.Cwd)
	if plain && hint == "" {
		hint = "a program of this name is not installed either; a path begins with ./"
	}
	a.notFound("there is nothing at the path of `script`", script, path, hint)
}

// notFound shows the script as it is written and the place where it was looked
// for: the difference between the two is mostly the mistake.
func (a *appReader) notFound(message, found, expected, hint string) {
	a.problem(Problem{Kind: ScriptNotFound, At: a.app.Where("script"), Field: "script", Message: message, Expected: "a program at " + expected, Found: found, Hint: hint})
}

// interpreted needs one of these programs to run a script.
func (a *appReader) interpreted(path string, candidates []string) {
	for _, name := range candidates {
		command := name
		if strings.ContainsAny(name, `/\`) {
			command = a.absolute(name)
			if info, err := os.Stat(command); err != nil || info.IsDir() {
				continue
			}
		} else if a.lookPath(name) == "" {
			continue
		}
		a.app.Program = Program{Kind: Interpreted, Path: path, Interpreter: command}
		return
	}
	field := "script"
	if a.interpreter != "" {
		field = "interpreter"
	}
	a.problem(Problem{Kind: InterpreterNotFound, At: a.app.Where(field), Field: field,
		Message:  "`" + a.app.Script + "` is run by " + strings.Join(candidates, " or ") + ", which is not installed here",
		Expected: strings.Join(candidates, " or ") + " in the PATH", Found: "none", Hint: "install it, or name another `interpreter`"})
}

// goFolder takes a folder for a Go program if it has a package main. One whose
// files are broken counts as well: the compiler tells that best.
func (a *appReader) goFolder(path string) {
	found, err := build.ImportDir(path, 0)
	var none *build.NoGoError
	switch {
	case errors.As(err, &none):
		if program := a.lookPath(a.app.Script); program != "" && !strings.ContainsAny(a.app.Script, `/\.`) {
			a.app.Program = Program{Kind: Executable, Path: program} // a folder that is called like a program
			return
		}
		a.notFound("`script` is a folder, but there is no Go program (package main) in it", a.app.Script, path, a.within(path))
	case err == nil && found.Name != "main":
		a.notFound("`script` is a Go package, but not a program: its files say package "+found.Name+", not package main", a.app.Script, path, a.within(path))
	default:
		a.app.Program = Program{Kind: GoPackage, Path: path}
	}
}

// within suggests a folder or script below the one that was named.
func (a *appReader) within(path string) string {
	for _, name := range namesIn(path) {
		if found, err := build.ImportDir(filepath.Join(path, name), 0); err == nil && found.Name == "main" {
			return "did you mean " + shorten(a.app.Script) + "/" + name + "?"
		}
	}
	for _, name := range namesIn(path) {
		if byEnding[filepath.Ext(name)] != nil {
			return "name the file that starts it, such as " + shorten(a.app.Script) + "/" + name
		}
	}
	return ""
}

func shorten(script string) string { return strings.TrimRight(script, "/") }

// goTarget is what to build for a .go file: the package that it belongs to,
// or the file alone, as `go run` would take it.
func goTarget(path string) string {
	found, err := build.ImportDir(filepath.Dir(path), 0)
	if err == nil && found.Name == "main" {
		for _, file := range found.GoFiles {
			if file == filepath.Base(path) {
				return filepath.Dir(path)
			}
		}
	}
	return path
}

// nearest suggests what a path that is not there may have meant: a misspelt
// part of it, or one that counts from another folder.
func (a *appReader) nearest(path, base string) string {
	for _, other := range []string{a.file.Dir, filepath.Join(a.file.Dir, "services")} {
		if candidate := filepath.Join(other, filepath.FromSlash(a.app.Script)); a.app.Script != "" && path != base && candidate != path && exists(candidate) {
			return "did you mean " + asWritten(candidate, base) + "? the path counts from " + base
		}
	}
	existing := path
	var missing []string
	for !exists(existing) && filepath.Dir(existing) != existing {
		missing = append([]string{filepath.Base(existing)}, missing...)
		existing = filepath.Dir(existing)
	}
	if len(missing) == 0 {
		return ""
	}
	near := Suggest(missing[0], namesIn(existing))
	if near == "" {
		return ""
	}
	candidate := filepath.Join(append([]string{existing, near}, missing[1:]...)...)
	if !exists(candidate) {
		candidate = filepath.Join(existing, near)
	}
	if path == base {
		base = a.file.Dir
	}
	return "did you mean " + asWritten(candidate, base) + "?"
}

// asWritten is a path as one would write it into the file.
func asWritten(path, base string) string {
	rel, err := filepath.Rel(base, path)
	if err != nil {
		return path
	}
	rel = filepath.ToSlash(rel)
	if strings.HasPrefix(rel, "../") {
		return rel
	}
	return "./" + rel
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
