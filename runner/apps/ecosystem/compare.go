package ecosystem

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"workshop.example/processes/runner/processfile"
)

// need is how much must be done to make a difference come true.
type need int

const (
	nothing  need = iota // it is enough to know it
	renewed              // the processes must be started anew
	reopened             // the shared port, too
)

// difference is what stands otherwise in a newer description of an app.
type difference struct {
	words     []string // a field each, with both values where they may be shown
	needs     need
	instances bool // the file gives another number of them
}

// outside are the fields that no process is started with.
var outside = map[string]need{
	"Instances": nothing, "Namespace": nothing, "Autostart": nothing,
	"Watch": nothing, "WatchPaths": nothing, "IgnoreWatch": nothing, "WatchDelay": nothing,
	"MaxMemoryRestart": nothing, "CronRestart": nothing,
	"OutFile": nothing, "ErrorFile": nothing, "LogFile": nothing, "MergeLogs": nothing, "Time": nothing, "LogDateFormat": nothing,
	"ExecMode": reopened, "Port": reopened,
}

// unseen are fields that say where something stands, or repeat another one.
var unseen = []string{"At", "EnvFrom", "Script", "Env"}

// compare is pure. Both describe an app of one name.
func compare(old, new *processfile.App) difference {
	var d difference
	was, is := reflect.ValueOf(*old), reflect.ValueOf(*new)
	for i := range was.NumField() {
		field := was.Type().Field(i).Name
		if slices.Contains(unseen, field) || same(was.Field(i), is.Field(i)) {
			continue
		}
		d.words = append(d.words, fieldWords(field, was.Field(i), is.Field(i)))
		needs, known := outside[field]
		if !known {
			needs = renewed
		}
		d.needs = max(d.needs, needs)
		d.instances = d.instances || field == "Instances"
	}
	if variables := compareEnv(old.Env, new.Env); len(variables) > 0 {
		d.words = append(d.words, variables...)
		d.needs = max(d.needs, renewed)
	}
	if old.Env["HOST"] != new.Env["HOST"] && shares(new) {
		d.needs = reopened
	}
	return d
}

// same takes an empty list for none: both come from files, and from messages.
func same(a, b reflect.Value) bool {
	if k := a.Kind(); k == reflect.Slice && a.Len() == 0 && b.Len() == 0 {
		return true
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

// compareEnv names the variables alone: a value may be a secret.
func compareEnv(old, new map[string]string) []string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(new)) {
		switch value, had := old[name]; {
		case !had:
			words = append(words, "env."+name+" is new")
		case value != new[name]:
			words = append(words, "env."+name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(old)) {
		if _, has := new[name]; !has {
			words = append(words, "env."+name+" is gone")
		}
	}
	return words
}

// fieldWords shows both values of a field where they are short.
func fieldWords(field string, was, is reflect.Value) string {
	name := fileName(field)
	if field == "Program" {
		return fmt.Sprintf("script: %s → %s", was.Interface().(processfile.Program).Path, is.Interface().(processfile.Program).Path)
	}
	switch was.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int64, reflect.String:
		return fmt.Sprintf("%s: %s → %s", name, shown(was), shown(is))
	}
	return name
}

func shown(v reflect.Value) string {
	if text := fmt.Sprint(v.Interface()); text != "" {
		return text
	}
	return "none"
}

// fileName is the name of a field in the file: KillTimeout is kill_timeout.
func fileName(field string) string {
	var b strings.Builder
	for i, r := range field {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}
