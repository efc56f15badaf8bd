package monit

import (
	"fmt"
	"strings"

	"workshop.example/processes/runner/screen/console"
)

// logScope says what the log pane shows, and how lines are introduced there.
type logScope struct {
	names  bool            // lines of different apps: each says whose it is
	apps   map[string]int  // place of an app, for its ink
	many   map[string]bool // apps of several instances
	single bool            // lines of one instance only
	wrap   bool
}

// logView draws lines, the youngest last, in no more than height rows.
func logView(p pen, scope logScope, all []*line, width, height int) []string {
	var out []string
	for i := len(all) - 1; i >= 0 && len(out) < height; i-- {
		out = append(logRows(p, scope, all[i], width, height), out...)
	}
	return out[max(0, len(out)-height):]
}

// logRows is a line in one row, or with wrap in as many as it needs.
func logRows(p pen, scope logScope, one *line, width, height int) []string {
	intro := introduction(p, scope, one, width)
	room := max(1, width-p.width(intro))
	parts := []string{one.text}
	if scope.wrap && p.width(one.text) > room {
		parts = strings.Split(p.method.Wrap(one.text, room, ""), "\n")
		parts = parts[:min(len(parts), max(1, height-1))]
	}
	indent := strings.Repeat(" ", width-room)
	rows := make([]string, len(parts))
	for i, part := range parts {
		part = p.fit(part, room)
		if one.stream == fromRunner {
			part = p.paint(strong, part)
		}
		rows[i] = intro + part
		intro = indent
	}
	return rows
}

// introduction is "0|hello-world " and the sign of the stream: "!" for
// errors, "•" for what the runner says.
func introduction(p pen, scope logScope, one *line, width int) string {
	mark, colour := " ", normal
	switch one.stream {
	case "err":
		mark, colour = "!", bad
	case fromRunner:
		mark, colour = "•", warm
	}
	label := ""
	if !scope.single && one.instance != whole && (scope.names || scope.many[one.app]) {
		label = fmt.Sprint(one.instance)
	}
	if scope.names && one.app != "" {
		label = strings.TrimPrefix(label+"|"+console.Harmless(one.app), "|")
	}
	if p.width(label) > width/3 {
		label = p.fit(label, width/3)
	}
	if label == "" {
		return p.paint(colour, mark) + " "
	}
	if mark == " " {
		mark, colour = "│", quiet
	}
	return p.paint(appInk(scope.apps[one.app]), label) + " " + p.paint(colour, mark) + " "
}

// logTitle says whose lines these are, and through which filter.
func logTitle(of, filter string) string {
	title := "Logs of " + of
	if filter != "" {
		title += fmt.Sprintf(" with “%s”", filter)
	}
	return title
}
