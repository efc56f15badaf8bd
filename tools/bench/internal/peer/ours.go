package peer

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Ours is this kit's runner.
var Ours = Kind{
	Name: "ours", SharesGo: true, SharesNode: true, Watches: true, Runs: true,
	Open: func(r *Room) Manager { return &ours{room: r} },
}

type ours struct {
	room *Room
}

const ourFile = "services.config.js"

func (o *ours) runner(args ...string) *exec.Cmd { return o.room.Command(o.room.Tools.Runner, args...) }

// Prepare starts the daemon with a file whose only app is not to be started:
// it is gone with the next file.
func (o *ours) Prepare(ctx context.Context) error {
	return o.apply(ctx, []entry{{Name: "nothing", Script: o.room.Tools.Service, ExecMode: "fork", Autostart: new(bool)}})
}

func (o *ours) Start(ctx context.Context, apps []App) error {
	var entries []entry
	for _, a := range apps {
		e := entryOf(a)
		if a.Source != "" {
			e.Script, e.Watch = a.Source, true
		}
		entries = append(entries, e)
	}
	return o.apply(ctx, entries)
}

func (o *ours) apply(ctx context.Context, entries []entry) error {
	text, err := processFile(entries)
	if err != nil {
		return err
	}
	if err := o.room.write(ourFile, text); err != nil {
		return err
	}
	return o.room.run(ctx, o.runner("start"))
}

func (o *ours) Stop(ctx context.Context) error { return o.room.run(ctx, o.runner("stop", "all")) }

func (o *ours) Status(ctx context.Context) error { return o.room.run(ctx, o.runner("status")) }

func (o *ours) Reload(ctx context.Context, app string) error {
	return o.room.run(ctx, o.runner("reload", app))
}

func (o *ours) Scale(ctx context.Context, app string, n int) error {
	return o.room.run(ctx, o.runner("scale", app, strconv.Itoa(n)))
}

func (o *ours) Validate(ctx context.Context) error { return o.room.run(ctx, o.runner("validate")) }

func (o *ours) Pid() int { return pidIn(o.room.Path(".runner/pid")) }

// Logs are the file and its rotated predecessors: path.1 is younger than path.2.
func (o *ours) Logs(app App) []string {
	path := app.Log
	if path == "" {
		path = o.room.Path(fmt.Sprintf(".runner/logs/%s-out.log", app.Name))
	}
	older, _ := filepath.Glob(path + ".[0-9]*")
	slices.Sort(older)
	slices.Reverse(older)
	return append(older, path)
}

func (o *ours) Close() { closeWith(o.room, o.runner("kill"), o) }

// pidIn is the number in a file; 0 when there is none.
func pidIn(path string) int {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	pid, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return pid
}
