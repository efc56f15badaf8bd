package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
)

// This file owns how the status of everything looks.

// statusColumns are PM2's, without its version and user, which say nothing
// here. Status is what one looks for, and never goes.
var statusColumns = []console.Column{
	{Title: "id"}, {Title: "name", Cut: true}, {Title: "namespace", Drop: 1}, {Title: "mode", Drop: 4}, {Title: "pid", Drop: 3},
	{Title: "uptime", Drop: 5}, {Title: "↺", Drop: 6}, {Title: "status"}, {Title: "cpu", Drop: 8}, {Title: "mem", Drop: 7},
	{Title: "watching", Drop: 2},
}

// statusStyles tell at a glance who is well. The word says it, too.
var statusStyles = map[string]console.Style{
	"online": console.Green, "launching": console.Yellow, "stopping": console.Yellow, "waiting restart": console.Yellow, "errored": console.Red, "stopped": console.Dim,
}

// statusTable is the table of all instances.
func statusTable(s *console.Streams, rows []control.Row) string {
	var cells [][]console.Cell
	for _, r := range rows {
		watching := console.Cell{Text: "disabled", Style: console.Dim}
		if r.Watch {
			watching = console.Cell{Text: "enabled", Style: console.Green}
		}
		cells = append(cells, []console.Cell{
			{Text: strconv.Itoa(r.ID), Style: console.Heading}, {Text: r.Name}, {Text: r.Namespace, Style: console.Dim}, {Text: r.Mode},
			{Text: orNone(r.Pid)}, {Text: uptimeOf(r)}, {Text: strconv.Itoa(r.Restarts)},
			{Text: r.Status, Style: statusStyles[r.Status]},
			{Text: console.Percent(r.CPUPercent)}, {Text: console.Bytes(r.MemoryBytes)}, watching,
		})
	}
	return s.Table(statusColumns, cells)
}

func orNone(n int) string {
	if n == 0 {
		return "-"
	}
	return strconv.Itoa(n)
}

func uptimeOf(r control.Row) string {
	if r.Pid == 0 {
		return "-"
	}
	return console.Uptime(time.Duration(r.UptimeMS) * time.Millisecond)
}

// troubleLines say below the table what its rows cannot: a line for each app
// that is in trouble, and a line that says what to type.
func troubleLines(s *console.Streams, troubles []control.Trouble) []string {
	var lines []string
	for _, t := range together(troubles) {
		line := s.Paint(console.Red, console.Harmless(t.app)) + t.which + ": " + firstLines(t.words)
		lines = append(lines, line, s.Paint(console.Dim, "  try: ")+t.try())
	}
	return lines
}

// firstLines is the first line of several, and the one behind it: the first
// says that something does not compile, the second is the compiler's own first
// one. A line that names the package alone says nothing.
func firstLines(words string) string {
	var kept []string
	for line := range strings.Lines(words) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "# ") && len(kept) < 2 {
			kept = append(kept, console.Harmless(line))
		}
	}
	return strings.Join(kept, " ")
}

// trouble is the same trouble of several instances.
type trouble struct {
	app, which, words string
	instances         []string
	whole             bool
}

func together(troubles []control.Trouble) []*trouble {
	var all []*trouble
	of := map[string]*trouble{}
	for _, t := range troubles {
		key := t.App + "\x00" + t.Words
		if of[key] == nil {
			of[key] = &trouble{app: t.App, words: t.Words, whole: t.Instance < 0}
			all = append(all, of[key])
		}
		if t.Instance >= 0 {
			of[key].instances = append(of[key].instances, strconv.Itoa(t.Instance))
		}
	}
	for _, t := range all {
		switch len(t.instances) {
		case 0:
		case 1:
			t.which = ", instance " + t.instances[0]
		default:
			t.which = ", instances " + strings.Join(t.instances, ", ")
		}
	}
	return all
}

func (t *trouble) try() string {
	if t.whole {
		return fmt.Sprintf("go run ./runner describe %s", t.app)
	}
	return fmt.Sprintf("go run ./runner logs %s --err", t.app)
}
