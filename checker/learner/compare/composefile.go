package compare

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// This file owns the comparison of two compose files by their meaning: the
// order of keys, quotes, comments, and the short and long forms of the fields
// that have both (docs.docker.com/reference/compose-file) make no difference.

// ComposeFiles compares theirs with the solution. An error is a file that is
// no YAML, or no mapping.
func ComposeFiles(theirs, solution Text) (Comparison, error) {
	left, err := readCompose(theirs)
	if err != nil {
		return Comparison{}, fmt.Errorf("%s: %w", theirs.Name, err)
	}
	right, err := readCompose(solution)
	if err != nil {
		return Comparison{}, fmt.Errorf("%s: %w", solution.Name, err)
	}
	c := &texts{theirs: theirs, solution: solution}
	for _, app := range both(right.services, left.services) {
		c.service(app, left, right)
	}
	c.fields("", left.rest, right.rest, func(field string) int { return left.line(strings.Split(field, ".")...) })
	return c.comparison(), nil
}

// composeFile is a compose file as fields with values.
type composeFile struct {
	services map[string]map[string]string
	rest     map[string]string // what is no service: "volumes.redis-data"
	root     *yaml.Node
}

func readCompose(text Text) (composeFile, error) {
	f := composeFile{services: map[string]map[string]string{}, rest: map[string]string{}}
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text.Text), &document); err != nil {
		return f, err
	}
	var tree map[string]any
	if err := document.Decode(&tree); err != nil {
		return f, err
	}
	if len(document.Content) > 0 {
		f.root = document.Content[0]
	}
	services, _ := tree["services"].(map[string]any) // anything else has none
	for name, service := range services {
		fields := map[string]string{}
		if body, ok := service.(map[string]any); ok {
			flatten(fields, "", longForm(body))
		}
		f.services[name] = fields
	}
	delete(tree, "services")
	delete(tree, "version") // Compose does not heed it
	for name, value := range tree {
		flatten(f.rest, name, value)
	}
	return f, nil
}

// both are the names that either has, those of the first one first.
func both[V any](first, second map[string]V) []string {
	names := slices.Sorted(maps.Keys(first))
	for _, name := range slices.Sorted(maps.Keys(second)) {
		if _, ok := first[name]; !ok {
			names = append(names, name)
		}
	}
	return names
}

func (c *texts) service(app string, left, right composeFile) {
	theirs, has := left.services[app]
	solution, wanted := right.services[app]
	line := func(field string) int {
		for parts := strings.Split(field, "."); ; parts = parts[:len(parts)-1] {
			if at := left.line(append([]string{"services", app}, parts...)...); at > 0 || len(parts) == 0 {
				return at
			}
		}
	}
	switch {
	case !has:
		c.add(app, "services", "", app, 0)
	case !wanted:
		c.add(app, "services", app, "", left.line("services", app))
	default:
		c.fields(app, theirs, solution, line)
	}
}

func (c *texts) fields(app string, theirs, solution map[string]string, line func(field string) int) {
	for _, field := range both(solution, theirs) {
		c.add(app, field, theirs[field], solution[field], line(field))
	}
}

// line is where a key stands; 0 when it is not in the text as such.
func (f composeFile) line(keys ...string) int {
	node, line := f.root, 0
	for _, key := range keys {
		if node == nil || node.Kind != yaml.MappingNode {
			return 0
		}
		at := -1
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == key {
				at = i
			}
		}
		if at < 0 {
			return 0
		}
		line, node = node.Content[at].Line, node.Content[at+1]
	}
	return line
}

// flatten turns a tree into fields: "healthcheck.interval". A list is one
// value; nothing, or an empty mapping, is "{}".
func flatten(fields map[string]string, name string, value any) {
	mapping, ok := value.(map[string]any)
	if !ok || len(mapping) == 0 {
		if name != "" {
			fields[name] = written(value)
		}
		return
	}
	for key, inner := range mapping {
		if name != "" {
			key = name + "." + key
		}
		flatten(fields, key, inner)
	}
}

func written(value any) string {
	switch value := value.(type) {
	case nil, map[string]any:
		return "{}"
	case []any:
		items := make([]string, len(value))
		for i, item := range value {
			items[i] = fmt.Sprint(item)
			if inner, ok := item.(map[string]any); ok {
				text, _ := json.Marshal(inner) // keys in order
				items[i] = string(text)
			}
		}
		return asList(items)
	}
	text := fmt.Sprint(value) // 3000 and "3000" are one to Compose
	if text == "" || strings.ContainsAny(text[:1], "[{ ") || strings.Contains(text, "\n") {
		return strconv.Quote(text)
	}
	return text
}

// longForm puts a service's fields that have two forms into one of them.
func longForm(service map[string]any) map[string]any {
	long := maps.Clone(service)
	change := func(field string, form func(any) any) {
		if value, ok := long[field]; ok {
			long[field] = form(value)
		}
	}
	change("environment", pairsToMapping)
	change("labels", pairsToMapping)
	change("build", longBuild)
	change("depends_on", longDependsOn)
	change("ports", func(v any) any { return sortedForm(v, shortPort) })
	change("volumes", func(v any) any { return sortedForm(v, shortVolume) })
	change("healthcheck", longHealth)
	change("stop_grace_period", duration)
	return long
}

// pairsToMapping is a list "A=b" as a mapping. A name without a value is taken
// from the environment, in both forms.
func pairsToMapping(value any) any {
	items, ok := value.([]any)
	if !ok {
		return value
	}
	mapping := map[string]any{}
	for _, item := range items {
		name, text, has := strings.Cut(fmt.Sprint(item), "=")
		if mapping[name] = nil; has {
			mapping[name] = text
		}
	}
	return mapping
}

func longBuild(value any) any {
	build, ok := value.(map[string]any)
	if !ok {
		build = map[string]any{"context": value}
	}
	build = maps.Clone(build)
	for name, usual := range map[string]string{"context": ".", "dockerfile": "Dockerfile"} {
		if text, ok := build[name].(string); ok {
			build[name] = path.Clean(text)
		} else if build[name] == nil {
			build[name] = usual
		}
	}
	if args, ok := build["args"]; ok {
		build["args"] = pairsToMapping(args)
	}
	return build
}

func longDependsOn(value any) any {
	items, ok := value.([]any)
	if !ok {
		return value
	}
	mapping := map[string]any{}
	for _, item := range items {
		mapping[fmt.Sprint(item)] = map[string]any{"condition": "service_started"}
	}
	return mapping
}

func longHealth(value any) any {
	health, ok := value.(map[string]any)
	if !ok {
		return value
	}
	health = maps.Clone(health)
	if text, ok := health["test"].(string); ok {
		health["test"] = []any{"CMD-SHELL", text}
	}
	for _, name := range []string{"interval", "timeout", "start_period", "start_interval"} {
		if value, ok := health[name]; ok {
			health[name] = duration(value)
		}
	}
	return health
}

// duration is a time as Go writes it: 60s and 1m are one.
func duration(value any) any {
	if d, err := time.ParseDuration(fmt.Sprint(value)); err == nil {
		return d.String()
	}
	return value
}

// sortedForm is a list in its short form, in order: nothing depends on it.
func sortedForm(value any, short func(map[string]any) (string, bool)) any {
	items, ok := value.([]any)
	if !ok {
		return value
	}
	var texts []string
	for _, item := range items {
		text := fmt.Sprint(item)
		if long, ok := item.(map[string]any); ok {
			if text, ok = short(long); !ok {
				return value // it says more than the short form can
			}
		}
		texts = append(texts, strings.TrimSuffix(text, "/tcp"))
	}
	slices.Sort(texts)
	sorted := make([]any, len(texts))
	for i, text := range texts {
		sorted[i] = text
	}
	return sorted
}

// shortPort is "127.0.0.1:3000:3000/udp". It is not ok for a port that says
// more than that.
func shortPort(port map[string]any) (string, bool) {
	text := ""
	for _, name := range []string{"host_ip", "published", "target"} {
		if value, ok := port[name]; ok {
			text += ":" + fmt.Sprint(value)
		}
	}
	if protocol, ok := port["protocol"]; ok {
		text += "/" + fmt.Sprint(protocol)
	}
	return strings.TrimPrefix(text, ":"), knows(port, "host_ip", "published", "target", "protocol") && port["target"] != nil &&
		(port["host_ip"] == nil || port["published"] != nil)
}

// shortVolume is "redis-data:/data:ro".
func shortVolume(volume map[string]any) (string, bool) {
	source, has := volume["source"]
	text := fmt.Sprint(source, ":", volume["target"])
	if volume["read_only"] == true {
		text += ":ro"
	}
	return text, has && volume["type"] == "volume" && knows(volume, "type", "source", "target", "read_only")
}

func knows(mapping map[string]any, names ...string) bool {
	unknown := maps.Clone(mapping)
	for _, name := range names {
		delete(unknown, name)
	}
	return len(unknown) == 0
}
