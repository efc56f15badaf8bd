package check

import (
	"context"
	"fmt"
	"os"
	"slices"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

// Kill ends the process that serves for an instance with SIGKILL, as a crash
// would: behind a wrapper that is not the process which the runner started.
// It returns the killed process's number.
func (r *Run) Kill(row supervise.Status) (pid int, err error) {
	pid = row.Pid
	owners, err := platform.PortOwners(row.Port, row.Pid)
	if err == nil {
		for _, o := range owners {
			if platform.SameGroup(o.Pid, row.Pid) {
				pid = o.Pid
			}
		}
	}
	process, err := os.FindProcess(pid)
	if err != nil {
		return pid, err
	}
	r.Mark("killed instance %d of %s, pid %d", row.Instance, row.App, pid)
	if err := process.Kill(); err != nil {
		return pid, fmt.Errorf("kill pid %d: %w", pid, err)
	}
	return pid, nil
}

// AwaitReplaced waits until an instance is online again as a later generation
// than the one in row, and says whether it was: not when it has stopped, given
// up, fails again and again, or has come to rest. The finding is trouble.
func (r *Run) AwaitReplaced(ctx context.Context, row supervise.Status) (replaced bool, trouble *Finding) {
	app := r.appOf(row)
	now := func() supervise.Status { return r.Rows(app)[row.Instance] }
	isBack := func() bool { return now().Generation > row.Generation && now().State == supervise.Online }
	_, trouble = r.AwaitOrRest(ctx, patience.Back, func() []supervise.Status { return []supervise.Status{now()} },
		func() bool { return isBack() || r.isFailing(app, now()) })
	return isBack(), trouble
}

func (r *Run) appOf(row supervise.Status) *processfile.App {
	if i := slices.IndexFunc(r.File.Apps, func(a processfile.App) bool { return a.Name == row.App }); i >= 0 {
		return &r.File.Apps[i]
	}
	return r.App
}
