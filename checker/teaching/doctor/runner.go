package doctor

import (
	"context"
	"errors"
	"fmt"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
)

// This file owns the question whether a runner is still there from an earlier
// session.

type runnerFacts struct {
	running   bool
	pid       int
	instances int // that have a process; -1: it does not tell
	err       error
}

func lookAtRunner(ctx context.Context, kit string) runnerFacts {
	home, err := control.FindHome(kit)
	if err != nil {
		return runnerFacts{err: err}
	}
	client, err := control.DialAny(ctx, home)
	if errors.Is(err, control.ErrNoDaemon) {
		return runnerFacts{}
	}
	if err != nil {
		return runnerFacts{err: err}
	}
	defer client.Close()
	facts := runnerFacts{running: true, pid: client.Version.Pid, instances: -1}
	if status, err := client.Status(ctx); err == nil {
		facts.instances = 0
		for _, row := range status.Rows {
			if row.Pid > 0 {
				facts.instances++
			}
		}
	}
	return facts
}

func judgeRunner(f runnerFacts) finding {
	const end = "if you do not need it any more:\ngo run ./runner kill"
	switch {
	case f.err != nil:
		return warn("it is not clear whether one runs in this folder: "+f.err.Error(), end)
	case !f.running:
		return ok("none is left running in this folder")
	case f.instances < 0:
		return warn(fmt.Sprintf("one is running in this folder (pid %d)", f.pid), end)
	}
	return warn(fmt.Sprintf("one is running in this folder (pid %d), with %s", f.pid, console.Count(f.instances, "instance")), end)
}
