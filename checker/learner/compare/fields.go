package compare

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"workshop.example/processes/runner/processfile"
)

// This file owns the table of an app's fields, each with its meaning as a text:
// two texts that are equal mean the same.

// field is one field of an app. Value is its meaning; "" when it has none.
type field struct {
	name  string
	value func(*processfile.File, *processfile.App) string
}

// fields leaves out name, script, env, env_file and port: program and
// environment are compared by what comes of them.
var fields = []field{
	{"args", func(f *processfile.File, a *processfile.App) string { return inKit(f, words(a.Args)) }},
	{"cwd", func(f *processfile.File, a *processfile.App) string { return relative(f, a.Cwd) }},
	{"interpreter", text(func(a *processfile.App) string { return a.Program.Interpreter })},
	{"interpreter_args", func(f *processfile.File, a *processfile.App) string { return inKit(f, words(a.InterpreterArgs)) }},
	{"exec_mode", func(_ *processfile.File, a *processfile.App) string { return string(a.ExecMode) }},
	{"instances", func(_ *processfile.File, a *processfile.App) string { return strconv.Itoa(a.Instances) }},
	{"namespace", text(func(a *processfile.App) string { return a.Namespace })},
	{"filter_env", filterEnv},
	{"instance_var", text(func(a *processfile.App) string { return a.InstanceVar })},
	{"increment_var", text(func(a *processfile.App) string { return a.IncrementVar })},
	{"autorestart", boolean(func(a *processfile.App) bool { return a.Autorestart })},
	{"max_restarts", text(func(a *processfile.App) string { return strconv.Itoa(a.MaxRestarts) })},
	{"min_uptime", span(func(a *processfile.App) time.Duration { return a.MinUptime })},
	{"restart_delay", span(func(a *processfile.App) time.Duration { return a.RestartDelay })},
	{"exp_backoff_restart_delay", span(func(a *processfile.App) time.Duration { return a.ExpBackoffRestartDelay })},
	{"stop_exit_codes", text(func(a *processfile.App) string { return strings.Trim(fmt.Sprint(a.StopExitCodes), "[]") })},
	{"watch", watch},
	{"ignore_watch", text(func(a *processfile.App) string { return strings.Join(a.IgnoreWatch, ", ") })},
	{"watch_delay", span(func(a *processfile.App) time.Duration { return a.WatchDelay })},
	{"kill_timeout", span(func(a *processfile.App) time.Duration { return a.KillTimeout })},
	{"kill_signal", text(func(a *processfile.App) string { return a.KillSignal })},
	{"treekill", boolean(func(a *processfile.App) bool { return a.Treekill })},
	{"wait_ready", boolean(func(a *processfile.App) bool { return a.WaitReady })},
	{"listen_timeout", span(func(a *processfile.App) time.Duration { return a.ListenTimeout })},
	{"health", text(func(a *processfile.App) string { return a.Health })},
	{"max_memory_restart", text(memory)},
	{"cron_restart", text(func(a *processfile.App) string { return a.CronRestart })},
	{"append_env_to_name", boolean(func(a *processfile.App) bool { return a.AppendEnvToName })},
	{"autostart", boolean(func(a *processfile.App) bool { return a.Autostart })},
	{"out_file", func(f *processfile.File, a *processfile.App) string { return relative(f, a.OutFile) }},
	{"error_file", func(f *processfile.File, a *processfile.App) string { return relative(f, a.ErrorFile) }},
	{"log_file", func(f *processfile.File, a *processfile.App) string { return relative(f, a.LogFile) }},
	{"merge_logs", boolean(func(a *processfile.App) bool { return a.MergeLogs })},
	{"time", boolean(func(a *processfile.App) bool { return a.Time })},
	{"log_date_format", text(func(a *processfile.App) string { return a.LogDateFormat })},
}

type valueOf = func(*processfile.File, *processfile.App) string

func text(of func(*processfile.App) string) valueOf {
	return func(_ *processfile.File, a *processfile.App) string { return of(a) }
}

func boolean(of func(*processfile.App) bool) valueOf {
	return text(func(a *processfile.App) string { return strconv.FormatBool(of(a)) })
}

func span(of func(*processfile.App) time.Duration) valueOf {
	return text(func(a *processfile.App) string { return fmt.Sprintf("%d ms", of(a).Milliseconds()) })
}

// words are arguments in one line; one with a space in it is quoted.
func words(all []string) string {
	quoted := make([]string, len(all))
	for i, word := range all {
		quoted[i] = word
		if word == "" || strings.ContainsAny(word, " \"") {
			quoted[i] = strconv.Quote(word)
		}
	}
	return strings.Join(quoted, " ")
}

func filterEnv(_ *processfile.File, a *processfile.App) string {
	if len(a.FilterEnvFor) > 0 {
		return strings.Join(a.FilterEnvFor, ", ")
	}
	return strconv.FormatBool(a.FilterEnv)
}

func watch(f *processfile.File, a *processfile.App) string {
	if !a.Watch || len(a.WatchPaths) == 0 {
		return strconv.FormatBool(a.Watch)
	}
	var paths []string
	for _, path := range a.WatchPaths {
		paths = append(paths, relative(f, path))
	}
	return strings.Join(paths, ", ")
}

func memory(a *processfile.App) string {
	if a.MaxMemoryRestart == 0 {
		return ""
	}
	return fmt.Sprintf("%d bytes", a.MaxMemoryRestart)
}

// relative is a path as seen from the folder that a file's paths belong to: the
// two files lie in folders of their own.
func relative(f *processfile.File, path string) string {
	if path == "" || !filepath.IsAbs(path) {
		return path
	}
	if rel, err := filepath.Rel(f.Dir, path); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(path)
}

// inKit is a text without the folder that the file's paths belong to.
func inKit(f *processfile.File, text string) string { return strings.ReplaceAll(text, f.Dir, ".") }

// programOf is what an app starts, as a text.
func programOf(f *processfile.File, a *processfile.App) string {
	path := a.Program.Path
	if a.Program.Kind == processfile.GoPackage && filepath.Ext(path) == ".go" {
		path = filepath.Dir(path)
	}
	return inKit(f, fmt.Sprint(a.Program.Kind, " ", relative(f, path)))
}
