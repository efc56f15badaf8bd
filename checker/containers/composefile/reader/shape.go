package reader

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"workshop.example/processes/runner/processfile"
)

// This file owns what can be said about a tree before Compose's rules are
// asked: is it a Compose file at all?

// topLevel are the fields of a Compose file's top level that a learner may need.
var topLevel = []string{"services", "volumes", "networks", "secrets", "configs", "name", "include"}

// looksLike says what other sort of file a mapping is, "" when nothing else is
// known to look so.
func looksLike(root *yaml.Node) string {
	has := func(name string) bool { _, v := field(root, name, 1); return v != nil }
	switch {
	case has("apiVersion") && has("kind"):
		return "a Kubernetes manifest"
	case has("on") && has("jobs"):
		return "a GitHub workflow"
	case has("stages") || has("before_script"):
		return "a GitLab pipeline"
	case has("apps"):
		return "a process file for the runner"
	case has("dependencies") && has("scripts"):
		return "a package.json"
	case has("image") || has("build") || has("ports") || has("environment"):
		return "one service"
	}
	return ""
}

// shape tells what keeps the first document of a file from being a Compose
// file; main says that it is not laid over another one.
func (r *reading) shape(l layer, main bool) {
	root := unaliased(l.root)
	switch {
	case root == nil || root.Kind != yaml.MappingNode:
		seen := "a list"
		if root != nil && root.Kind == yaml.ScalarNode {
			seen = "a text: " + short(root.Value)
		}
		r.add(sayNotCompose.of(seen).At(l.place(root)))
	case main:
		r.hasServices(l, root)
	}
	r.names(l)
	if n := inItself(l.root, map[*yaml.Node]bool{}); n != nil {
		r.add(sayInItself.of(short(n.Value)).At(l.place(n)))
	}
}

// inItself is an alias that stands inside of what it stands for, nil when there
// is none. Compose's library would follow it round and round. finished has the
// nodes that were looked at: true for good, false while it is being done.
func inItself(n *yaml.Node, finished map[*yaml.Node]bool) *yaml.Node {
	finished[n] = false
	for _, inside := range n.Content {
		target := unaliased(inside)
		done, begun := finished[target]
		if begun && !done {
			return inside
		}
		if begun || target == nil {
			continue
		}
		if found := inItself(target, finished); found != nil {
			return found
		}
	}
	finished[n] = true
	return nil
}

func (r *reading) hasServices(l layer, root *yaml.Node) {
	key, services := field(root, "services", maxMerges)
	_, include := field(root, "include", maxMerges)
	switch services = unaliased(services); {
	case services == nil && include != nil:
		return // another file has them
	case services == nil:
		r.noServices(l, root)
	case services.Kind == yaml.ScalarNode && services.Tag == "!!null",
		services.Kind == yaml.MappingNode && len(services.Content) == 0:
		r.add(sayNothingBelow.of().At(l.place(key)))
	}
}

func (r *reading) noServices(l layer, root *yaml.Node) {
	other := looksLike(root)
	p := sayNoServices.of()
	if other != "" {
		p.ID, p.Seen = "NOT-COMPOSE", "what looks like "+other
		p.Expected = "a Compose file, with a field `services` at the top"
	}
	if other == "one service" {
		p.Try = "Write `services:`, below it the service's name, and indent what is here below that name."
	}
	where := l.place(root)
	for i := 0; i+1 < len(root.Content); i += 2 {
		name := root.Content[i].Value
		if processfile.Suggest(name, topLevel) == "services" {
			p.ID, p.Seen = "UNKNOWN-FIELD", fmt.Sprintf("`%s`: did you mean `services`?", name)
			p.Try, where = "Write `services:` instead.", l.place(root.Content[i])
		}
	}
	r.add(p.At(where))
}

// names tells of names that YAML takes for something else (1 is a number), and
// of those that stand twice in one mapping.
func (r *reading) names(l layer) {
	eachNode(l.root, func(n *yaml.Node) {
		if n.Kind != yaml.MappingNode {
			return
		}
		lines := map[string]int{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			first, again := lines[key.Value]
			if again && key.Kind == yaml.ScalarNode {
				r.add(sayTwice.of(short(key.Value), first).At(l.place(key)))
			} else {
				lines[key.Value] = key.Line
			}
			if key.Kind != yaml.AliasNode && (key.Kind != yaml.ScalarNode || key.ShortTag() != "!!str" && key.ShortTag() != "!!merge") {
				r.add(sayNotAText.of(written(key)).At(l.place(key)))
			}
		}
	})
}

// eachNode visits all that is written below a node, once: aliases are not
// followed, because what they stand for is visited where it is written.
func eachNode(n *yaml.Node, visit func(*yaml.Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, inside := range n.Content {
		eachNode(inside, visit)
	}
}

// short is a learner's word, as much of it as fits into a sentence.
func short(word string) string {
	word = strings.Join(strings.Fields(word), " ")
	if len(word) > 60 {
		return strings.ToValidUTF8(word[:60], "") + "…"
	}
	return word
}
