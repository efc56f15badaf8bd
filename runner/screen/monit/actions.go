package monit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
)

// action is one wish about an app or an instance.
type action struct {
	app   string // which can have one action at a time
	doing string // "reloading hello-world"
	ask   string // "stop hello-world?"; "": it needs no yes
	run   func(context.Context) (result string, err error)
}

// words of the verbs while they are being done.
var doing = map[control.Verb]string{
	control.Start: "starting", control.Stop: "stopping", control.Restart: "restarting", control.Reload: "reloading",
}

// act begins a verb on the selected app or instance. What stops something for
// good, until somebody starts it, asks first.
func (m *model) act(verb control.Verb) tea.Cmd {
	it, ok := m.current()
	if !ok {
		m.say("there is no app yet")
		return nil
	}
	target := it.target()
	a := action{app: it.name, doing: doing[verb] + " " + it.words(), run: func(ctx context.Context) (string, error) {
		outcomes, err := m.source.Do(ctx, verb, target)
		return "", errors.Join(err, failed(outcomes))
	}}
	if verb == control.Stop {
		a.ask = fmt.Sprintf("stop %s? y/n", it.words())
	}
	return m.begin(a)
}

// scale changes the number of instances of the selected app by one.
func (m *model) scale(by int) tea.Cmd {
	it, ok := m.current()
	if !ok {
		m.say("there is no app yet")
		return nil
	}
	if m.instances(it.name)+by < 1 {
		m.say(it.app + " has one instance; s stops it")
		return nil
	}
	// By and not N: what the daemon counts is younger than what stands here.
	return m.begin(action{app: it.name, doing: "scaling " + it.app, run: func(ctx context.Context) (string, error) {
		done, err := m.source.Scale(ctx, it.name, control.Scale{By: by})
		return fmt.Sprintf("%d → %d instances", done.From, done.To), err
	}})
}

func (m *model) instances(app string) int {
	n := 0
	for _, row := range m.status.Rows {
		if row.Name == app {
			n++
		}
	}
	return n
}

// failed joins what could not be done.
func failed(outcomes []control.Outcome) error {
	var all []error
	for _, o := range outcomes {
		if o.Error != "" {
			all = append(all, errors.New(o.Error))
		}
	}
	return errors.Join(all...)
}

// begin starts an action, unless another is under way on the same app: a key
// pressed twice does nothing twice.
func (m *model) begin(a action) tea.Cmd {
	switch {
	case m.deaf != "":
		m.say("there is no daemon that could do it")
		return nil
	case m.busy[a.app] != "":
		m.say("still " + m.busy[a.app])
		return nil
	case a.ask != "":
		m.asking = &a
		return nil
	}
	m.busy[a.app] = a.doing
	m.note = note{}
	return func() tea.Msg {
		began := time.Now()
		result, err := a.run(m.ctx)
		return doneMsg{a, time.Since(began), result, err}
	}
}

// answered is the key after a question: y is yes, any other no.
func (m *model) answered(yes bool) tea.Cmd {
	a := *m.asking
	m.asking = nil
	if !yes {
		m.say("nothing was done")
		return nil
	}
	a.ask = ""
	return m.begin(a)
}

func (m *model) finished(msg doneMsg) {
	delete(m.busy, msg.action.app)
	if msg.err != nil {
		m.note = note{text: msg.action.doing + " failed: " + failure(msg.err), bad: true}
		return
	}
	text := fmt.Sprintf("%s… done in %s", msg.action.doing, console.Duration(msg.took))
	if msg.result != "" {
		text += ": " + msg.result
	}
	m.note = note{text: text, ages: 10}
}

// failure is an error in one line, with what to try.
func failure(err error) string {
	text := err.Error()
	if hint := control.HintOf(err); hint != "" {
		text += ". Try: " + hint
	}
	return console.Harmless(strings.Join(strings.Fields(text), " "))
}

func (m *model) say(text string) { m.note = note{text: text, ages: 5} }
