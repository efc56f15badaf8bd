package peer

import (
	"context"
	"fmt"
)

// Air and AirTuned build and run one Go program again at every save: with air's
// own pause of a second after a change, and with one of 100 ms.
var (
	Air      = air("air", 1000)
	AirTuned = air("air-100ms", 100)
)

func air(name string, delay int) Kind {
	return Kind{Name: name, Watches: true, Open: func(r *Room) Manager { return &airManager{room: r, delay: delay} }}
}

type airManager struct {
	cannot
	room    *Room
	delay   int
	process *Foreground
}

func (m *airManager) Start(_ context.Context, apps []App) error {
	if len(apps) != 1 || apps[0].Source == "" {
		return ErrCannot
	}
	cmd := m.room.Command(m.room.Tools.Managers["air"],
		"--build.cmd", "go build -o ./tmp/main .", "--build.bin", "./tmp/main", "--build.delay", fmt.Sprint(m.delay))
	cmd.Dir = apps[0].Source
	cmd.Env = append(cmd.Env, singles(apps)[0].env...)
	var err error
	m.process, err = m.room.Keep(cmd, m.room.Path("output"))
	return err
}

func (m *airManager) Stop(ctx context.Context) error { return m.process.End(ctx, "SIGINT") }

func (m *airManager) Pid() int { return m.process.Pid() }

func (m *airManager) Close() { m.process.leave("SIGINT") }
