package picture

import (
	"fmt"
	"strconv"
	"strings"

	"workshop.example/processes/runner/processfile"
)

// Measures of a map, in pixels.
const (
	box     = 46 // the height of one
	gap     = 20
	mapEdge = 24
	caption = 40
)

// columnOf are where the four columns begin, and how wide their boxes are.
var columnOf = []struct{ x, width int }{{24, 110}, {210, 230}, {520, 210}, {800, 190}}

// Proxy is a map of a process file's front door: a request, the rules in their
// order, the apps, and the instances behind them.
func Proxy(title, description string, file *processfile.File) string {
	var b strings.Builder
	m := &proxyMap{Builder: &b, apps: map[string]int{}}
	rules := file.Proxy.Rules
	instances := 0
	for _, app := range file.Apps {
		instances += app.Instances
	}
	height := 2*mapEdge + caption + max(len(rules), instances)*(box+gap)
	open(&b, 1014, height, title, description)
	fmt.Fprintf(&b, `<rect width="1014" height="%d" rx="8" fill="%s"/>`+"\n", height, background)
	for i, head := range []string{"request", "rules, from the top", "app", "instances"} {
		m.text(columnOf[i].x, mapEdge+8, head, quiet, 14)
	}
	m.instances(file.Apps)
	m.rules(rules)
	m.box(0, m.middle(len(rules)), ":"+strconv.Itoa(file.Proxy.Port), "", palette[7])
	b.WriteString("</svg>\n")
	return b.String()
}

type proxyMap struct {
	*strings.Builder
	apps map[string]int // the middle of each app's box
}

// instances draws the two columns on the right: each app in the middle of its
// instances.
func (m *proxyMap) instances(apps []processfile.App) {
	row := 0
	for n, app := range apps {
		colour := palette[[]int{6, 2, 3, 5}[n%4]]
		first := row
		middle := (m.y(first) + m.y(first+app.Instances-1)) / 2
		m.apps[app.Name] = middle
		for i := range app.Instances {
			port := "a port of its own"
			if app.ExecMode == processfile.Fork {
				port = "port " + strconv.Itoa(app.Port)
			}
			m.box(3, m.y(row), "instance "+strconv.Itoa(i), port, colour)
			m.arrow(2, middle, 3, m.y(row), colour)
			row++
		}
		m.box(2, middle, app.Name, string(app.ExecMode), colour)
	}
}

func (m *proxyMap) rules(rules []processfile.Rule) {
	for i, rule := range rules {
		path := rule.Pathname
		if path == "" {
			path = "every other path"
		}
		methods := strings.Join(rule.Methods, ", ")
		m.arrow(0, m.middle(len(rules)), 1, m.y(i), quiet)
		if to, ok := m.apps[rule.Dest]; ok {
			m.arrow(1, m.y(i), 2, to, foreground)
		}
		m.box(1, m.y(i), strconv.Itoa(i+1)+"  "+path, methods, foreground)
	}
}

// y is the middle of a row's boxes.
func (m *proxyMap) y(row int) int { return mapEdge + caption + box/2 + row*(box+gap) }

func (m *proxyMap) middle(rows int) int { return (m.y(0) + m.y(rows-1)) / 2 }

func (m *proxyMap) box(column, y int, name, note, colour string) {
	c := columnOf[column]
	fmt.Fprintf(m, `<rect x="%d" y="%d" width="%d" height="%d" rx="6" fill="#161b22" stroke="%s"/>`+"\n", c.x, y-box/2, c.width, box, colour)
	if note == "" {
		m.text(c.x+14, y+5, name, colour, 15)
		return
	}
	m.text(c.x+14, y-2, name, colour, 15)
	m.text(c.x+14, y+15, note, quiet, 12)
}

func (m *proxyMap) arrow(from, y1, to, y2 int, colour string) {
	x1, x2 := columnOf[from].x+columnOf[from].width, columnOf[to].x
	bend := (x1 + x2) / 2
	fmt.Fprintf(m, `<path d="M%d %d C%d %d %d %d %d %d" fill="none" stroke="%s"/>`+"\n", x1, y1, bend, y1, bend, y2, x2-6, y2, colour)
	fmt.Fprintf(m, `<path d="M%d %d l-7 -4 v8 z" fill="%s"/>`+"\n", x2-1, y2, colour)
}

func (m *proxyMap) text(x, y int, words, colour string, size int) {
	fmt.Fprintf(m, `<text x="%d" y="%d" fill="%s" font-size="%d">%s</text>`+"\n", x, y, colour, size, escaped(words))
}
