package platform_test

import (
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/platformtest"
)

func TestSweepDeadEndsWhatNobodyGuards(t *testing.T) {
	t.Parallel()
	dead, living, third := newOwner(t), newOwner(t), newOwner(t)
	kept := living.start(2, "with", "setsid", "deaf", "wait")
	keptFolder := folderOf(t, living)
	left := dead.start(2, "with", "setsid", "deaf", "wait")
	leftFolder := folderOf(t, dead)
	guardian := dead.guardian()
	require.NoError(t, dead.cmd.Process.Signal(syscall.SIGSTOP)) // or it would replace its guardian
	killHard(t, guardian)
	dead.kill()
	// Another run on this machine may sweep at any time, also right now: that
	// they are still there cannot be asserted. They were seen alive, and none
	// but a sweep reaches a child that called setsid.
	third.do("sweep", "swept")
	awaitGone(t, left...)
	assert.False(t, exists(leftFolder))
	for _, pid := range kept {
		assert.True(t, platformtest.Running(pid), "its owner lives")
	}
	assert.True(t, exists(keptFolder))
}

func TestSweepsAtTheSameTimeFindEachItsOwn(t *testing.T) {
	t.Parallel()
	var processes []*platform.Process
	for range 6 {
		p, out := started(t, nil, "with", "setsid", "deaf", "wait")
		isUp(t, out)
		isUp(t, out) // parent and child say so
		p.KillGroup()
		p.Wait()
		processes = append(processes, p)
	}
	var all sync.WaitGroup
	for _, p := range processes {
		all.Go(func() {
			found := p.Sweep()
			if assert.Len(t, found, 1, "one child had left the group of pid %d", p.Pid) {
				assert.Contains(t, found[0].Command, "deaf")
			}
		})
	}
	all.Wait()
}
