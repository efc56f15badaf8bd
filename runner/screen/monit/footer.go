package monit

import (
	"slices"
	"strings"

	"workshop.example/processes/runner/screen/console"
)

// hint is a key in the footer. Those of the least weight go first when there
// is no room.
type hint struct {
	keys, does string
	weight     int
}

var hints = []hint{
	{"↑↓", "select", 6}, {"tab", "pane", 3}, {"r", "restart", 8}, {"l", "reload", 7}, {"s", "stop", 7}, {"S", "start", 5},
	{"+-", "scale", 6}, {"/", "filter", 4}, {"a", "all logs", 3}, {"w", "wrap", 1}, {"?", "help", 9}, {"q", "quit", 9},
}

// keyLine is as many hints as fit, in their order.
func keyLine(p pen, width int) string {
	shown := slices.Clone(hints)
	for len(shown) > 0 && p.width(plainHints(shown)) > width {
		least := slices.MinFunc(shown, func(a, b hint) int { return a.weight - b.weight })
		shown = slices.DeleteFunc(shown, func(h hint) bool { return h == least })
	}
	var parts []string
	for _, h := range shown {
		parts = append(parts, p.paint(cool, h.keys)+" "+h.does)
	}
	return " " + strings.Join(parts, "  ")
}

func plainHints(all []hint) string {
	var parts []string
	for _, h := range all {
		parts = append(parts, h.keys+" "+h.does)
	}
	return " " + strings.Join(parts, "  ")
}

const mostFooterLines = 3 // an error may be a sentence or two

// footer is the question, the filter that is typed, the message, or the keys.
func (m *model) footer() []string {
	switch {
	case m.asking != nil:
		return []string{m.pen.paint(warm, m.pen.paint(strong, " "+m.asking.ask))}
	case m.typing:
		return []string{" filter: " + m.filter + "▏  " + m.pen.paint(quiet, "enter keeps it, esc clears it")}
	case m.note.bad:
		return m.message(bad, "✗ "+m.note.text)
	case m.note.text != "":
		return m.message(strong, m.note.text)
	case len(m.busy) > 0:
		return m.message(warm, m.underWay()+"…")
	}
	return []string{keyLine(m.pen, m.width)}
}

func (m *model) message(i ink, text string) []string {
	var out []string
	for _, part := range console.Wrap(text, m.width-2) {
		out = append(out, " "+m.pen.paint(i, m.pen.fit(part, min(m.pen.width(part), m.width-2))))
	}
	return out[:min(len(out), mostFooterLines)]
}

// underWay are all actions that have not ended.
func (m *model) underWay() string {
	var all []string
	for _, words := range m.busy {
		all = append(all, words)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// helpText is the page behind "?": a key, and what it does.
var helpText = [][2]string{
	{"↑ ↓  k j", "select, or scroll in the logs"},
	{"← →  tab", "the list or the logs"},
	{"r", "restart"},
	{"l  R", "reload: one by one, nothing lost"},
	{"s  S", "stop (asks first), start"},
	{"+ -", "one instance more, one less"},
	{"/", "only lines with a text; esc: all"},
	{"enter", "logs of the selected app alone"},
	{"a", "logs of all apps, and back"},
	{"PgUp PgDn", "scroll the logs; end: follow again"},
	{"w", "wrap long lines, or cut them"},
	{"g G", "first, last"},
	{"Ctrl-Z", "back to the shell; fg returns"},
	{"q Ctrl-C", "quit; the apps go on"},
}

// signText explains the signs of the list.
const signText = "● online  ○ stopped  ◔ launching  ◕ stopping  ↻ waiting  ✗ errored  ! trouble"

// helpView fits the page into a window, in two columns when it is low.
func helpView(p pen, width, height int) []string {
	var keys []string
	for _, h := range helpText {
		keys = append(keys, p.paint(cool, p.fit(h[0], 11))+h[1])
	}
	signs := console.Wrap(signText, width)
	if len(keys)+len(signs) > height && width >= 78 {
		half := (len(keys) + 1) / 2
		for i := range half {
			left := p.fit(keys[i], width/2)
			if half+i < len(keys) {
				left += keys[half+i]
			}
			keys[i] = left
		}
		keys = keys[:half]
	}
	if len(keys)+len(signs) < height {
		keys = append(keys, "")
	}
	return append(keys, signs...)
}
