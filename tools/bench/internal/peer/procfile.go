package peer

import (
	"context"
	"fmt"
	"strings"
)

// procfile are the tools that read a Procfile and stay in the foreground: their
// apps start with them and end with them.
func procfile(name string, lone bool, arguments ...string) Kind {
	return Kind{Name: name, Runs: true, Lone: lone, Open: func(r *Room) Manager {
		return &procfileManager{room: r, name: name, arguments: arguments}
	}}
}

// Goreman, Hivemind, Overmind and Foreman run a Procfile.
var (
	Goreman  = procfile("goreman", true, "-set-ports=false", "start")
	Hivemind = procfile("hivemind", true)
	Overmind = procfile("overmind", false, "start", "--no-port", "--any-can-die")
	Foreman  = procfile("foreman", true, "start")
)

type procfileManager struct {
	cannot
	room      *Room
	name      string
	arguments []string
	process   *Foreground
}

// Start writes each process's variables before its command: these tools set a
// PORT of their own otherwise.
func (m *procfileManager) Start(_ context.Context, apps []App) error {
	var text strings.Builder
	for _, s := range singles(apps) {
		if s.Node || s.Shared || s.Source != "" {
			return ErrCannot
		}
		fmt.Fprintf(&text, "%s: exec env %s %s\n", s.name, strings.Join(s.env, " "), s.Program)
	}
	if err := m.room.write("Procfile", text.String()); err != nil {
		return err
	}
	var err error
	m.process, err = m.room.Keep(m.room.Command(m.room.Tools.Managers[m.name], m.arguments...), m.room.Path("output"))
	return err
}

func (m *procfileManager) Stop(ctx context.Context) error { return m.process.End(ctx, "SIGINT") }

// Logs: all apps' output together is what the tool prints, a name before each
// line.
func (m *procfileManager) Logs(App) []string { return []string{m.room.Path("output")} }

func (m *procfileManager) Pid() int { return m.process.Pid() }

func (m *procfileManager) Close() { m.process.leave("SIGINT") }
