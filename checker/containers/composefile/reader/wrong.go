package reader

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/schema"
	"go.yaml.in/yaml/v4"

	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/runner/processfile"
)

// This file owns values of a wrong sort: a text where a list belongs, a word
// that is none of the few that a field takes.

// wrongValues asks Compose's schema about one field after the other, because
// it tells of one mistake in all that it is given.
func (r *reading) wrongValues(l layer) {
	var tree any
	if l.root.Decode(&tree) != nil {
		return
	}
	top, _ := r.filled(tree, maxDepth).(map[string]any)
	for _, section := range slices.Sorted(maps.Keys(top)) {
		entries, ok := top[section].(map[string]any)
		if !ok {
			r.wrongValue(l, top[section], section)
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(entries)) {
			if !goodName.MatchString(name) {
				r.wrongName(l, section, name)
				continue
			}
			r.wrongEntry(l, section, name, entries[name])
		}
	}
}

func (r *reading) wrongEntry(l layer, section, name string, entry any) {
	fields, ok := entry.(map[string]any)
	if !ok || len(fields) == 0 {
		r.wrongValue(l, entry, section, name)
		return
	}
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		r.wrongValue(l, fields[field], section, name, field)
	}
}

// wrongValue asks about one value, at the end of a path.
func (r *reading) wrongValue(l layer, value any, path ...string) {
	if strings.HasPrefix(path[len(path)-1], "x-") {
		return
	}
	inner := value
	for i := len(path) - 1; i >= 0; i-- {
		inner = map[string]any{path[i]: inner}
	}
	whole, _ := inner.(map[string]any)
	err := schema.Validate(whole)
	if err == nil {
		return
	}
	p := r.wrongSort(l, path, err.Error())
	sameLine := func(other composefile.Problem) bool { return other.File == p.File && other.Line == p.Line }
	if !slices.ContainsFunc(r.problems, sameLine) { // ports and times have better words
		r.add(p)
	}
}

// wrongName is about the name of a service, a volume or a network.
func (r *reading) wrongName(l layer, section, name string) {
	at, _ := l.find([]string{section, name})
	r.add(sayName.of(short(name)).At(l.place(at)))
}

var (
	goodName = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)
	mustBe   = regexp.MustCompile(`^must be an? (.*)$`)
	oneOf    = regexp.MustCompile(`^value must be one of (.*)$`)
)

// wrongSort makes a problem of what the schema says, "services.web.ports must
// be a array", about something at the path or below.
func (r *reading) wrongSort(l layer, path []string, message string) composefile.Problem {
	subject, says, _ := strings.Cut(message, " ")
	if below := strings.TrimPrefix(subject, strings.Join(path, ".")+"."); below != subject {
		path = append(slices.Clone(path), strings.Split(below, ".")...)
	}
	p := sayWrongValue.of(fieldInWords(path), says)
	value := l.value(path...)
	if m := mustBe.FindStringSubmatch(says); m != nil {
		p.ID, p.Expected = "WRONG-TYPE", inWords(m[1])+" for "+fieldInWords(path)
		p.Seen, p.Try = written(value), form(m[1])
	}
	if m := oneOf.FindStringSubmatch(says); m != nil {
		words := strings.Split(strings.ReplaceAll(m[1], "'", ""), ", ")
		p.Expected = "one of " + strings.Join(words, ", ") + " for " + fieldInWords(path)
		p.Seen, p.Try = written(value), "Write one of these words."
		if near := meant(value, words); near != "" {
			p.Try = "Write `" + near + "` instead."
		}
	}
	at, _ := l.find(path)
	return p.At(l.place(at))
}

// meant is the word that a learner's word may stand for: "healthy" is most of
// "service_healthy".
func meant(value *yaml.Node, words []string) string {
	if value == nil || len(value.Value) < 3 {
		return ""
	}
	for _, word := range words {
		if strings.Contains(word, value.Value) {
			return word
		}
	}
	return processfile.Suggest(value.Value, words)
}

// fieldInWords is a path as a learner would say it.
func fieldInWords(path []string) string {
	last := len(path) - 1
	name := "`" + short(path[last]) + "`"
	if i, err := strconv.Atoi(path[last]); err == nil && last > 0 {
		name = "item " + strconv.Itoa(i+1) + " of `" + short(path[last-1]) + "`"
	}
	if len(path) > 2 && path[0] == "services" {
		return name + " of the service " + short(path[1])
	}
	return name
}

var sorts = strings.NewReplacer(
	"mapping", "fields and their values", "array", "a list", "string", "a text", "boolean", "true or false",
	"integer", "a whole number", "number", "a number", "null", "nothing",
)

func inWords(sort string) string { return sorts.Replace(sort) }

// form shows how a value of a sort is written.
func form(sort string) string {
	switch {
	case strings.Contains(sort, "array"):
		return "Write each item in a line of its own below the field's name, beginning with `- `."
	case strings.Contains(sort, "mapping"):
		return "Write `name: value` lines below the field's name, indented by two more spaces."
	case strings.Contains(sort, "boolean"):
		return "Write true or false, without quotes."
	case strings.Contains(sort, "integer"), strings.Contains(sort, "number"):
		return "Write a number, without quotes."
	}
	return "Write the value behind the field's name, between quotes if it has special characters in it."
}

// written says what stands in the file.
func written(n *yaml.Node) string {
	switch {
	case n == nil:
		return "something else"
	case n.Kind == yaml.MappingNode:
		return "fields and their values"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!null":
		return "nothing behind the colon"
	case n.Tag == "!!str":
		return "the text " + short(n.Value)
	}
	return short(n.Value)
}
