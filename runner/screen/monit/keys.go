package monit

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"workshop.example/processes/runner/control"
)

// pressed does what a key asks for.
func (m *model) pressed(key tea.KeyPressMsg) tea.Cmd {
	name := key.String()
	switch {
	case name == "ctrl+c":
		return tea.Quit
	case name == "ctrl+z":
		return m.suspended()
	case m.asking != nil:
		return m.answered(name == "y" || name == "Y")
	case m.typing:
		m.edit(name, key.Text)
		return nil
	case m.help:
		m.help = false
		return nil
	}
	m.note = note{}
	if cmd, known := m.wished(name); known {
		return cmd
	}
	m.moved(name)
	return nil
}

func (m *model) suspended() tea.Cmd {
	return func() tea.Msg {
		if m.pause != nil {
			m.pause()
		}
		return nil
	}
}

// wished are the keys that ask the daemon for something, or end the dashboard.
func (m *model) wished(name string) (cmd tea.Cmd, known bool) {
	switch name {
	case "q":
		return tea.Quit, true
	case "r":
		return m.act(control.Restart), true
	case "l", "R":
		return m.act(control.Reload), true
	case "s":
		return m.act(control.Stop), true
	case "S":
		return m.act(control.Start), true
	case "+", "=": // on the keyboards of many, + without its shift
		return m.scale(+1), true
	case "-":
		return m.scale(-1), true
	}
	return nil, false
}

// moved are the keys that change only what is looked at.
func (m *model) moved(name string) {
	switch name {
	case "?":
		m.help = true
	case "/":
		m.typing = true
	case "esc":
		m.filter, m.end = "", following
	case "a":
		m.everyApp, m.end = !m.everyApp, following
	case "w":
		m.wrapping = !m.wrapping
	case "tab", "shift+tab":
		m.focus = 1 - m.focus
	case "left":
		m.focus = listPane
	case "right":
		m.focus = logPane
	case "enter":
		m.everyApp, m.focus, m.end = false, logPane, following
	case "pgup", "ctrl+b":
		m.scroll(-m.page())
	case "pgdown", "ctrl+f", "space":
		m.scroll(+m.page())
	case "end":
		m.end = following
	case "up", "k":
		m.step(-1)
	case "down", "j":
		m.step(+1)
	case "g", "home":
		m.jump(-1)
	case "G":
		m.jump(+1)
	}
}

// step goes one line up or down in the pane that has the focus.
func (m *model) step(by int) {
	if m.focus == logPane {
		m.scroll(by)
		return
	}
	m.choose(m.place + by)
}

// jump goes to the first or the last line.
func (m *model) jump(direction int) {
	switch {
	case m.focus == listPane && direction < 0:
		m.choose(0)
	case m.focus == listPane:
		m.choose(len(m.items) - 1)
	case direction < 0:
		m.scroll(-keptOfAll)
	default:
		m.end = following
	}
}

// page leaves two lines of the page before in sight.
func (m *model) page() int { return max(1, m.logHeight()-2) }

// scroll moves the log window; at its end it follows again.
func (m *model) scroll(by int) {
	w := m.window()
	end := m.end
	if end == following {
		end = w.ring.next
	}
	m.end = w.move(end, by, m.logHeight())
	if m.end >= w.ring.next {
		m.end = following
	}
}

// edit changes the filter.
func (m *model) edit(name, text string) {
	switch name {
	case "enter":
		m.typing = false
	case "esc":
		m.typing, m.filter = false, ""
	case "backspace":
		if runes := []rune(m.filter); len(runes) > 0 {
			m.filter = string(runes[:len(runes)-1])
		}
	case "ctrl+u":
		m.filter = ""
	default:
		m.typed(text)
	}
	m.end = following
}

// typed adds to the filter what can be read: a paste brings anything.
func (m *model) typed(text string) {
	if !m.typing {
		return
	}
	readable := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
	m.filter = string([]rune(m.filter + readable)[:min(len([]rune(m.filter+readable)), 100)])
	m.end = following
}

// window is what the log pane looks at: all apps, one app, or one instance.
func (m *model) window() window {
	it, ok := m.current()
	r := m.lines.all
	if !m.everyApp && ok {
		if r = m.lines.of[it.name]; r == nil {
			r = newRing[*line](1)
		}
	}
	instance := whole
	if !m.everyApp && ok {
		instance = it.instance
	}
	wanted := strings.ToLower(m.filter)
	return window{r, func(one *line) bool {
		if instance != whole && one.instance != instance && one.instance != whole {
			return false
		}
		return wanted == "" || strings.Contains(strings.ToLower(one.text), wanted)
	}}
}
