package monit

import (
	tea "charm.land/bubbletea/v2"

	"workshop.example/processes/runner/control"
)

// The commands by which the model listens to the daemon. Each ends with one
// message, which starts the next.

// ask asks for the status; the answer is followed by another question later.
func (m *model) ask() tea.Cmd {
	return func() tea.Msg {
		status, err := askStatus(m.ctx, m.source)
		return statusMsg{status: status, err: err}
	}
}

// look asks once more, out of turn: an action has just changed something.
func (m *model) look() tea.Cmd {
	return func() tea.Msg {
		status, err := askStatus(m.ctx, m.source)
		return statusMsg{status: status, err: err, extra: true}
	}
}

// wait is the time between an answer and the next question.
func (m *model) wait() tea.Cmd {
	return func() tea.Msg {
		after(m.ctx, m.opts.Every)
		return askMsg{}
	}
}

// stream opens the stream of all logs, unless it is open. When it has ended,
// the next answer of the daemon opens it again: about once a second.
func (m *model) stream() tea.Cmd {
	if m.streaming || m.deaf != "" {
		return nil
	}
	put := m.feed.reader(m.streamed)
	m.streaming, m.streamed = true, true
	return func() tea.Msg {
		_ = m.source.Logs(m.ctx, control.LogQuery{Target: "all", Lines: earlierKept, Follow: true}, put)
		return streamEndedMsg{}
	}
}

// take waits for lines. A single line is shown at once; of a flood, what came
// since the last redraw.
func (m *model) take() tea.Cmd {
	return func() tea.Msg {
		after(m.ctx, batchEvery)
		return logsMsg(m.feed.take(m.ctx))
	}
}
