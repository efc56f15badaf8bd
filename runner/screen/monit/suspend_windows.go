package monit

import tea "charm.land/bubbletea/v2"

// listenForSignals: Windows has neither hang-ups nor jobs that stop.
func listenForSignals(*tea.Program) (stop func()) { return func() {} }

func pause(*tea.Program) {}
