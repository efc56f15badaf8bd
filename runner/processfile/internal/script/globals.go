package script

import (
	"runtime"
	"strings"

	"github.com/grafana/sobek"
)

// This file owns what every process file sees without asking: console, process
// and the words for what it cannot have.

// maxConsole bounds what a file may say; the rest is dropped with a remark.
const maxConsole = 64 << 10

// console collects what a file says.
type console struct {
	lines []string
	size  int
	full  bool
}

func (c *console) add(text string) {
	if c.full {
		return
	}
	if c.size += len(text) + 1; c.size > maxConsole {
		c.full = true
		c.lines = append(c.lines, "(the file said more than 64 KiB; the rest is left out)")
		return
	}
	c.lines = append(c.lines, strings.Split(text, "\n")...)
}

func (e *evaluation) installGlobals() {
	e.set(e.vm.GlobalObject(), map[string]any{"console": e.consoleObject(), "process": e.processObject()})
	_ = e.vm.GlobalObject().Set("global", e.vm.GlobalObject())
	for _, name := range []string{"setTimeout", "setInterval", "setImmediate"} {
		e.forbid(e.vm.GlobalObject(), name, "a process file cannot use "+name+": it is read in one go, and nothing runs later")
	}
	for _, name := range []string{"fetch", "XMLHttpRequest", "WebSocket"} {
		e.forbid(e.vm.GlobalObject(), name, "a process file cannot use "+name+": it has no network")
	}
}

// set defines several properties at once. Their order does not matter: nobody
// exports these objects.
func (e *evaluation) set(object *sobek.Object, properties map[string]any) *sobek.Object {
	for name, value := range properties {
		_ = object.Set(name, value)
	}
	return object
}

// forbid defines a function that only says why it cannot be had.
func (e *evaluation) forbid(object *sobek.Object, name, message string) {
	_ = object.Set(name, func(sobek.FunctionCall) sobek.Value {
		e.throw(&thrown{kind: notAllowed, message: message, found: name + "()"})
		return nil
	})
}

// consoleObject collects what is said, whatever the level: the runner shows it
// among its messages, and standard output stays data.
func (e *evaluation) consoleObject() *sobek.Object {
	object := e.vm.NewObject()
	for _, name := range []string{"log", "info", "debug", "warn", "error", "trace", "dir", "table"} {
		_ = object.Set(name, func(call sobek.FunctionCall) sobek.Value {
			if e.console.full {
				return sobek.Undefined()
			}
			words := make([]string, 0, len(call.Arguments))
			for _, argument := range call.Arguments {
				words = append(words, e.show(argument))
			}
			e.console.add(strings.Join(words, " "))
			return sobek.Undefined()
		})
	}
	return object
}

// show is a value as console.log prints it: objects as JSON, which is close
// enough to Node's form.
func (e *evaluation) show(value sobek.Value) string {
	object, ok := value.(*sobek.Object)
	if !ok || object.ClassName() == "Error" {
		return clip(value.String())
	}
	if _, callable := sobek.AssertFunction(object); callable {
		return "[Function]"
	}
	text, err := object.MarshalJSON()
	if err != nil || len(text) == 0 {
		return object.ClassName()
	}
	return clip(string(text))
}

func clip(text string) string {
	if len(text) > maxConsole {
		return text[:maxConsole]
	}
	return text
}

// platform is Node's name of the system.
func platform() string {
	if runtime.GOOS == "windows" {
		return "win32"
	}
	return runtime.GOOS
}

// processObject is what is left of Node's process: nothing that acts.
func (e *evaluation) processObject() *sobek.Object {
	process := e.set(e.vm.NewObject(), map[string]any{
		"env":      e.environment(),
		"platform": platform(),
		"arch":     nodeArch(),
		"argv":     e.vm.NewArray("node", e.request.Path),
		"cwd":      func() string { return e.request.Dir },
		"version":  "v22.0.0",
		"versions": map[string]string{"node": "22.0.0"},
		"pid":      1,
	})
	for _, name := range []string{"exit", "abort", "kill", "chdir"} {
		e.forbid(process, name, "a process file cannot use process."+name+": it only describes the apps")
	}
	return process
}

// environment is a copy: what a file writes into process.env stays there.
func (e *evaluation) environment() *sobek.Object {
	env := e.vm.NewObject()
	for _, variable := range e.request.Env {
		if name, value, ok := strings.Cut(variable, "="); ok && name != "" {
			_ = env.Set(name, value)
		}
	}
	return env
}

func nodeArch() string {
	switch runtime.GOARCH {
	case "amd64":
		return "x64"
	case "386":
		return "ia32"
	}
	return runtime.GOARCH
}
