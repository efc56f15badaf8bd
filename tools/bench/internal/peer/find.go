package peer

import (
	"os/exec"
	"slices"
)

// All are the kinds in the order of the tables.
func All() []Kind {
	return []Kind{Ours, Floor, PM2, Air, AirTuned, ProcessCompose, Overmind, Hivemind, Goreman, Foreman, Runit}
}

// programs are what must be on the PATH for a kind, by the kind's name; its own
// name when it is not here.
var programs = map[string]string{"air-100ms": "air", "runit": "runsvdir"}

// Program is what must be installed for a kind; "" for those that are built
// here.
func (k Kind) Program() string {
	if slices.Contains([]string{Ours.Name, Floor.Name}, k.Name) {
		return ""
	}
	if p, ok := programs[k.Name]; ok {
		return p
	}
	return k.Name
}

// Installed finds what is installed of everything. given are programs for which
// somebody said where they are.
func Installed(given map[string]string) map[string]string {
	found := map[string]string{}
	for _, k := range All() {
		name := k.Program()
		if name == "" {
			continue
		}
		if path := given[name]; path != "" {
			found[name] = path
		} else if path, err := exec.LookPath(name); err == nil {
			found[name] = path
		}
	}
	return found
}
