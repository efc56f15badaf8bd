package daemon

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"workshop.example/processes/runner/apps/launch"
	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/redact"
)

// This file owns what is told about one app. It is pure.

// description is an app in a message. Secrets are masked here, before anything
// leaves the daemon.
func description(app App, all bool) control.Description {
	spec := &app.Spec
	d := control.Description{
		Name: spec.Name, Namespace: spec.Namespace, Mode: string(spec.ExecMode), File: app.File, Failure: app.Failure,
		Script: spec.Script, Program: program(app), Args: maskedArgs(spec.Args), Cwd: spec.Cwd,
		Port: spec.Port, Shared: app.Shared, Health: spec.Health, Settings: settings(spec),
		Watch: spec.Watch, WatchPaths: app.Watched, LogFiles: app.LogFiles, Instances: app.Instances,
	}
	if !app.NextCron.IsZero() {
		d.NextCron = &app.NextCron
	}
	if d.Args == nil {
		d.Args = []string{}
	}
	d.Env, d.Shell = environment(app, all)
	return d
}

// program is what is executed: for a script its interpreter, too.
func program(app App) string {
	p := app.Spec.Program
	switch {
	case app.Program != "":
		return app.Program
	case p.Kind == processfile.Interpreted:
		return strings.Join(append(append([]string{p.Interpreter}, app.Spec.InterpreterArgs...), p.Path), " ")
	}
	return p.Path
}

// settings are the fields of an app's life that differ from their default.
func settings(spec *processfile.App) []control.Pair {
	pairs := []control.Pair{}
	add := func(differs bool, name, value string) {
		if differs {
			pairs = append(pairs, control.Pair{Name: name, Value: value})
		}
	}
	span := func(d, usual time.Duration, name string) { add(d != usual, name, d.String()) }
	add(!spec.Autorestart, "autorestart", "false")
	add(spec.MaxRestarts != 16, "max_restarts", strconv.Itoa(spec.MaxRestarts))
	span(spec.MinUptime, time.Second, "min_uptime")
	span(spec.RestartDelay, 0, "restart_delay")
	span(spec.ExpBackoffRestartDelay, 0, "exp_backoff_restart_delay")
	add(len(spec.StopExitCodes) > 0, "stop_exit_codes", fmt.Sprint(spec.StopExitCodes))
	span(spec.KillTimeout, 1600*time.Millisecond, "kill_timeout")
	add(spec.KillSignal != "SIGINT" && spec.KillSignal != "", "kill_signal", spec.KillSignal)
	add(!spec.Treekill, "treekill", "false")
	add(spec.WaitReady, "wait_ready", "true")
	span(spec.ListenTimeout, 3*time.Second, "listen_timeout")
	add(spec.MaxMemoryRestart > 0, "max_memory_restart", strconv.FormatInt(spec.MaxMemoryRestart, 10)+" bytes")
	add(spec.CronRestart != "", "cron_restart", spec.CronRestart)
	add(!spec.Autostart, "autostart", "false")
	return pairs
}

// secretName recognises names of variables whose value is nobody's business.
var secretName = regexp.MustCompile(`(?i)PASS(WORDS?|WD|PHRASE)?[0-9]*($|[_-])|PWD$|SECRET|TOKEN|JWT|BEARER|(API|ENCRYPTION|ACCESS|SIGNING)[_-]?KEY|(^|[_-])KEY($|[_-])|PRIVATE|CREDENTIAL|DSN|AUTH($|[_-])|COOKIE|SALT($|[_-])`)

// masked stands for such a value.
const masked = "********"

// environment is what the file gives an app, and the number of variables that
// the surrounding shell gives it besides; with all, those as well.
func environment(app App, all bool) ([]control.Variable, int) {
	spec := &app.Spec
	variables := []control.Variable{}
	for _, name := range slices.Sorted(maps.Keys(spec.Env)) {
		variables = append(variables, variable(name, spec.Env[name], spec.EnvFrom[name]))
	}
	shell := launch.Surrounding(spec, app.Environ)
	maps.DeleteFunc(shell, func(name, _ string) bool { _, own := spec.Env[name]; return own })
	if all {
		for _, name := range slices.Sorted(maps.Keys(shell)) {
			variables = append(variables, variable(name, shell[name], "the shell"))
		}
	}
	return variables, len(shell)
}

// maskedArgs hides what follows a name that looks secret: --token=x, --token x.
func maskedArgs(args []string) []string {
	shown := make([]string, len(args))
	secret := false
	for i, arg := range args {
		name, _, assigned := strings.Cut(arg, "=")
		isName := secretName.MatchString(name) && (assigned || strings.HasPrefix(arg, "-"))
		switch {
		case secret && !strings.HasPrefix(arg, "-"):
			shown[i] = masked
		case isName && assigned:
			shown[i] = name + "=" + masked
		default:
			shown[i] = redact.Redact(arg)
		}
		secret = isName && !assigned
	}
	return shown
}

func variable(name, value, from string) control.Variable {
	// PWD is a folder, and in every environment.
	if value != "" && name != "PWD" && name != "OLDPWD" && secretName.MatchString(name) {
		return control.Variable{Name: name, Value: masked, From: from, Masked: true}
	}
	return control.Variable{Name: name, Value: redact.Redact(value), From: from}
}
