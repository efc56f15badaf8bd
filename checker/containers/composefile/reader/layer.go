package reader

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"workshop.example/processes/checker/containers/composefile"
)

// This file owns the question where something stands: paths of field names go
// in, lines and columns come out.

// layer is one YAML document as it was written, with the places of its words.
// Compose lays layers over each other: the override file over the file.
type layer struct {
	name string // relative to the project's folder
	dir  string // what relative paths in it are relative to; absolute
	root *yaml.Node
}

func (l layer) place(n *yaml.Node) composefile.Place {
	if n == nil {
		return composefile.Place{File: l.name}
	}
	return composefile.Place{File: l.name, Line: n.Line, Column: n.Column}
}

// find goes down a path as far as it leads, and returns the last node that
// stands for a part of it (a field's name, a list's item) with the number of
// parts that were found.
func (l layer) find(path []string) (*yaml.Node, int) {
	at, value := l.root, l.root
	for depth, part := range path {
		key, next := child(value, part, maxMerges)
		if next == nil {
			return at, depth
		}
		at, value = key, next
	}
	return at, len(path)
}

// value is the node at the end of a path, nil when there is none.
func (l layer) value(path ...string) *yaml.Node {
	value := l.root
	for _, part := range path {
		_, value = child(value, part, maxMerges)
	}
	return unaliased(value)
}

// maxMerges bounds how many merge keys (<<) are followed for one name: an
// anchor may be merged into itself.
const maxMerges = 20

// child is what a name stands for inside a node: first the node to point at,
// then the value. In a list, a name is an index, or the beginning of an item:
// depends_on, environment and networks can be written as either.
func child(n *yaml.Node, name string, merges int) (at, value *yaml.Node) {
	n = unaliased(n)
	switch {
	case n == nil || merges == 0:
		return nil, nil
	case n.Kind == yaml.MappingNode:
		return field(n, name, merges)
	case n.Kind == yaml.SequenceNode:
		item := item(n, name)
		return item, item
	}
	return nil, nil
}

func field(n *yaml.Node, name string, merges int) (at, value *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != "<<" {
			continue
		}
		for _, base := range mergedInto(n.Content[i+1]) {
			if at, value = child(base, name, merges-1); value != nil {
				return at, value
			}
		}
	}
	return nil, nil
}

// mergedInto are the mappings that a merge key names: one, or a list.
func mergedInto(n *yaml.Node) []*yaml.Node {
	if list := unaliased(n); list != nil && list.Kind == yaml.SequenceNode {
		return list.Content
	}
	return []*yaml.Node{n}
}

func item(n *yaml.Node, name string) *yaml.Node {
	if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(n.Content) {
		return n.Content[i]
	}
	for _, item := range n.Content {
		words := unaliased(item)
		if words != nil && words.Kind == yaml.ScalarNode &&
			(words.Value == name || strings.HasPrefix(words.Value, name+"=") || strings.HasPrefix(words.Value, name+":")) {
			return item
		}
	}
	return nil
}

// unaliased is the node that an alias (*name) stands for.
func unaliased(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// where is the place of a path in the layer that knows most of it; of equals it
// is the last one, which is laid over the others. extends is followed when the
// service itself does not have the field.
func where(layers []layer, path ...string) composefile.Place {
	found, best := composefile.Place{}, -1
	for _, l := range layers {
		at, depth := l.find(path)
		if depth == len(path) || depth > best {
			found, best = l.place(at), depth
		}
	}
	if base := extended(layers, path); best < len(path) && base != nil {
		for _, l := range layers {
			if at, depth := l.find(base); depth > best {
				found, best = l.place(at), depth
			}
		}
	}
	return found
}

// extended is the same path in the service that the path's service extends, nil
// when it extends none. One step is followed: it is for places only.
func extended(layers []layer, path []string) []string {
	if len(path) < 3 || path[0] != "services" {
		return nil
	}
	for _, l := range layers {
		base := l.value("services", path[1], "extends")
		if base != nil && base.Kind == yaml.MappingNode {
			_, base = field(base, "service", 1)
		}
		if base != nil && base.Kind == yaml.ScalarNode {
			return append([]string{"services", base.Value}, path[2:]...)
		}
	}
	return nil
}

// whereItem is the place of the list's item that has all the words in it: the
// index is of no help, because lists of several files are put together.
func whereItem(layers []layer, words []string, path ...string) composefile.Place {
	for i := len(layers) - 1; i >= 0; i-- {
		list := layers[i].value(path...)
		if list == nil || list.Kind != yaml.SequenceNode {
			continue
		}
		for _, item := range list.Content {
			if hasAll(text(item, maxMerges), words) {
				return layers[i].place(item)
			}
		}
	}
	return where(layers, path...)
}

const maxText = 4096

func hasAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// text is all that is written in a node, to be searched for words.
func text(n *yaml.Node, depth int) string {
	n = unaliased(n)
	if n == nil || depth == 0 {
		return ""
	}
	if n.Kind == yaml.ScalarNode {
		return n.Value
	}
	var all strings.Builder
	for _, inside := range n.Content {
		all.WriteString(text(inside, depth-1) + " ")
		if all.Len() > maxText {
			break // aliases of aliases can stand for more than fits into memory
		}
	}
	return all.String()
}
