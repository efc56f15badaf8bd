package reader

import (
	"maps"
	"slices"

	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"
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
		written := r.fill(unaliased(item).Value)
		if _, err := types.ParsePortConfig(written); err != nil {
			r.add(sayPort.of(short(written), err.Error()).At(l.place(item)))
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
	written := r.fill(n.Value)
	var d types.Duration
	if d.DecodeMapstructure(written) == nil {
		return
	}
	at, _ := l.find(path)
	r.add(sayTime.of(fieldInWords(path), short(written), path[len(path)-1]).At(l.place(at)))
}
