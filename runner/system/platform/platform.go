// Package platform is all that differs from system to system when processes
// are started and ended: process groups, the guardian that ends them when the
// runner itself was killed, the search for leftovers, the owner of a port.
//
// The two calls that most code needs are [Start] and [Process.Wait]. A process
// that Start returned leads a group of its own, stands in the guardian's book,
// and carries a tag in its environment which its children inherit; so it can
// be ended whole, and what slipped out of its group can be found.
//
// What a system cannot do:
//
//   - Linux: everything here works. A program that leaves its group AND
//     clears its environment is beyond reach.
//   - macOS and the BSDs: no search by tag. A program that calls setsid
//     escapes when it outlives its parent.
//   - Windows: a job object ends everything with the runner. Signals other than
//     an end at once are sent as CTRL_BREAK.
//
// The package knows nothing of apps, instances or process files.
package platform

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// TagVariable carries a process's tag. Its value is "OWNER/NUMBER", where
// OWNER names the process that started it, so that a later run can tell the
// leftovers of a dead owner from the processes of a living one.
const TagVariable = "WORKSHOP_LEDGER"

var tagNumber atomic.Int64

// Process is a started program together with the group that it leads.
type Process struct {
	Pid int
	Tag string // unique to this process and what it starts

	cmd  *exec.Cmd
	end  exitWatch
	once sync.Once
	exit Exit
}

// Exit says how a process ended.
type Exit struct {
	Code   int    // the exit code; -1 when a signal ended it
	Signal string // such as "SIGKILL"; "" when it exited by itself
	At     time.Time
}

// String is "exit code 78" or "killed by SIGKILL".
func (e Exit) String() string {
	if e.Signal != "" {
		return "killed by " + e.Signal
	}
	return fmt.Sprintf("exit code %d", e.Code)
}

// Start starts cmd as the leader of a new group, tags it and enters it into
// the guardian's book. cmd.Env must be set: nil would mean the whole
// surrounding environment without the tag. Stdout and Stderr should be files,
// not Go writers: with a writer, Wait would last until every grandchild that
// inherited the pipe is gone.
func Start(cmd *exec.Cmd) (*Process, error) {
	p := &Process{Tag: newTag(), cmd: cmd}
	// Clip: two starts may share one slice of variables, and must not write
	// their tags into the same spare place behind it.
	cmd.Env = append(slices.Clip(cmd.Env), TagVariable+"="+p.Tag)
	setGroup(cmd)
	p.end.prepare(cmd)
	if err := spawn(cmd, &book); err != nil {
		return nil, err
	}
	p.Pid = cmd.Process.Pid
	return p, nil
}

func newTag() string {
	return fmt.Sprintf("%s/%d", owner(), tagNumber.Add(1))
}

// Wait waits for the process itself, not for the rest of its group, and says
// how it ended. It may be called more than once and from several goroutines.
func (p *Process) Wait() Exit {
	p.once.Do(func() {
		p.end.wait()
		_ = p.cmd.Wait() // the state says more than the error
		p.exit = exitOf(p.cmd.ProcessState)
		p.exit.At = time.Now()
	})
	return p.exit
}

// Forget takes the process out of the guardian's book. It is called once the
// group is known to be gone: the number may belong to somebody else soon.
func (p *Process) Forget() { book.strike(groupEntry(p.Pid)) }

// owner names this process for as long as it lives: its pid, when it started,
// since pids come round again, and where both hold, since a container has numbers
// of its own, and may have a clock of its own.
var owner = sync.OnceValue(func() string {
	return fmt.Sprintf("%d.%s.%s", os.Getpid(), startTime(os.Getpid()), space())
})

// ID is the process's number.
func (p *Process) ID() int { return p.Pid }
