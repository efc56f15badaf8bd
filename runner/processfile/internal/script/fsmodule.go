package script

import (
	"os"

	"github.com/grafana/sobek"
)

// This file owns Node's fs module, as far as a process file needs it: it reads
// files and folders of the project and writes nothing.

// fsModule defines the rest of the functions as well, to say why they are not
// to be had, instead of "is not a function".
func (e *evaluation) fsModule() *sobek.Object {
	module := e.set(e.vm.NewObject(), map[string]any{
		"readFileSync": e.readFile, "existsSync": e.exists, "readdirSync": e.readDir,
		"statSync": e.stat, "lstatSync": e.stat,
		"realpathSync": func(path string) string { return path },
		"accessSync":   func(path string) { e.openable(path) },
	})
	for _, name := range []string{
		"writeFileSync", "appendFileSync", "mkdirSync", "mkdtempSync", "rmSync", "rmdirSync", "unlinkSync", "renameSync",
		"copyFileSync", "cpSync", "chmodSync", "chownSync", "symlinkSync", "linkSync", "truncateSync", "utimesSync", "openSync",
		"writeFile", "appendFile", "mkdir", "rm", "rmdir", "unlink", "rename", "copyFile", "cp", "chmod", "symlink", "link", "createWriteStream",
	} {
		e.forbid(module, name, "a process file cannot use fs."+name+": it may read, but never write")
	}
	for _, name := range []string{"readFile", "readdir", "stat", "access", "open", "watch", "watchFile", "createReadStream"} {
		e.forbid(module, name, "a process file cannot use fs."+name+": it is read in one go, so only the functions that end in Sync are there")
	}
	return module
}

// openable is the real path of what may be read, or it throws.
func (e *evaluation) openable(path string) string {
	full := pathOfURL(path)
	full, err := e.inside(e.resolvePath(full))
	if err != nil {
		e.throw(err)
	}
	if _, err := os.Stat(full); err != nil {
		e.throw(&thrown{message: "there is no file `" + path + "`, which this file wants to read", found: full,
			hint: "a path for fs is relative to the folder of the process file"})
	}
	return full
}

// readFile always answers with a text, where Node gives a Buffer when no
// encoding is named: JSON.parse and toString() work with both.
func (e *evaluation) readFile(call sobek.FunctionCall) sobek.Value {
	path := e.openable(call.Argument(0).String())
	before, known := e.sources[path]
	text, err := e.load(path)
	if err != nil {
		e.throw(err)
	}
	if !known {
		delete(e.sources, path) // data is no source to show lines of
	} else {
		e.sources[path] = before
	}
	return e.vm.ToValue(text)
}

// exists says no for everything outside of the project: there it can see
// nothing.
func (e *evaluation) exists(path string) bool {
	full, err := e.inside(e.resolvePath(pathOfURL(path)))
	if err != nil {
		return false
	}
	_, err = os.Stat(full)
	return err == nil
}

// maxEntries bounds what a folder may hold to be listed.
const maxEntries = 10000

// readDir lists a folder, in the alphabet's order.
func (e *evaluation) readDir(call sobek.FunctionCall) sobek.Value {
	entries, err := os.ReadDir(e.openable(call.Argument(0).String()))
	if err != nil || len(entries) > maxEntries {
		e.throw(&thrown{message: "cannot list the folder `" + call.Argument(0).String() + "`"})
	}
	withTypes := false
	if options, ok := call.Argument(1).(*sobek.Object); ok {
		if value := options.Get("withFileTypes"); value != nil {
			withTypes = value.ToBoolean()
		}
	}
	list := make([]any, len(entries))
	for i, entry := range entries {
		list[i] = entry.Name()
		if withTypes {
			list[i] = e.fileType(entry.Name(), entry.IsDir())
		}
	}
	return e.vm.NewArray(list...)
}

func (e *evaluation) stat(path string) sobek.Value {
	info, err := os.Stat(e.openable(path))
	if err != nil {
		e.throw(&thrown{message: "cannot look at `" + path + "`"})
	}
	object := e.fileType(info.Name(), info.IsDir())
	_ = object.Set("size", info.Size())
	_ = object.Set("mtimeMs", info.ModTime().UnixMilli())
	return object
}

func (e *evaluation) fileType(name string, dir bool) *sobek.Object {
	return e.set(e.vm.NewObject(), map[string]any{
		"name": name, "isDirectory": func() bool { return dir }, "isFile": func() bool { return !dir },
		"isSymbolicLink": func() bool { return false },
	})
}
