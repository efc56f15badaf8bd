package reader

import (
	"fmt"
	"maps"
	"slices"

	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"

	"workshop.example/processes/checker/containers/composefile"
)

// This file owns two sorts of values that Compose's schema takes for any text:
// ports and times.

// texts tells of ports and times that cannot be read, of all services.
func (r *reading) texts() {
	for _, l := range r.layers {
		var services map[string]yaml.Node
		if all := l.value("services"); all == nil || all.Decode(&services) != nil {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(services)) {
			r.ports(l, name)
			for _, path := range times {
				r.time(l, append([]string{"services", name}, path...))
			}
		}
	}
}

func (r *reading) ports(l layer, service string) {
	for _, item := range several(l.value("services", service, "ports")) {
		if !scalar(item) {
			continue // the long form has fields, which the schema knows
		}
		written := unaliased(item).Value
		if filled, err := template.Substitute(written, r.lookup); err == nil {
			written = filled
		}
		if _, err := types.ParsePortConfig(written); err != nil {
			r.add(composefile.Problem{
				ID:       "PORT",
				Expected: "a port of the container, or HOST:CONTAINER, each a number or a range such as 3000-3002",
				Seen:     short(written) + " (" + err.Error() + ")",
				Try:      "Write for example \"3000\", \"8080:3000\" or \"3000-3002:3000\", with the quotes.",
			}.At(l.place(item)))
		}
	}
}

var times = [][]string{
	{"healthcheck", "interval"}, {"healthcheck", "timeout"},
	{"healthcheck", "start_period"}, {"healthcheck", "start_interval"},
	{"stop_grace_period"},
}

func (r *reading) time(l layer, path []string) {
	n := l.value(path...)
	if n == nil || n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return
	}
	written := n.Value
	if filled, err := template.Substitute(written, r.lookup); err == nil {
		written = filled
	}
	var d types.Duration
	if d.DecodeMapstructure(written) == nil {
		return
	}
	at, _ := l.find(path)
	r.add(composefile.Problem{
		ID:       "TIME",
		Expected: "a time with its unit for " + fieldInWords(path),
		Seen:     short(written),
		Try:      fmt.Sprintf("Write for example `%s: 5s` or `500ms`.", path[len(path)-1]),
	}.At(l.place(at)))
}
