package peer

import (
	"context"
	"os/exec"
	"strconv"
)

// PM2 is the Node process manager, in a home of its own. A program in Go gets
// no cluster: PM2's cluster is Node's.
var PM2 = Kind{
	Name: "pm2", SharesNode: true, Watches: true, Runs: true,
	Open: func(r *Room) Manager { return &pm2{room: r} },
}

type pm2 struct {
	cannot
	room *Room
}

func (p *pm2) pm2(args ...string) *exec.Cmd {
	cmd := p.room.Command(p.room.Tools.Managers["pm2"], args...)
	cmd.Env = append(cmd.Env, "PM2_HOME="+p.room.Path("pm2"), "PM2_DISABLE_VERSION_CHECK=true", "PM2_DISCRETE_MODE=true")
	return cmd
}

func (p *pm2) Prepare(ctx context.Context) error { return p.room.run(ctx, p.pm2("ping")) }

func (p *pm2) Start(ctx context.Context, apps []App) error {
	var entries []entry
	for _, a := range apps {
		e := entryOf(a)
		e.Interpreter = "none"
		if a.Node {
			e.Interpreter = p.room.Tools.Node
		}
		if a.Source != "" {
			if err := p.watched(a, &e); err != nil {
				return err
			}
		}
		entries = append(entries, e)
	}
	text, err := processFile(entries)
	if err != nil {
		return err
	}
	if err := p.room.write("ecosystem.config.js", text); err != nil {
		return err
	}
	return p.room.run(ctx, p.pm2("start", p.room.Path("ecosystem.config.js")))
}

// watched: PM2 builds nothing. What people write for it is a script that builds
// and then becomes the program.
func (p *pm2) watched(a App, e *entry) error {
	const script = "go build -o run.bin . && exec ./run.bin\n"
	e.Script, e.Interpreter, e.Cwd = p.room.Path("dev.sh"), "sh", a.Source
	e.ExecMode, e.Instances = "fork", 0
	e.Watch = []string{a.Source + "/main.go"}
	return p.room.write("dev.sh", script)
}

func (p *pm2) Stop(ctx context.Context) error { return p.room.run(ctx, p.pm2("stop", "all")) }

func (p *pm2) Status(ctx context.Context) error { return p.room.run(ctx, p.pm2("status")) }

func (p *pm2) Reload(ctx context.Context, app string) error {
	return p.room.run(ctx, p.pm2("reload", app))
}

func (p *pm2) Scale(ctx context.Context, app string, n int) error {
	return p.room.run(ctx, p.pm2("scale", app, strconv.Itoa(n)))
}

func (p *pm2) Pid() int { return pidIn(p.room.Path("pm2/pm2.pid")) }

func (p *pm2) Close() { closeWith(p.room, p.pm2("kill"), p) }
