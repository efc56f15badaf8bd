package sandbox

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"sync"

	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

// portMap gives every port that the file uses one of the sandbox's own.
// Neighbours stay neighbours, since increment_var counts upwards from PORT.
type portMap struct {
	held []*platform.Ports

	mu     sync.Mutex  // apps print, and their words are read, while ports are added
	inside map[int]int // the file's port to the sandbox's
}

// defaults are the ports of the kit's services when the file gives no PORT.
var defaults = map[string]int{HelloWorld: 3000, Fixtures: 3001}

// Assume takes an app, which the file does not show to be one of the kit's
// services, to be one: it is given that service's default port if the file
// gives it none. It must be called before Start.
func (b *Box) Assume(app *processfile.App, service string) {
	if ServiceOf(app) != "" {
		return
	}
	if b.assumed == nil {
		b.assumed = map[string]string{}
	}
	b.assumed[app.Name] = service
}

// PortOf is the port on which the file lets an app listen: its PORT, or else
// the default of the kit's service that it runs; 0 when neither is known.
func (b *Box) PortOf(app *processfile.App) int {
	if app.Port != 0 {
		return app.Port
	}
	if service := ServiceOf(app); service != "" {
		return defaults[service]
	}
	return defaults[b.assumed[app.Name]]
}

// mapPorts gives all ports of the file, the proxy's included.
func (b *Box) mapPorts() (*portMap, error) {
	m := &portMap{inside: map[int]int{}}
	used := b.usedPorts(b.File.Apps)
	if b.File.Proxy != nil {
		used = append(used, b.File.Proxy.Port)
		slices.Sort(used)
	}
	return m, m.add(slices.Compact(used))
}

// add gives further ports, in ascending order, one of the sandbox's own each.
// Those that have one keep it.
func (m *portMap) add(used []int) error {
	used = slices.DeleteFunc(used, func(port int) bool { return m.inside[port] != 0 })
	for _, run := range consecutive(used) {
		held, err := platform.ReservePorts(len(run))
		if err != nil {
			m.release()
			return err
		}
		m.held = append(m.held, held)
		m.mu.Lock()
		for i, port := range run {
			m.inside[port] = held.First + i
		}
		m.mu.Unlock()
	}
	return nil
}

// usedPorts are the ports of apps, in ascending order.
func (b *Box) usedPorts(apps []processfile.App) []int {
	used := map[int]bool{}
	for i := range apps {
		app := &apps[i]
		first := b.PortOf(app)
		if first == 0 {
			continue
		}
		used[first] = true
		if app.IncrementVar == "PORT" {
			for n := range app.Instances {
				used[first+n] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(used))
}

// consecutive splits sorted numbers into runs without a gap.
func consecutive(sorted []int) [][]int {
	var runs [][]int
	for i, n := range sorted {
		if i == 0 || n != sorted[i-1]+1 {
			runs = append(runs, nil)
		}
		runs[len(runs)-1] = append(runs[len(runs)-1], n)
	}
	return runs
}

// release gives the held ports up for the apps that are about to bind them.
func (m *portMap) release() {
	for _, h := range m.held {
		h.ReleaseAll()
	}
}

// Inside is the sandbox's port for one of the file's; 0 for one that the file
// does not use.
func (b *Box) Inside(port int) int { return b.ports.inside[port] }

// aPort is a number that stands where a port does: a pid may look the same.
var aPort = regexp.MustCompile(`((?i:port)[ =:"]+|:)([0-9]{5})\b`)

// portsAsWritten puts the file's ports back where the sandbox's stand in a
// text, so that learners read the numbers that they wrote.
func (m *portMap) portsAsWritten(text string) string {
	outside := map[string]string{}
	m.mu.Lock()
	for file, sandbox := range m.inside {
		outside[strconv.Itoa(sandbox)] = strconv.Itoa(file)
	}
	m.mu.Unlock()
	return aPort.ReplaceAllStringFunc(text, func(found string) string {
		parts := aPort.FindStringSubmatch(found)
		if written, ok := outside[parts[2]]; ok {
			return parts[1] + written
		}
		return found
	})
}

// IsInside says whether a port is one of the sandbox's own.
func (b *Box) IsInside(port int) bool {
	return slices.Contains(slices.Collect(maps.Values(b.ports.inside)), port)
}
