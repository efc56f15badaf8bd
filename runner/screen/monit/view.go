package monit

import (
	"fmt"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"workshop.example/processes/runner/screen/console"
)

// View draws the model.
func (m *model) View() tea.View {
	v := tea.NewView(strings.Join(m.screen(), "\n"))
	v.AltScreen = true
	v.WindowTitle = "monit"
	if m.opts.Project != "" {
		v.WindowTitle += " · " + m.project()
	}
	return v
}

// screen is the window in lines, each exactly as wide as it.
func (m *model) screen() []string {
	if m.width == 0 {
		return nil // its size is not known yet
	}
	l := m.layout()
	if l.tooSmall {
		return m.tooSmall()
	}
	out := []string{m.header()}
	out = append(out, m.banner()...)
	out = append(out, m.body(l)...)
	for _, text := range m.footer() {
		out = append(out, m.pen.fit(text, m.width))
	}
	return out
}

func (m *model) layout() layout {
	return arrange(m.width, m.height, len(m.footer()), len(m.banner()), widestName(m.pen, m.items), len(m.items))
}

// logHeight is the number of lines that the log pane shows.
func (m *model) logHeight() int {
	r := m.layout().logs
	return max(1, r.h-inFrame-len(m.warnings(r)))
}

// warnings are what is wrong with the selection, above its logs, in up to half
// of their pane.
func (m *model) warnings(r rect) []string {
	it, ok := m.current()
	if !ok || it.trouble == "" {
		return nil
	}
	var out []string
	for text := range strings.Lines(it.trouble) {
		rows := m.pen.method.Wrap(clean(strings.TrimRight(text, "\r\n")), r.w-inFrame-2, "")
		for row := range strings.SplitSeq(rows, "\n") {
			out = append(out, m.pen.paint(warm, "! "+row))
		}
	}
	return out[:min(len(out), (r.h-inFrame)/2)]
}

func (m *model) tooSmall() []string {
	text := fmt.Sprintf("%d×%d is too small a window for monit: it needs %d×%d. Make it larger; q quits", m.width, m.height, leastWidth, leastHeight)
	lines := strings.Split(m.pen.method.Wrap(text, m.width, ""), "\n")
	return lines[:min(len(lines), max(1, m.height))]
}

func (m *model) project() string { return console.Harmless(filepath.Base(m.opts.Project)) }

// header is the project and the totals.
func (m *model) header() string {
	up, cpu, mem := 0, 0.0, int64(0)
	for _, row := range m.status.Rows {
		if row.Status == online {
			up++
		}
		cpu += row.CPUPercent
		mem += row.MemoryBytes
	}
	left := " monit"
	if m.opts.Project != "" {
		left += " · " + m.project()
	}
	right := fmt.Sprintf("  %d of %d online · CPU %s · memory %s ", up, len(m.status.Rows), percent(cpu), size(float64(mem)))
	if m.pen.width(left+right) > m.width {
		right = fmt.Sprintf("  %d of %d online ", up, len(m.status.Rows))
	}
	return m.pen.paint(inverse, m.pen.spread(left, right, m.width))
}

// banner is why nothing moves any more.
func (m *model) banner() []string {
	if m.deaf == "" {
		return nil
	}
	return []string{m.pen.paint(bad, m.pen.fit(" ✗ "+m.deaf, m.width))}
}

// body is everything between header and footer.
func (m *model) body(l layout) []string {
	if m.help {
		height := l.list.h + l.details.h + l.strip.h
		if l.stacked {
			height += l.logs.h
		}
		return m.pen.box("Keys · any key goes back", "", helpView(m.pen, m.width-inFrame, height-inFrame), m.width, height, true)
	}
	list, logs := m.listBox(l.list), m.logBox(l.logs)
	out := append(list, logs...)
	if !l.stacked {
		out = beside(list, logs)
	}
	if l.details.h > 0 {
		return append(out, m.lower(l)...)
	}
	return append(out, m.strip(l.strip.w)...)
}

func (m *model) listBox(r rect) []string {
	rows := listView(m.pen, m.items, m.place, r.w-inFrame, r.h-inFrame)
	return m.pen.box(listTitle(len(m.items), m.place, r.h-inFrame), "", rows, r.w, r.h, m.focus == listPane)
}

func (m *model) logBox(r rect) []string {
	w, unseen, end := m.window(), "", m.end
	if end == following {
		end = w.ring.next
	} else {
		unseen = fmt.Sprintf("%d newer · end: follow", w.newer(end))
	}
	warnings := m.warnings(r)
	height := r.h - inFrame - len(warnings)
	rows := append(warnings, logView(m.pen, m.scope(), w.before(end, height), r.w-inFrame, height)...)
	return m.pen.box(logTitle(m.scopeWords(), m.filter), unseen, rows, r.w, r.h, m.focus == logPane)
}

func (m *model) scopeWords() string {
	it, ok := m.current()
	if m.everyApp || !ok {
		return "all apps"
	}
	return it.words()
}

func (m *model) scope() logScope {
	it, ok := m.current()
	s := logScope{names: m.everyApp || !ok, apps: map[string]int{}, many: map[string]bool{}, wrap: m.wrapping}
	s.single = !s.names && (it.instance != whole || it.single())
	for _, it := range m.items {
		if it.instance == whole {
			s.apps[it.name], s.many[it.name] = len(s.apps), !it.single()
		}
	}
	return s
}

// lower is the selection: its facts, and its figures over time.
func (m *model) lower(l layout) []string {
	it, ok := m.current()
	blocks := [][]string{m.pen.box("Selected", "", nil, l.details.w, l.details.h, false)}
	if ok {
		blocks[0] = m.pen.box(it.words(), "", details(m.pen, it), l.details.w, l.details.h, false)
	}
	for i, figure := range figures {
		s, r := m.past.series(it.key(), figure.of), l.graphs[i]
		rows := graph(m.pen, figure.scale, s, r.w-inFrame, r.h-inFrame)
		blocks = append(blocks, m.pen.box(graphTitle(figure.scale, s, m.opts.Every, r.w-titleRoom), "", rows, r.w, r.h, false))
	}
	return beside(blocks...)
}

// figures are what is drawn over time.
var figures = []struct {
	scale scale
	of    func(sample) float64
}{
	{processor, func(s sample) float64 { return s.cpu }},
	{memory, func(s sample) float64 { return s.memory }},
}

// strip is lower for a small window: two lines.
func (m *model) strip(width int) []string {
	it, ok := m.current()
	if !ok {
		return []string{m.pen.fit("", width), m.pen.fit("", width)}
	}
	mark, colour := sign(it.status)
	facts := fmt.Sprintf(" %s %s  ↺%d  up %s", m.pen.paint(colour, mark), it.status, it.starts, age(it))
	if it.single() {
		row := it.rows[0]
		facts += fmt.Sprintf("  pid %s  port %s  last exit %s", number(row.Pid), number(row.Port), lastExit(it))
	}
	half := width / 2
	var sparks string
	for _, figure := range figures {
		s := m.past.series(it.key(), figure.of)
		label := fmt.Sprintf(" %s %s ", figure.scale.name, figure.scale.value(s.last()))
		sparks += m.pen.fit(label+spark(m.pen, figure.scale, s, max(0, half-m.pen.width(label)-1)), half)
	}
	return []string{m.pen.fit(facts, width), m.pen.fit(sparks, width)}
}
