package script

import (
	"os"
	"runtime"
	"strings"

	"github.com/grafana/sobek"
)

// This file owns the built-in modules' names: which exist, and what to say of
// those that do not.

// builtin is a module that is no file.
func (e *evaluation) builtin(name string) (*sobek.Object, error) {
	short := strings.TrimPrefix(name, "node:")
	if object, ok := e.builtins[short]; ok {
		return object, nil
	}
	build := map[string]func() *sobek.Object{
		"os": e.osModule, "path": e.pathModule, "path/posix": e.pathModule,
		"fs": e.fsModule, "url": e.urlModule, "process": e.processObject, "module": e.moduleModule,
	}[short]
	if build == nil {
		return nil, refusal(name, short)
	}
	object := build()
	e.builtins[short] = object
	return object, nil
}

// withhold are Node's own modules that a process file has no business with,
// with what each of them does.
var withhold = map[string]string{
	"child_process": "starts other programs", "cluster": "starts other programs", "worker_threads": "starts threads",
	"http": "uses the network", "https": "uses the network", "http2": "uses the network", "net": "uses the network",
	"tls": "uses the network", "dgram": "uses the network", "dns": "uses the network", "fs/promises": "reads and writes later than now",
	"timers": "waits", "timers/promises": "waits", "crypto": "is not part of this kit", "util": "is not part of this kit",
	"stream": "is not part of this kit", "events": "is not part of this kit", "assert": "is not part of this kit",
	"buffer": "is not part of this kit", "readline": "is not part of this kit", "zlib": "is not part of this kit", "vm": "is not part of this kit",
}

// refusal says why a module cannot be had. To a file that catches it, it looks
// like a package that is not installed.
func refusal(name, short string) error {
	refused := &thrown{kind: notAllowed, found: name, name: name, expected: "a relative path, os, path, fs or url"}
	if does, ok := withhold[short]; ok {
		refused.message = "a process file cannot load `" + name + "`, which " + does
		return refused
	}
	refused.message = "a process file cannot load the package `" + name + "`: there is no npm here, it is read without Node.js"
	if short == "dotenv" || strings.HasPrefix(short, "dotenv/") {
		refused.hint = "leave it out and give the app `env_file: '.env'`"
	}
	return refused
}

// osModule has what configurations ask for: mostly the number of cores. What
// would tell machines apart without need is left empty.
func (e *evaluation) osModule() *sobek.Object {
	text := func(f func() (string, error)) func() string {
		return func() string { found, _ := f(); return found }
	}
	home := func() string {
		for _, variable := range e.request.Env {
			if name, value, _ := strings.Cut(variable, "="); name == "HOME" || name == "USERPROFILE" {
				return value
			}
		}
		return ""
	}
	eol := "\n"
	if runtime.GOOS == "windows" {
		eol = "\r\n"
	}
	return e.set(e.vm.NewObject(), map[string]any{
		"cpus":                 e.cpus,
		"availableParallelism": func() int { return e.request.Cores },
		"platform":             platform,
		"type": func() string {
			return map[string]string{"linux": "Linux", "darwin": "Darwin", "windows": "Windows_NT"}[runtime.GOOS]
		},
		"arch":              nodeArch,
		"hostname":          text(os.Hostname),
		"homedir":           home,
		"tmpdir":            os.TempDir,
		"release":           func() string { return "" },
		"uptime":            func() int { return 0 },
		"loadavg":           func() sobek.Value { return e.vm.NewArray(0, 0, 0) },
		"totalmem":          func() int64 { return totalMemory() },
		"freemem":           func() int64 { return totalMemory() / 2 },
		"networkInterfaces": func() sobek.Value { return e.vm.NewObject() },
		"userInfo":          func() sobek.Value { return e.set(e.vm.NewObject(), map[string]any{"username": "", "homedir": home()}) },
		"endianness":        func() string { return "LE" },
		"EOL":               eol,
	})
}

// cpus has as many elements as there are cores; people take its length.
func (e *evaluation) cpus() sobek.Value {
	list := make([]any, e.request.Cores)
	for i := range list {
		list[i] = e.set(e.vm.NewObject(), map[string]any{"model": runtime.GOARCH, "speed": 0, "times": e.vm.NewObject()})
	}
	return e.vm.NewArray(list...)
}

// totalMemory is a round figure: no system tells it in the same way, and no
// process file can depend on it.
func totalMemory() int64 { return 8 << 30 }

func (e *evaluation) urlModule() *sobek.Object {
	return e.set(e.vm.NewObject(), map[string]any{
		"fileURLToPath": pathOfURL,
		"pathToFileURL": func(path string) sobek.Value {
			return e.set(e.vm.NewObject(), map[string]any{"href": urlOfPath(path)})
		},
	})
}

// moduleModule is for modules that make themselves a require function.
func (e *evaluation) moduleModule() *sobek.Object {
	return e.set(e.vm.NewObject(), map[string]any{
		"createRequire": func(from string) sobek.Value {
			return e.vm.ToValue(e.requireFrom(dirname(pathOfURL(from))))
		},
	})
}
