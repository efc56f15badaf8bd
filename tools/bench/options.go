package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"workshop.example/processes/tools/bench/internal/peer"
)

// options are the flags as they were given.
type options struct {
	rows, peers []string
	rounds      int
	quick       bool
	json        bool
	markdown    bool
	folder      string
	pm2, air    string
}

// plan is what is to be measured.
type plan struct {
	rows   []string // in the order of the table of rows
	kinds  []peer.Kind
	found  map[string]string // programs of other managers
	rounds int
	quick  bool
	folder string
}

// plan finds what is installed, and checks what was asked for.
func (o *options) plan() (plan, error) {
	p := plan{rounds: o.rounds, quick: o.quick, folder: o.folder}
	if o.rounds < 1 || o.rounds > 100 {
		return p, fmt.Errorf("--rounds %d: between 1 and 100", o.rounds)
	}
	if o.quick {
		p.rounds = 1
	}
	given := map[string]string{"pm2": o.pm2, "air": o.air}
	for name, path := range given {
		if _, err := os.Stat(path); path != "" && err != nil {
			return p, fmt.Errorf("--%s: %w", name, err)
		}
	}
	p.found = peer.Installed(given)
	var err error
	if p.rows, err = chosenRows(o.rows); err != nil {
		return p, err
	}
	p.kinds, err = chosenKinds(o.peers, p.found)
	return p, err
}

func chosenRows(asked []string) ([]string, error) {
	var names, chosen []string
	for _, r := range rows {
		names = append(names, r.name)
		if len(asked) == 0 || slices.Contains(asked, r.name) {
			chosen = append(chosen, r.name)
		}
	}
	return chosen, unknown("row", asked, names)
}

// chosenKinds are the managers that were asked for, or all that are installed.
// The runner itself is always among them: everything is compared with it.
func chosenKinds(asked []string, found map[string]string) ([]peer.Kind, error) {
	var names []string
	var chosen []peer.Kind
	for _, k := range peer.All() {
		names = append(names, k.Name)
		installed := k.Program() == "" || found[k.Program()] != ""
		wanted := slices.Contains(asked, k.Name)
		if wanted && !installed {
			return nil, fmt.Errorf("%s is not installed: %s is not on the PATH", k.Name, k.Program())
		}
		if installed && (len(asked) == 0 || wanted || k.Name == peer.Ours.Name) {
			chosen = append(chosen, k)
		}
	}
	return chosen, unknown("manager", asked, names)
}

func unknown(what string, asked, names []string) error {
	for _, a := range asked {
		if !slices.Contains(names, a) {
			return fmt.Errorf("there is no %s %q; there are %s", what, a, strings.Join(names, ", "))
		}
	}
	return nil
}
