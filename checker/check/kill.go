package check

import (
	"context"
	"fmt"
	"os"
	"time"

	"workshop.example/processes/runner/platform"
	"workshop.example/processes/runner/supervise"
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
// than the one in row, and says whether it was. It does not wait for one that
// has stopped or given up.
func (r *Run) AwaitReplaced(ctx context.Context, row supervise.Status, bound time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, bound)
	defer cancel()
	replaced := false
	r.Await(ctx, func() bool {
		for _, now := range r.Box.Ecosystem().Status() {
			if now.App == row.App && now.Instance == row.Instance {
				replaced = now.Generation > row.Generation && now.State == supervise.Online
				return replaced || now.State == supervise.Stopped || now.State == supervise.Errored
			}
		}
		return true
	})
	return replaced
}
