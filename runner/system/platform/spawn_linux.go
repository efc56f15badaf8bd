package platform

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"
)

// bindToParent has the kernel kill the child when its parent dies. It reaches
// the direct child alone; the guardian looks after the rest of the group.
func bindToParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }

// spawn starts cmd from the one thread that starts everything.
//
// The death signal fires when the forking THREAD ends, not the process
// (go.dev/issue/27505), and Go ends threads as it likes: without this, healthy
// children are killed at random. The goroutine below is locked to its thread
// and never returns, so the thread lives as long as the process.
func spawn(cmd *exec.Cmd, b *guardBook) error {
	done := make(chan error, 1)
	spawner() <- func() { done <- startAndEnter(cmd, b) }
	return <-done
}

var spawner = sync.OnceValue(func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range work {
			f()
		}
	}()
	return work
})
