package monit

import (
	"fmt"
	"time"
)

// Columns of the list, each with the space before it.
const (
	usageColumn    = 16 // processor and memory, or the status in words
	restartsColumn = 6
	uptimeColumn   = 7
	signs          = 3 // the selection, the status, and "!" if something is wrong
	fixedColumns   = signs + usageColumn
)

// sign is a status in one cell, so that no meaning hangs on colour.
func sign(status string) (string, ink) {
	switch status {
	case online:
		return "●", good
	case launching:
		return "◔", warm
	case stopping:
		return "◕", warm
	case waiting:
		return "↻", warm
	case errored:
		return "✗", bad
	case gone:
		return "–", bad
	}
	return "○", quiet
}

// listView is the list in so many lines, scrolled so that the selected one is
// in sight.
func listView(p pen, items []item, place int, width, height int) []string {
	if len(items) == 0 {
		return []string{"no apps yet: `start`", "starts those of a", "process file"}
	}
	top := max(0, min(place-height/2, len(items)-height))
	var out []string
	for i := top; i < min(len(items), top+height); i++ {
		out = append(out, listLine(p, items[i], i == place, width))
	}
	return out
}

// listLine: a selected line is drawn in one ink, for another one within it
// would end the inversion.
func listLine(p pen, it item, selected bool, width int) string {
	paint := p.paint
	cursor := " "
	if selected {
		paint = func(_ ink, text string) string { return text }
		cursor = "▸"
	}
	mark, colour := sign(it.status)
	rest := width - fixedColumns
	tail := ""
	if rest >= 18+restartsColumn {
		tail = p.right(fmt.Sprintf("↺%d", it.starts), restartsColumn)
		rest -= restartsColumn
	}
	if tail != "" && rest >= 18+uptimeColumn {
		tail += p.right(age(it), uptimeColumn)
		rest -= uptimeColumn
	}
	text := cursor + paint(colour, mark) + paint(warm, warning(it)) + p.fit(nameColumn(it), rest) + paint(usageInk(it), p.right(usage(p, it), usageColumn)) + tail
	if selected {
		return p.paint(inverse, p.fit(text, width))
	}
	return text
}

// nameColumn: instances are indented below their app.
func nameColumn(it item) string {
	switch {
	case it.instance != whole:
		return fmt.Sprintf("  %d", it.instance)
	case !it.single():
		return fmt.Sprintf("%s ×%d", it.app, len(it.rows))
	}
	return it.app
}

// warning: there is more to know, which stands above the logs.
func warning(it item) string {
	if it.trouble == "" {
		return " "
	}
	return "!"
}

// usage is processor and memory of what runs, and else why it does not.
func usage(p pen, it item) string {
	if it.status == online || it.online > 0 && it.instance == whole {
		return p.right(percent(it.cpu), 7) + p.right(size(float64(it.memory)), 9)
	}
	return it.status
}

func usageInk(it item) ink {
	if it.status == online || it.online > 0 {
		return normal
	}
	_, colour := sign(it.status)
	return colour
}

// age of a process; of an app, of its youngest.
func age(it item) string {
	youngest := int64(-1)
	for _, row := range it.rows {
		if row.Pid != 0 && (youngest < 0 || row.UptimeMS < youngest) {
			youngest = row.UptimeMS
		}
	}
	if youngest < 0 {
		return "–"
	}
	return uptime(time.Duration(youngest) * time.Millisecond)
}

// widestName is the width that the names of the list would like to have.
func widestName(p pen, items []item) int {
	widest := 8
	for _, it := range items {
		widest = max(widest, p.width(nameColumn(it)))
	}
	return widest
}

// listTitle says how many lines there are, once they do not fit.
func listTitle(items, place, height int) string {
	if items <= height {
		return "Apps"
	}
	return fmt.Sprintf("Apps %d/%d", place+1, items)
}

// details is what is known of the selection, a fact a line.
func details(p pen, it item) []string {
	mark, colour := sign(it.status)
	state := fmt.Sprintf("%s %s", mark, it.status)
	facts := [][2]string{{"status", p.paint(colour, state)}}
	if it.single() {
		row := it.rows[0]
		facts = append(facts, [2]string{"pid", number(row.Pid)}, [2]string{"port", number(row.Port)})
	} else {
		facts = append(facts, [2]string{"online", fmt.Sprintf("%d of %d", it.online, len(it.rows))})
	}
	facts = append(facts, [2]string{"restarts", fmt.Sprintf("↺ %d", it.starts)}, [2]string{"uptime", age(it)}, [2]string{"last exit", lastExit(it)})
	var out []string
	for _, fact := range facts {
		out = append(out, " "+p.paint(quiet, p.fit(fact[0], 10))+fact[1])
	}
	return out
}

func number(n int) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprint(n)
}

// lastExit of an app with several instances is said of each of them alone.
func lastExit(it item) string {
	switch {
	case !it.single():
		return "see its instances"
	case it.rows[0].ExitCode != nil:
		return fmt.Sprintf("code %d", *it.rows[0].ExitCode)
	case it.starts > 0:
		return "by a signal"
	}
	return "none yet"
}
