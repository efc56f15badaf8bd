package reader

import (
	"errors"

	"github.com/compose-spec/compose-go/v2/template"
	"go.yaml.in/yaml/v4"

	"workshop.example/processes/checker/containers/composefile"
)

// This file owns variables in values: ${NAME}. A variable without a value is no
// problem, Compose takes it for an empty text; one that the file itself demands
// (${NAME:?why}) is.

// interpolate looks at every value of all layers. Compose's library fills the
// values in later; here a problem still has its line.
func (r *reading) interpolate() {
	for _, l := range r.layers {
		eachValue(l.root, func(n *yaml.Node) {
			if _, err := template.Substitute(n.Value, r.lookup); err != nil {
				r.add(notFilled(n, err).At(l.place(n)))
			}
		})
	}
}

// eachValue visits the texts below a node that are not names of fields, for
// Compose fills in no variables there.
func eachValue(n *yaml.Node, visit func(*yaml.Node)) {
	switch {
	case n == nil:
	case n.Kind == yaml.ScalarNode && n.Tag == "!!str":
		visit(n)
	case n.Kind == yaml.MappingNode:
		for i := 1; i < len(n.Content); i += 2 {
			eachValue(n.Content[i], visit)
		}
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			eachValue(item, visit)
		}
	}
}

func notFilled(n *yaml.Node, err error) composefile.Problem {
	var missing *template.MissingRequiredError
	if !errors.As(err, &missing) {
		return sayTemplate.of(short(n.Value))
	}
	p := sayVariable.of(missing.Variable)
	if missing.Reason != "" {
		p.Why = "The file says: " + short(missing.Reason)
	}
	return p
}
