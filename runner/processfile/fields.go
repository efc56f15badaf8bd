package processfile

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// This file owns the one table of an app's fields. Reading, suggestions, notes
// and the documentation all come from it: a field that is missing here
// is an unknown one.

// Effect says what a field does in this runner.
type Effect string

const (
	Alive Effect = ""              // it works
	None  Effect = "not supported" // PM2's, and without effect here
)

// Field describes one field of an app, for the documentation.
type Field struct {
	Name    string
	Aliases []string // other names that PM2 knows it by; the camelCase form goes without saying
	Effect  Effect
	Expects string // what may stand there
	Default string // "" for none
	Meaning string // a sentence

	read func(a *appReader, v *value) // nil for Effect None
}

// Fields are all fields of an app, in the order in which the documentation
// shows them. The slice is the caller's own.
func Fields() []Field { return append([]Field(nil), table...) }

// table is filled by init, since the functions that read fields refer back to it.
var table []Field

func init() {
	table = append(table, identityFields()...)
	table = append(table, environmentFields()...)
	table = append(table, lifeFields()...)
	table = append(table, logFields()...)
	table = append(table, foreignFields()...)
	for i := range table {
		for _, name := range append([]string{table[i].Name}, table[i].Aliases...) {
			byName[name] = &table[i]
			byName[camel(name)] = &table[i]
		}
	}
}

// byName finds a field by its name or one of its aliases.
var byName = map[string]*Field{}

func identityFields() []Field {
	return []Field{
		{Name: "name", Expects: "a text", Default: "the script's name without its ending", Meaning: "what the app is called; unique in the file",
			read: text(func(a *App) *string { return &a.Name })},
		{Name: "namespace", Expects: "a text", Default: "default", Meaning: "a group of apps",
			read: text(func(a *App) *string { return &a.Namespace })},
		{Name: "script", Aliases: []string{"exec", "cmd", "command"}, Expects: "the path of a program", Meaning: "what is started: a Go package, a script or a program",
			read: text(func(a *App) *string { return &a.Script })},
		{Name: "args", Expects: "a text or a list of texts", Meaning: "arguments of the program",
			read: words(func(a *App) *[]string { return &a.Args })},
		{Name: "cwd", Expects: "the path of a folder", Default: "the process file's folder", Meaning: "the folder in which the program runs",
			read: text(func(a *App) *string { return &a.Cwd })},
		{Name: "interpreter", Aliases: []string{"exec_interpreter"}, Expects: `a program, or "none"`, Default: "by the script's ending", Meaning: "the program that runs the script",
			read: func(a *appReader, v *value) { a.interpreter, _ = a.text(v) }},
		{Name: "interpreter_args", Aliases: []string{"node_args"}, Expects: "a text or a list of texts", Meaning: "arguments that stand before the script",
			read: words(func(a *App) *[]string { return &a.InterpreterArgs })},
		{Name: "instances", Expects: `a whole number up to 1000, or "max"`, Default: "1", Meaning: "how many processes run; 0 and \"max\" stand for all cores, -1 for all but one",
			read: readInstances},
		{Name: "exec_mode", Expects: `"fork" or "cluster"`, Default: "cluster when instances is given, else fork", Meaning: "whether the instances share one port",
			read: readMode},
	}
}

func environmentFields() []Field {
	return []Field{
		{Name: "env", Expects: "an object of texts, numbers and booleans", Meaning: "environment variables; env_<name> is laid over it with --env <name>",
			read: func(a *appReader, v *value) { a.layers["env"] = a.variables(v, "env") }},
		{Name: "env_file", Expects: "the path of a dotenv file", Meaning: "environment variables below those of env",
			read: readEnvFile},
		{Name: "port", Expects: "a port number", Meaning: "the same as env.PORT",
			read: func(a *appReader, v *value) { a.portField = v }},
		{Name: "filter_env", Expects: "true, a text or a list of texts", Default: "false", Meaning: "keeps variables of the surrounding shell out: all of them, or those whose name contains one of the texts",
			read: readFilter},
		{Name: "instance_var", Expects: "the name of a variable", Default: "NODE_APP_INSTANCE", Meaning: "the variable that holds the instance's number",
			read: variableName(func(a *App) *string { return &a.InstanceVar })},
		{Name: "increment_var", Expects: "the name of a variable", Meaning: "a variable that is raised by one for each instance",
			read: variableName(func(a *App) *string { return &a.IncrementVar })},
	}
}

// foreignFields are PM2's fields that this kit leaves out on purpose.
func foreignFields() []Field {
	aliases := map[string][]string{"automation": {"pmx"}, "pid_file": {"pid"}}
	var fields []Field
	for _, name := range strings.Fields(`name_prefix log_type disable_logs pid_file uid gid user force watch_options
		kill_retry_time shutdown_with_message source_map_support disable_source_map_support vizion automation trace v8
		event_loop_inspector deep_monitoring io post_update install_url windowsHide username execute_command write
		node_version vizion_running pm_cwd`) {
		fields = append(fields, Field{Name: name, Aliases: aliases[name], Effect: None, Expects: "anything", Meaning: "PM2 has it; it does nothing here"})
	}
	return fields
}

// misnomers are words that people use who know other tools, or guess.
var misnomers = map[string]string{
	"instance": "instances", "count": "instances", "replicas": "instances", "workers": "instances", "scale": "instances", "processes": "instances",
	"environment": "env", "envs": "env", "environments": "env", "variables": "env", "vars": "env",
	"path": "script", "file": "script", "main": "script", "run": "script", "entrypoint": "script", "program": "script", "entry": "script", "start": "script",
	"mode": "exec_mode", "execmode": "exec_mode", "title": "name", "id": "name",
	"autorestarts": "autorestart", "restart": "autorestart", "auto_restart": "autorestart", "restarts": "max_restarts",
	"arguments": "args", "arg": "args", "dir": "cwd", "directory": "cwd", "workdir": "cwd", "working_dir": "cwd",
	"dotenv": "env_file", "envfile": "env_file", "healthcheck": "health", "health_check": "health",
	"memory": "max_memory_restart", "stop_signal": "kill_signal", "signal": "kill_signal", "stop_timeout": "kill_timeout", "ignore": "ignore_watch",
}

// suggestField is the field that an unknown name most likely stands for.
func suggestField(name string) string {
	if field, ok := misnomers[strings.ToLower(name)]; ok {
		return field
	}
	if near := suggestOf(name, fieldWords()); near != "" {
		return near
	}
	plain := plainWord(name)
	for _, wrong := range misnomerWords() {
		if len(name) > 4 && isOneMistake(plain, wrong.plain) {
			return misnomers[wrong.word]
		}
	}
	return ""
}

// fieldWords are the fields that can be suggested, misnomerWords the words
// that people use for them, in the order of the alphabet.
var (
	fieldWords = sync.OnceValue(func() []candidate {
		var names []string
		for _, field := range table {
			if field.Effect != None {
				names = append(names, field.Name)
			}
		}
		return plainWords(names)
	})
	misnomerWords = sync.OnceValue(func() []candidate { return plainWords(slices.Sorted(maps.Keys(misnomers))) })
)

// looksLikeVariable: PORT and REDIS_URL belong into env.
func looksLikeVariable(name string) bool {
	letters := false
	for _, r := range name {
		switch {
		case unicode.IsUpper(r):
			letters = true
		case r != '_' && !unicode.IsDigit(r):
			return false
		}
	}
	return letters
}

// camel is PM2's other spelling of every field: maxRestarts for max_restarts.
func camel(name string) string {
	parts := strings.Split(name, "_")
	for i := 1; i < len(parts); i++ {
		if parts[i] != "" {
			parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
		}
	}
	return strings.Join(parts, "")
}
