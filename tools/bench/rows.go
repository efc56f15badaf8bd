package main

import (
	"fmt"
	"strings"

	"workshop.example/processes/tools/bench/internal/peer"
)

// row is a table of the report.
type row struct{ name, title string }

// rows are in the order of the report. docs/benchmarks.md explains them.
var rows = []row{
	{"start", "from the command, the manager running, until every service answers"},
	{"cold", "the same with nothing running before"},
	{"memory", "of the manager and its helpers, without the services (PSS), and how many processes they are"},
	{"idle", "processor time of the manager and its helpers while nothing happens"},
	{"cli", "one call of `status`, from its start to its end"},
	{"stop", "until the services are gone and the command has returned"},
	{"kill", "kill -9 of a service until a new one answers"},
	{"left", "what is left after kill -9 of the manager, and of a stubborn grandchild after a stop"},
	{"logs", "lines of 100 bytes into a log file: what the program waits, what becomes of the lines"},
	{"save", "a change of a program in Go until the new version answers, and who gets no answer meanwhile"},
	{"door", "requests a second and the slowest hundredth through the shared port, against the bare service"},
	{"reload", "of four instances under load: requests without an answer"},
	{"scale", "one instance to ten, and to two"},
	{"validate", "reading and judging a process file with 20 apps: one call of the command"},
}

func rowList() string {
	var text strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&text, "  %-9s %s\n", r.name, r.title)
	}
	return text.String()
}

func titleOf(name string) string {
	for _, r := range rows {
		if r.name == name {
			return r.title
		}
	}
	return ""
}

// probe measures something, once for one manager; figures for several rows may
// come of it.
type probe struct {
	rows    []string
	suits   func(peer.Kind) bool
	measure func(*trial) error
}

func manages(k peer.Kind) bool  { return k.Runs }
func restarts(k peer.Kind) bool { return k.Runs && !k.Lone }
func watches(k peer.Kind) bool  { return k.Watches }
func shares(k peer.Kind) bool   { return k.SharesGo || k.SharesNode }
func isOurs(k peer.Kind) bool   { return k.Name == peer.Ours.Name }

// probes are what one round is made of.
func probes(quick bool) []probe {
	sizes := []int{1, 10, 100}
	if quick {
		sizes = []int{1, 10}
	}
	var all []probe
	for _, n := range sizes {
		all = append(all,
			probe{[]string{"start", "memory", "idle", "cli", "stop"}, manages, func(t *trial) error { return t.crowd(n, n == sizes[len(sizes)-1]) }},
			probe{[]string{"cold"}, manages, func(t *trial) error { return t.cold(n) }},
		)
	}
	return append(all,
		probe{[]string{"kill"}, restarts, (*trial).kill},
		probe{[]string{"left"}, manages, (*trial).killManager},
		probe{[]string{"left"}, manages, (*trial).stubborn},
		probe{[]string{"logs"}, manages, func(t *trial) error { return t.lines("") }},
		probe{[]string{"logs"}, manages, func(t *trial) error { return t.lines("65536") }},
		probe{[]string{"save"}, watches, (*trial).save},
		probe{[]string{"door"}, shares, (*trial).door},
		probe{[]string{"reload"}, shares, (*trial).reload},
		probe{[]string{"scale"}, restarts, (*trial).scale},
		probe{[]string{"validate"}, isOurs, (*trial).validate},
	)
}
