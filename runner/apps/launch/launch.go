// Package launch says what is executed for one instance of an app: program,
// arguments, folder, environment. It is pure: it starts nothing and reads
// nothing but its arguments.
//
// It must never know how an instance is supervised, nor who else runs.
package launch

import (
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/runner/processfile"
)

// Command is one process to be: all that the system is told.
type Command struct {
	Argv []string // the program first
	Dir  string
	Env  []string // KEY=VALUE, sorted, each key once

	// Port is where the instance is expected to listen; 0 when the file gives
	// no PORT.
	Port int
}

// channelFile is the number of the open file on which a process with wait_ready
// says that it is ready: a line with the word. In Node it is what process.send
// writes to, under the name of NODE_CHANNEL_FD.
const channelFile = 3

// Seat is what one instance has of its own.
type Seat struct {
	Instance int
	// Port is the instance's own port behind a front door; 0 hands the file's
	// PORT on.
	Port int
	// Program is the path of the built program, for an app in Go.
	Program string
}

// For is the command of one instance. surrounding is the environment that the
// runner itself was given, extra what the runner adds for every process; extra
// wins over all.
func For(app *processfile.App, seat Seat, surrounding []string, extra map[string]string) Command {
	env := environment(app, seat, surrounding)
	maps.Copy(env, extra)
	port, _ := strconv.Atoi(app.Env["PORT"])
	if p, err := strconv.Atoi(env["PORT"]); err == nil && port != 0 {
		port = p
	}
	return Command{Argv: argv(app, seat), Dir: app.Cwd, Env: list(env), Port: port}
}

func argv(app *processfile.App, seat Seat) []string {
	switch app.Program.Kind {
	case processfile.GoPackage:
		return append([]string{seat.Program}, app.Args...)
	case processfile.Interpreted:
		argv := append([]string{app.Program.Interpreter}, app.InterpreterArgs...)
		return append(append(argv, app.Program.Path), app.Args...)
	case processfile.Shell:
		// "exec" would be kinder to signals, but it would break a line with
		// several commands. The whole group is signalled, so the shell in
		// front costs nothing but a process.
		return append([]string{"sh", "-c", app.Program.Path + ` "$@"`, "sh"}, app.Args...)
	}
	return append([]string{app.Program.Path}, app.Args...)
}

// environment lays the file's variables over the surrounding ones, and over
// both what belongs to the instance.
func environment(app *processfile.App, seat Seat, surrounding []string) map[string]string {
	env := Surrounding(app, surrounding)
	if app.Program.Kind == processfile.Interpreted && strings.HasPrefix(filepath.Base(app.Program.Interpreter), "python") {
		env["PYTHONUNBUFFERED"] = "1" // or its log would stay empty until it has printed some kilobytes (PM2)
	}
	maps.Copy(env, app.Env)
	if app.InstanceVar != "" {
		env[app.InstanceVar] = strconv.Itoa(seat.Instance)
	}
	if v := app.IncrementVar; v != "" {
		if base, err := strconv.Atoi(app.Env[v]); err == nil {
			env[v] = strconv.Itoa(base + seat.Instance)
		}
	}
	if seat.Port != 0 {
		env["PORT"] = strconv.Itoa(seat.Port)
	}
	if app.WaitReady {
		env["NODE_CHANNEL_FD"] = strconv.Itoa(channelFile)
	}
	return env
}

// essentials are handed on even with filter_env: true. Without them most
// programs, the go tool first, do not start at all.
var essentials = []string{
	"PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TZ", "TMPDIR", "TERM",
	"SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "TEMP", "TMP", "USERPROFILE", "LOCALAPPDATA", "APPDATA",
}

// Surrounding is what an app gets of the runner's own environment, by its
// filter_env: with true the essentials alone, with words everything but the
// variables whose name contains one of them (PM2).
func Surrounding(app *processfile.App, surrounding []string) map[string]string {
	env := map[string]string{}
	for _, pair := range surrounding {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" || app.FilterEnv && !Essential(name) || contains(name, app.FilterEnvFor) {
			continue
		}
		env[name] = value
	}
	return env
}

// Essential says whether a variable is one of those without which most programs
// do not start.
func Essential(name string) bool {
	return slices.Contains(essentials, strings.ToUpper(name)) || strings.HasPrefix(name, "LC_")
}

func contains(name string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return w != "" && strings.Contains(name, w) })
}

func list(env map[string]string) []string {
	pairs := make([]string, 0, len(env))
	for _, name := range slices.Sorted(maps.Keys(env)) {
		pairs = append(pairs, name+"="+env[name])
	}
	return pairs
}
