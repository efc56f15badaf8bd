package reader

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v4"
)

// This file owns what a file for the check says to every Compose that the
// course allows.

// readable is the library's text for a Compose that is older than the library,
// and that fills in variables once more when it reads the file.
func readable(written []byte) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(written, &document); err != nil {
		return nil, err
	}
	for _, root := range document.Content {
		eachValue(root, func(n *yaml.Node) { n.Value = strings.ReplaceAll(n.Value, "$", "$$") })
		for _, service := range valuesOf(root, "services") {
			for _, mount := range valuesOf(service, "volumes") {
				sayCreateHostPath(mount)
			}
		}
	}
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&document); err != nil {
		return nil, err
	}
	return out.Bytes(), encoder.Close()
}

// sayCreateHostPath writes down what the library leaves away because it is the
// default. To an older Compose the default of the long form is the contrary.
func sayCreateHostPath(mount *yaml.Node) {
	_, bind := field(mount, "bind", 1)
	if bind == nil || bind.Kind != yaml.MappingNode {
		return
	}
	if _, said := field(bind, "create_host_path", 1); said == nil {
		bind.Content = append(bind.Content,
			&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "create_host_path"},
			&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"})
	}
}

// valuesOf are the values of a field's fields, or the items of its list.
func valuesOf(n *yaml.Node, name string) (all []*yaml.Node) {
	_, value := field(n, name, 1)
	for i := 0; value != nil && i < len(value.Content); i++ {
		if value.Kind == yaml.SequenceNode || i%2 == 1 {
			all = append(all, value.Content[i])
		}
	}
	return all
}
