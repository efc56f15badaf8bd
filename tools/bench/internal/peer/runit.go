package peer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Runit is a folder for each service, and a supervisor for each folder.
var Runit = Kind{Name: "runit", Runs: true, Open: func(r *Room) Manager { return &runit{room: r} }}

type runit struct {
	cannot
	room    *Room
	process *Foreground
}

func (m *runit) Start(_ context.Context, apps []App) error {
	for _, s := range singles(apps) {
		if s.Node || s.Shared || s.Source != "" || s.Log != "" {
			return ErrCannot
		}
		script := fmt.Sprintf("#!/bin/sh\nexec env %s %s\n", strings.Join(s.env, " "), s.Program)
		dir := m.room.Path("services/" + s.name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "run"), []byte(script), 0o700); err != nil {
			return err
		}
	}
	runsvdir := m.room.Tools.Managers["runsvdir"]
	cmd := m.room.Command(runsvdir, m.room.Path("services"))
	cmd.Env = append(cmd.Env, "PATH="+filepath.Dir(runsvdir)+string(filepath.ListSeparator)+os.Getenv("PATH"))
	var err error
	m.process, err = m.room.Keep(cmd, m.room.Path("output"))
	return err
}

func (m *runit) Stop(ctx context.Context) error {
	folders, err := filepath.Glob(m.room.Path("services/*"))
	if err != nil {
		return err
	}
	sv := filepath.Join(filepath.Dir(m.room.Tools.Managers["runsvdir"]), "sv")
	return m.room.run(ctx, m.room.Command(sv, slices.Concat([]string{"-w", "10", "down"}, folders)...))
}

func (m *runit) Pid() int { return m.process.Pid() }

// Close: runsvdir tells its supervisors to end when it gets a SIGHUP.
func (m *runit) Close() { m.process.leave("SIGHUP") }
