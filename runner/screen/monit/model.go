package monit

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
)

// pane is a part of the window that the arrow keys can work on.
type pane int

const (
	listPane pane = iota
	logPane
)

// following is the end of a log window that moves along with new lines.
const following = -1

// model is everything that the dashboard knows. Messages change it, in the one
// goroutine in which bubbletea calls Update and View.
type model struct {
	ctx    context.Context // of Run: ends with it
	source Source
	opts   Options
	feed   *feed
	pause  func() // stops the process as Ctrl-Z does; nil in tests

	width, height int
	pen           pen

	status   control.Status // as last heard
	items    []item
	selected key // what was chosen by hand, at first the first line
	place    int // where it is in the list, or what stands in for it
	past     history
	lines    *lines

	focus     pane
	everyApp  bool // logs of all apps, whatever is selected
	end       int  // number of the line after the last one shown, or following
	filter    string
	typing    bool // keys go to the filter
	wrapping  bool // long lines go on below instead of being cut
	help      bool
	asking    *action // waits for a y
	busy      map[string]string
	note      note
	deaf      string // why nothing new is heard; "": all is well
	streaming bool   // a stream of logs is open
	streamed  bool   // there was one before
}

// note is a message in the footer, until a key is pressed or its time is over.
type note struct {
	text string
	bad  bool
	ages int // answers of the daemon that it still outlives; bad ones stay
}

// Messages. Times and results come in them, so that Update needs no clock.
type (
	// statusMsg is the answer, or the failure, of a question for the status.
	statusMsg struct {
		status control.Status
		err    error
		extra  bool // asked between two regular ones
	}
	// askMsg says that it is time to ask again.
	askMsg struct{}
	// logsMsg are all records since the last one.
	logsMsg []control.LogRecord
	// streamEndedMsg: Source.Logs has returned.
	streamEndedMsg struct{}
	// doneMsg is the end of an action.
	doneMsg struct {
		action action
		took   time.Duration
		result string // in words; "": there is nothing to add
		err    error
	}
)

func newModel(ctx context.Context, source Source, opts Options) *model {
	if opts.Every <= 0 {
		opts.Every = time.Second
	}
	return &model{
		ctx: ctx, source: source, opts: opts, feed: newFeed(), pen: newPen(opts.Colour, unknownGround),
		past: history{}, lines: newLines(), end: following, busy: map[string]string{},
	}
}

// Init asks for what is needed from the first moment on.
func (m *model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.wait(), m.take(), m.stream())
}

// Update changes the model by one message.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.pen = m.pen.on(groundOf(msg.IsDark()))
	case tea.ModeReportMsg:
		m.learnWidths(msg)
	case askMsg:
		return m, m.ask()
	case statusMsg:
		m.heard(msg)
		if msg.extra {
			return m, nil
		}
		return m, tea.Batch(m.wait(), m.stream())
	case logsMsg:
		for _, r := range msg {
			m.lines.add(r)
		}
		return m, m.take()
	case streamEndedMsg:
		m.streaming = false
	case doneMsg:
		m.finished(msg)
		return m, m.look()
	case tea.PasteMsg:
		m.typed(msg.Content)
	case tea.KeyPressMsg:
		return m, m.pressed(msg)
	}
	return m, nil
}

// learnWidths follows bubbletea, which measures emoji by another rule once a
// terminal says that it does so itself.
func (m *model) learnWidths(msg tea.ModeReportMsg) {
	if msg.Mode == ansi.ModeUnicodeCore && (msg.Value == ansi.ModeReset || msg.Value == ansi.ModeSet || msg.Value == ansi.ModePermanentlySet) {
		m.pen.method = ansi.GraphemeWidth
	}
}

// heard takes in an answer, or that there was none.
func (m *model) heard(msg statusMsg) {
	if msg.err != nil {
		m.unheard(msg.err)
		return
	}
	if m.deaf != "" {
		m.note = note{text: "the daemon answers again", ages: 5}
	}
	m.deaf = ""
	m.show(msg.status)
	if !msg.extra {
		m.past.add(m.items)
	}
	m.lines.forget(func(app string) bool { return m.past[key{app, whole}] != nil })
	if m.note.ages--; m.note.ages <= 0 && !m.note.bad {
		m.note = note{}
	}
}

// unheard tells a daemon that has gone, and with it all that it ran, from one
// that is only in trouble.
func (m *model) unheard(err error) {
	var refusal *control.Failure
	switch {
	case errors.As(err, &refusal):
		m.deaf = console.Harmless(refusal.Message) + "; what stands here is old. q quits"
	case errors.Is(err, context.DeadlineExceeded):
		m.deaf = "the daemon does not answer; what stands here is old. q quits"
	default:
		m.deaf = "the daemon has gone; nothing runs any more. q quits"
		m.show(withoutDaemon(m.status))
	}
}

// show puts rows into the list. The selection stays with its app; while that
// is missing, because its daemon has just come back, say, a neighbour stands in.
func (m *model) show(status control.Status) {
	before, _ := m.current()
	m.status, m.items = status, itemsOf(status)
	if m.selected == (key{}) && len(m.items) > 0 {
		m.selected = m.items[0].key()
	}
	m.stand(before, find(m.items, m.selected, m.place))
}

// choose selects a line of the list by its place, the nearest if there is none.
func (m *model) choose(place int) {
	before, _ := m.current()
	m.stand(before, max(0, min(place, len(m.items)-1)))
	if it, ok := m.current(); ok {
		m.selected = it.key()
	}
}

// stand goes to a place. Of another app's lines, the last are shown.
func (m *model) stand(before item, place int) {
	m.place = place
	if it, _ := m.current(); it.key() != before.key() && !m.everyApp {
		m.end = following
	}
}

// current is the selected item; none while nothing is known.
func (m *model) current() (item, bool) {
	if m.place >= len(m.items) {
		return item{}, false
	}
	return m.items[m.place], true
}
