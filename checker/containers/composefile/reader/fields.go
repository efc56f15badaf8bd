package reader

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/compose-spec/compose-go/v2/schema"
	"go.yaml.in/yaml/v4"

	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/runner/processfile"
)

// This file owns fields: which ones there are, by Compose's own schema, and
// which sort of value they take. It is asked when the library cannot read a
// file, for the library tells of one mistake at a time and of no line.

// explainFields tells of all fields that are not Compose's, or else of all
// values of a wrong sort.
func (r *reading) explainFields() {
	for _, l := range r.layers {
		r.unknownFields(l, l.root, "", 0)
	}
	if len(r.problems) > 0 {
		return // a wrong name is often why a value looks wrong, too
	}
	r.texts()
	for _, l := range r.layers {
		r.wrongValues(l)
	}
}

// known are the names that Compose knows below each path: "services.*" has
// "image" among them. "*" stands for any name, "[]" for a list's items.
var known = sync.OnceValue(func() map[string][]string {
	names := map[string][]string{}
	for _, path := range schema.AttributePaths() {
		parent, name := "", string(path)
		if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
			parent, name = name[:dot], name[dot+1:]
		}
		names[parent] = append(names[parent], name)
	}
	return names
})

// maxDepth and maxVisits bound how much of a tree is looked at: a Compose file
// has seven levels, but aliases of aliases can make millions of nodes of ten.
const (
	maxDepth  = 12
	maxVisits = 100_000
)

func (r *reading) unknownFields(l layer, n *yaml.Node, path string, depth int) {
	n = unaliased(n)
	if r.visits++; n == nil || depth > maxDepth || r.visits > maxVisits {
		return
	}
	switch n.Kind {
	case yaml.MappingNode:
		r.unknownNames(l, n, path, depth)
	case yaml.SequenceNode:
		for _, item := range n.Content {
			r.unknownFields(l, item, path+".[]", depth+1)
		}
	}
}

func (r *reading) unknownNames(l layer, n *yaml.Node, path string, depth int) {
	names := known()[path]
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Value == "<<":
			for _, base := range mergedInto(value) {
				r.unknownFields(l, base, path, depth+1)
			}
		case strings.HasPrefix(key.Value, "x-") || len(names) == 0:
		case slices.Contains(names, key.Value):
			r.unknownFields(l, value, strings.TrimPrefix(path+"."+key.Value, "."), depth+1)
		case slices.Contains(names, "*"):
			r.unknownFields(l, value, path+".*", depth+1)
		default:
			r.add(unknownField(l, key, path, names))
		}
	}
}

func unknownField(l layer, key *yaml.Node, path string, names []string) composefile.Problem {
	name := short(key.Value)
	p := sayUnknownField.of(placeInWords(path), name)
	near := processfile.Suggest(key.Value, names)
	switch {
	case path == "" && slices.Contains(known()["services.*"], key.Value):
		p.Seen = fmt.Sprintf("`%s` at the top of the file, which is a service's field", name)
		p.Try = "Indent it, so that it belongs to a service."
	case path == "services.*" && deeper(key.Value) != "":
		p.Seen = fmt.Sprintf("`%s`, which belongs to `%s`", name, deeper(key.Value))
		p.Try = fmt.Sprintf("Write it below `%s:`, indented by two more spaces.", deeper(key.Value))
	case path == "services.*" && slices.Contains(known()[""], key.Value):
		p.Seen = fmt.Sprintf("`%s` inside of a service, which belongs to the top of the file", name)
		p.Try = "Write it without indentation."
	case near != "":
		p.Seen = fmt.Sprintf("`%s`: did you mean `%s`?", name, near)
		p.Try = fmt.Sprintf("Write `%s:` instead.", near)
	case path == "":
		p.Try = "If it is a service, indent it by two spaces below `services:`."
	}
	return p.At(l.place(key))
}

// deeper is the field of a service to which another field belongs; "" when it is
// of none that learners use.
func deeper(field string) string {
	for _, section := range []string{"build", "healthcheck"} {
		if slices.Contains(known()["services.*."+section], field) {
			return section
		}
	}
	return ""
}

// placeInWords says what a path of the schema stands for.
func placeInWords(path string) string {
	switch path {
	case "":
		return "at the top of the file"
	case "services.*":
		return "in a service"
	}
	parts := strings.Split(path, ".")
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "*" || part == "[]" })
	return "in `" + parts[len(parts)-1] + "`"
}
