package reader

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/checker/containers/composefile"
)

// This file owns the walk through a project by the table of decisions: what it
// does not pass is refused, with the line it stands in.

// refuse tells of all that the check does not run.
func (r *reading) refuse() {
	r.walk(nil, reflect.ValueOf(*r.project))
	for _, name := range slices.Sorted(maps.Keys(r.project.Services)) {
		r.askService(r.project.Services[name])
	}
	r.askTop()
}

// walk looks at a value at a path, and at all that it consists of.
func (r *reading) walk(path []string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			r.walk(path, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			r.walk(below(path, strconv.Itoa(i)), v.Index(i))
		}
	case reflect.Map:
		byName := func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) }
		for _, key := range slices.SortedFunc(slices.Values(v.MapKeys()), byName) {
			r.walk(below(path, key.String()), v.MapIndex(key))
		}
	case reflect.Struct:
		r.walkFields(path, v, decisions[v.Type()])
	}
}

func below(path []string, name string) []string { return append(slices.Clone(path), name) }

func (r *reading) walkFields(path []string, v reflect.Value, table fields) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, written := fieldName(field)
		switch d := table[name]; {
		case field.Anonymous: // an inlined structure: its fields are of this level
			r.walkFields(path, v.Field(i), decisions[field.Type])
		case !written || empty(v.Field(i)) || d.treatment == changed:
		case d.treatment == refused:
			r.add(r.notRun(d, below(path, name)))
		default:
			r.walk(below(path, name), v.Field(i))
		}
	}
}

// fieldName is a field's name in YAML; written says whether it can be written
// in a file at all.
func fieldName(field reflect.StructField) (name string, written bool) {
	name, _, _ = strings.Cut(field.Tag.Get("yaml"), ",")
	if name == "" || name == "-" {
		return field.Name, false
	}
	// Extensions (x-…) are the library's "#extensions": no engine sees them.
	return name, name != "#extensions"
}

func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Map, reflect.Slice:
		return v.Len() == 0
	}
	return v.IsZero()
}

// notRun is the problem of a field that is refused.
func (r *reading) notRun(d decision, path []string) composefile.Problem {
	id, why := d.id, d.why
	if id == "" { // nobody has decided about it: the library is newer than the table
		id, why = "NOT-CHECKED", "The check does not know what it does."
	}
	name := path[len(path)-1]
	return composefile.Problem{
		ID:       id,
		Expected: fmt.Sprintf("a file without `%s`", name),
		Seen:     fieldInWords(path),
		Why:      why,
		Try:      "Remove it: the exercise does not need it.",
	}.At(where(r.layers, path...))
}
