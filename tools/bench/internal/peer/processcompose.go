package peer

import (
	"context"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ProcessCompose runs a file in the form of docker compose, here without its
// screen and its server.
var ProcessCompose = Kind{Name: "process-compose", Runs: true, Open: func(r *Room) Manager { return &processCompose{room: r} }}

type processCompose struct {
	cannot
	room    *Room
	process *Foreground
}

// composed is a process in that file.
type composed struct {
	Command      string            `yaml:"command"`
	Environment  []string          `yaml:"environment"`
	Availability map[string]string `yaml:"availability"`
	LogLocation  string            `yaml:"log_location,omitempty"`
}

func (m *processCompose) Start(_ context.Context, apps []App) error {
	processes := map[string]composed{}
	for _, s := range singles(apps) {
		if s.Node || s.Shared || s.Source != "" {
			return ErrCannot
		}
		p := composed{Command: "exec " + s.Program, Environment: s.env, LogLocation: s.Log, Availability: map[string]string{"restart": "always"}}
		if s.Once {
			p.Availability["restart"] = "no"
		}
		processes[s.name] = p
	}
	text, err := yaml.Marshal(map[string]any{"version": "0.5", "processes": processes})
	if err != nil {
		return err
	}
	if err := m.room.write("process-compose.yaml", string(text)); err != nil {
		return err
	}
	cmd := m.room.Command(m.room.Tools.Managers["process-compose"], strings.Fields("up -f process-compose.yaml")...)
	cmd.Env = append(cmd.Env, "PC_DISABLE_TUI=1", "PC_NO_SERVER=1")
	m.process, err = m.room.Keep(cmd, m.room.Path("output"))
	return err
}

func (m *processCompose) Stop(ctx context.Context) error { return m.process.End(ctx, "SIGTERM") }

func (m *processCompose) Pid() int { return m.process.Pid() }

func (m *processCompose) Close() { m.process.leave("SIGTERM") }
