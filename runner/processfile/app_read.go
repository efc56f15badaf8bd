package processfile

import (
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"workshop.example/processes/runner/processfile/internal/tree"
	"workshop.example/processes/runner/system/redact"
)

// This file owns the reading of one app: its fields one by one, and then what
// follows from several of them.

// appReader is the reading of one app.
type appReader struct {
	*reader
	app            *App
	interpreter    string
	instancesGiven bool
	layers         map[string]map[string]string // env_file, env, env_<name>; what is laid over what is decided later
	envFile        string                       // as written
	portField      *value
	written        map[string]string // field → the name under which the file has it
	guessedScript  bool              // an unknown field is probably the script
}

// app reads one app. What is wrong goes to the reader's
// problems; the app is kept either way, for what is checked over all apps.
func (r *reader) app(v *tree.Value, environments map[string]bool) {
	a := &appReader{reader: r, app: defaults(r.file.Dir), layers: map[string]map[string]string{}, written: map[string]string{}}
	a.app.At[""] = r.at(v.At)
	if v.Kind == tree.Object {
		a.name(v)
		before := len(r.problems)
		a.fields(v, environments)
		a.finish(v)
		for i := before; i < len(r.problems); i++ {
			r.problems[i].App = a.app.Name
		}
		r.file.Apps = append(r.file.Apps, *a.app)
		return
	}
	hint := "an app is an object: { script: … }"
	if v.Kind == tree.Undefined {
		hint = "is there a comma too much in the list?"
	}
	r.problem(Problem{Kind: WrongType, At: r.at(v.At), Message: "an app has to be an object, but this one is " + describe(v), Expected: "{ name: …, script: … }", Found: describe(v), Hint: hint})
}

// defaults is an app about which the file says nothing. The figures are PM2's.
func defaults(dir string) *App {
	return &App{
		Namespace: "default", Instances: 1, InstanceVar: "NODE_APP_INSTANCE",
		Autorestart: true, MaxRestarts: 16, MinUptime: time.Second,
		KillTimeout: 1600 * time.Millisecond, KillSignal: "SIGINT", Treekill: true,
		ListenTimeout: 3 * time.Second, Autostart: true,
		Cwd: dir, Env: map[string]string{}, EnvFrom: map[string]string{}, At: map[string]Position{},
	}
}

// name makes the app known by its name before anything of it is checked, so
// that problems can say whose they are.
func (a *appReader) name(v *tree.Value) {
	if name := v.Get("name"); name != nil && name.Kind == tree.String {
		a.app.Name = name.Text
	}
}

// fields reads all that stands in the app. A field without a place of its own
// is shown at the app's.
func (a *appReader) fields(v *tree.Value, environments map[string]bool) {
	for i := range v.Members {
		member := &v.Members[i]
		if member.Value.Kind == tree.Undefined {
			continue // { cwd: process.env.DIR }: not set is not there
		}
		at := a.at(member.At)
		if member.At.Line == 0 {
			at = a.app.At[""]
		}
		a.field(&value{Value: member.Value, field: clip(member.Name), at: at}, member, environments)
	}
}

// field reads one of them, by what the table says of its name.
func (a *appReader) field(v *value, member *tree.Member, environments map[string]bool) {
	field := byName[member.Name]
	switch {
	case field == nil && isEnvironment(member.Name):
		a.place(member.Name, member)
		a.layers[member.Name] = a.variables(v, member.Name)
		environments[strings.TrimPrefix(member.Name, "env_")] = true
		return
	case field == nil:
		a.unknown(v)
		return
	case field.Effect == None:
		a.note(Problem{Kind: NoEffect, At: v.at, App: a.app.Name, Field: v.field, Message: "`" + v.field + "` is PM2's and has no effect here"})
		return
	}
	if other, twice := a.written[field.Name]; twice {
		a.wrong(BadValue, v, "`"+v.field+"` and `"+other+"` are two names of the same field", "one of them", "keep `"+field.Name+"`")
		return
	}
	a.written[field.Name] = v.field
	a.place(field.Name, member)
	field.read(a, v)
}

// place remembers where the file shows a field, when it does.
func (a *appReader) place(field string, member *tree.Member) {
	if member.At.Line > 0 {
		a.app.At[field] = a.at(member.At)
	}
}

// isEnvironment: env_production and its like. env_file is in the table.
func isEnvironment(name string) bool {
	return strings.HasPrefix(name, "env_") && len(name) > len("env_")
}

// meantEnvironment is the env_<name> that an unknown field with an object in it
// stands for: env-production, or the name of an environment alone; "" for none.
func meantEnvironment(v *value) string {
	if v.Kind != tree.Object {
		return ""
	}
	if name, ok := strings.CutPrefix(v.field, "env-"); ok && name != "" {
		return "env_" + name
	}
	switch strings.ToLower(v.field) {
	case "production", "prod":
		return "env_production"
	case "development", "dev":
		return "env_development"
	}
	return ""
}

// unknown reports a field that neither PM2 nor this kit has. That PM2 drops
// such fields in silence is what its users complain about most.
func (a *appReader) unknown(v *value) {
	p := Problem{Kind: UnknownField, At: v.at, Field: v.field, Message: "`" + v.field + "` is not a field of an app", Found: v.field}
	near := suggestField(v.field)
	environment := meantEnvironment(v)
	switch {
	case environment != "":
		p.Hint, p.Expected = didYouMean(environment), environment
	case v.field == "apps" || v.field == "proxy":
		p.Hint = "`" + v.field + "` belongs to the top of the file, beside the apps"
	case looksLikeVariable(v.field):
		p.Hint = "an environment variable belongs in `env`: env: { " + v.field + ": … }"
	case near != "":
		p.Hint, p.Expected = didYouMean(near), near
		a.guessedScript = a.guessedScript || near == "script"
	default:
		p.Hint = "the fields are listed in the docs; a variable for the program belongs in `env`"
	}
	a.problem(p)
}

// finish works out what depends on several fields.
func (a *appReader) finish(v *tree.Value) {
	app := a.app
	if app.ExecMode == "" {
		app.ExecMode = Fork
		if a.instancesGiven {
			app.ExecMode = Cluster
		}
	}
	a.environment()
	for _, path := range []*string{&app.OutFile, &app.ErrorFile, &app.LogFile} {
		*path = a.absolute(*path)
	}
	for i, path := range app.WatchPaths {
		app.WatchPaths[i] = a.absolute(path)
	}
	folder := a.folder()
	if app.Script == "" {
		a.noScript(v)
	} else if folder {
		a.program()
	}
	if app.Name == "" && app.Script != "" {
		app.Name = a.defaultName()
		a.guessed[app.Name] = app.Program.Kind == "" || a.guessed[app.Name]
	}
	a.checkName()
}

// noScript reports an app with nothing to start, unless the reason has been
// told already.
func (a *appReader) noScript(v *tree.Value) {
	if a.guessedScript || a.written["script"] != "" && v.Get(a.written["script"]).Kind != tree.String {
		return // the misspelt or mistyped field has been told
	}
	a.problem(Problem{Kind: ScriptMissing, At: a.app.Where("script"), Field: "script", Message: "the app has no `script`, so there is nothing to start",
		Expected: "script: the path of a program, such as './services/hello-world'", Found: "no script"})
}

// defaultName is the script's last part without its ending. A folder keeps its
// whole name, "." is the folder that it stands for, and of a command line the
// first word counts.
func (a *appReader) defaultName() string {
	script := a.app.Script
	if words := strings.Fields(script); a.app.Program.Kind == Shell && len(words) > 0 {
		script = words[0]
	}
	path := filepath.FromSlash(redact.Redact(script)) // a URL here is a mistake, but its password no name
	if !filepath.IsAbs(path) {
		path = filepath.Join(a.app.Cwd, path)
	}
	base := filepath.Base(path)
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return base
	}
	if short := strings.TrimSuffix(base, filepath.Ext(base)); short != "" {
		return short
	}
	return base
}

// checkName: a name becomes the name of files, and a word of commands.
func (a *appReader) checkName() {
	bad := len([]rune(a.app.Name)) > maxName || strings.TrimSpace(a.app.Name) != a.app.Name || a.app.Name == "." || a.app.Name == ".."
	for _, r := range a.app.Name {
		bad = bad || r == '/' || r == '\\' || !unicode.IsPrint(r)
	}
	if bad && a.app.Name != "" {
		a.problem(Problem{Kind: BadValue, At: a.app.Where("name"), Field: "name", Message: "this name cannot be used for an app",
			Expected: "letters, digits, - and the like, without / and at most 100 of them", Found: describe(&tree.Value{Kind: tree.String, Text: a.app.Name})})
	}
}
