package monit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
)

// whole stands for all instances of an app, where an instance is asked for.
const whole = -1

// key names a line of the list for as long as it exists.
type key struct {
	app      string
	instance int // whole: the app
}

// item is a line of the list: an app, or below an app of several instances one
// of them.
type item struct {
	app      string // harmless, as it is shown
	name     string // as the daemon knows it
	instance int    // whole: the app
	rows     []control.Row

	status  string // of several instances the one that most needs attention
	online  int
	cpu     float64 // percent of one core, all instances together
	memory  int64   // bytes
	starts  int     // restarts
	trouble string  // what is wrong, in words, maybe of several lines; "": nothing
}

func (it item) key() key { return key{it.name, it.instance} }

// single: there is one process behind it, with a pid of its own to show.
func (it item) single() bool { return len(it.rows) == 1 }

// target is how the daemon is told of it: one instance goes by its id.
func (it item) target() string {
	if it.instance == whole {
		return it.name
	}
	return strconv.Itoa(it.rows[0].ID)
}

// words name it in a sentence.
func (it item) words() string {
	if it.instance == whole {
		return it.app
	}
	return fmt.Sprintf("instance %d of %s", it.instance, it.app)
}

// itemsOf makes the list: the apps in the order in which the daemon tells them,
// and below each its instances.
func itemsOf(status control.Status) []item {
	var names []string
	of := map[string][]control.Row{}
	for _, row := range status.Rows {
		if of[row.Name] == nil {
			names = append(names, row.Name)
		}
		of[row.Name] = append(of[row.Name], row)
	}
	var items []item
	for _, name := range names {
		instances := of[name]
		slices.SortStableFunc(instances, func(a, b control.Row) int { return a.Instance - b.Instance })
		items = append(items, sum(name, whole, instances))
		if len(instances) == 1 {
			continue
		}
		for i, row := range instances {
			items = append(items, sum(name, row.Instance, instances[i:i+1]))
		}
	}
	for i := range items {
		items[i].trouble = troubleOf(status.Troubles, items[i])
	}
	return items
}

// troubleOf an app is its own; of an app with one line, that of its instance too.
func troubleOf(all []control.Trouble, it item) string {
	for _, t := range all {
		ofIt := t.Instance == it.instance || it.instance == whole && it.single()
		if t.App == it.name && ofIt {
			return strings.TrimSpace(t.Words)
		}
	}
	return ""
}

func sum(name string, instance int, rows []control.Row) item {
	it := item{app: console.Harmless(name), name: name, instance: instance, rows: rows, status: online}
	for _, row := range rows {
		it.cpu += row.CPUPercent
		it.memory += row.MemoryBytes
		it.starts += row.Restarts
		if row.Status == online {
			it.online++
		}
		if urgency(row.Status) > urgency(it.status) {
			it.status = row.Status
		}
	}
	return it
}

// PM2's words for what an instance is doing, and one of our own.
const (
	online    = "online"
	launching = "launching"
	stopping  = "stopping"
	stopped   = "stopped"
	waiting   = "waiting restart"
	errored   = "errored"
	gone      = "gone" // there is no daemon any more: the runner leaves nothing running without it
)

// byUrgency: the last is what somebody must look at first.
var byUrgency = []string{online, stopped, stopping, launching, waiting, errored, gone}

// urgency of a word that is not among them is between errored and the others.
func urgency(status string) int {
	if i := slices.Index(byUrgency, status); i >= 0 {
		return 2 * i
	}
	return 2*slices.Index(byUrgency, errored) - 1
}

// withoutDaemon is what is left of the rows when the daemon has gone.
func withoutDaemon(status control.Status) control.Status {
	rows := slices.Clone(status.Rows)
	for i := range rows {
		rows[i].Status, rows[i].Pid, rows[i].CPUPercent, rows[i].MemoryBytes, rows[i].UptimeMS = gone, 0, 0, 0, 0
	}
	return control.Status{Rows: rows}
}

// find is the place of the selected line, or where it was when it has gone.
func find(items []item, selected key, before int) int {
	for i, it := range items {
		if it.key() == selected {
			return i
		}
	}
	for i, it := range items { // an app that was scaled to one has no line for its instance
		if it.key() == (key{selected.app, whole}) {
			return i
		}
	}
	return max(0, min(before, len(items)-1))
}
