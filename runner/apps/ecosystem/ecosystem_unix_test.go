//go:build unix

package ecosystem_test

import (
	"context"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/platformtest"
)

func TestInstancesOfAClusterShareOnePort(t *testing.T) {
	web := cluster(t, "web", 3)
	whole, events := start(t, ecosystem.Options{}, web)
	pids, ports := map[int]bool{}, map[int]bool{web.Port: true}
	for i, row := range rows(whole, "web") {
		assert.Equal(t, supervise.Online, row.State)
		assert.Equal(t, i, row.Instance)
		pids[row.Pid], ports[row.Port] = true, true
	}
	assert.Len(t, pids, 3, "each is a process of its own")
	assert.Len(t, ports, 4, "each has a port of its own beside the shared one")
	answers := map[string]bool{}
	for range 6 {
		answer, err := ask(web.Port)
		require.NoError(t, err)
		answers[answer] = true
	}
	assert.Equal(t, map[string]bool{"instance 0\n": true, "instance 1\n": true, "instance 2\n": true}, answers)
	require.Len(t, events.of("web", supervise.PortShared), 1)
	assert.Equal(t, ecosystem.WholeApp, events.of("web", supervise.PortShared)[0].Instance)
}

// traffic asks without a pause, from several clients, until the returned
// function is called; it says how many requests were answered.
func traffic(t *testing.T, port int) (answered *atomic.Int64, end func()) {
	t.Helper()
	answered = &atomic.Int64{}
	over := make(chan struct{})
	done := make(chan struct{}, 3)
	for range cap(done) {
		go func() {
			defer func() { done <- struct{}{} }()
			for {
				select {
				case <-over:
					return
				default:
				}
				if answer, err := ask(port); assert.NoError(t, err) && assert.Contains(t, answer, "instance") {
					answered.Add(1)
				}
			}
		}()
	}
	return answered, func() {
		close(over)
		for range cap(done) {
			<-done
		}
	}
}

func TestScalingLosesNoRequestAndKeepsNumbersAndPorts(t *testing.T) {
	web := cluster(t, "web", 2)
	whole, _ := start(t, ecosystem.Options{}, web)
	first := rows(whole, "web")
	answered, end := traffic(t, web.Port)
	for _, n := range []int{4, 1, 3} {
		require.NoError(t, whole.Scale(bounded(t), "web", n))
		now := rows(whole, "web")
		require.Len(t, now, n)
		for i, row := range now {
			assert.Equal(t, i, row.Instance, "the highest numbers go first")
			assert.Equal(t, supervise.Online, row.State, "Scale returns when the new ones are ready")
		}
		assert.Equal(t, first[0].Pid, now[0].Pid, "who may stay is left in peace")
		assert.Equal(t, first[0].Port, now[0].Port)
		before := answered.Load()
		require.Eventually(t, func() bool { return answered.Load() > before+20 }, platformtest.Patience(t), time.Millisecond)
	}
	end()
}

func TestAnInstanceThatIsKilledComesBackOnItsPort(t *testing.T) {
	web := cluster(t, "web", 2)
	whole, events := start(t, ecosystem.Options{}, web)
	victim := rows(whole, "web")[1]
	_, end := traffic(t, web.Port)
	require.NoError(t, syscall.Kill(victim.Pid, syscall.SIGKILL))
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool {
		now := rows(whole, "web")[1]
		return now.State == supervise.Online && now.Generation == 2
	}))
	end()
	now := rows(whole, "web")[1]
	assert.NotEqual(t, victim.Pid, now.Pid)
	assert.Equal(t, victim.Port, now.Port, "a port stays with its number")
	require.Len(t, events.of("web", supervise.Exited), 1)
	assert.Equal(t, "SIGKILL", events.of("web", supervise.Exited)[0].Exit.Signal)
}

func TestStopEndsEverything(t *testing.T) {
	web, single := cluster(t, "web", 2), app(t, "single", "stay")
	whole, events := start(t, ecosystem.Options{}, web, single)
	running := whole.Status()
	assert.Empty(t, whole.Stop(bounded(t)), "nothing had escaped")
	for _, row := range running {
		require.NotZero(t, row.Pid)
		assert.False(t, platform.Alive(row.Pid), "pid %d of %s", row.Pid, row.App)
	}
	for _, row := range whole.Status() {
		assert.Equal(t, supervise.Stopped, row.State)
	}
	assert.Len(t, events.of("web", supervise.HasStopped), 2)
	assert.Empty(t, events.of("web", supervise.Killed), "they ended by themselves")
	l, err := platform.ListenLoopback(web.Port)
	require.NoError(t, err, "the shared port is free again")
	require.NoError(t, l.Close())
	assert.Error(t, whole.Scale(bounded(t), "web", 2), "it is being stopped")
}

func TestStopKillsWhenItsContextEnds(t *testing.T) {
	deaf := app(t, "deaf", "stubborn")
	deaf.KillTimeout = time.Hour
	whole, events := start(t, ecosystem.Options{}, deaf)
	awaitLine(t, events, "deaf", "stubborn up")
	pid := rows(whole, "deaf")[0].Pid
	ended, end := context.WithCancel(context.Background())
	end()
	whole.Stop(ended)
	assert.False(t, platform.Alive(pid))
}

func TestStopHuntsDownWhatHasEscaped(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("this system has no search by tag")
	}
	whole, events := start(t, ecosystem.Options{}, app(t, "runaway", "escape"))
	awaitLine(t, events, "runaway", "escape up")
	leftovers := whole.Stop(bounded(t))
	require.Len(t, leftovers, 1)
	assert.Contains(t, leftovers[0].Command, "stubborn")
}

// awaitLine waits until an app has printed a line. A line is no change of the
// whole, so Await alone would not look again.
func awaitLine(t *testing.T, events *record, name, text string) {
	t.Helper()
	require.Eventually(t, func() bool {
		for _, e := range events.of(name, supervise.Printed) {
			if e.Line.Text == text {
				return true
			}
		}
		return false
	}, platformtest.Patience(t), time.Millisecond)
}

func TestAProgramInGoIsBuiltOnceAndRun(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	web := cluster(t, "web", 3)
	web.Program = processfile.Program{Kind: processfile.GoPackage, Path: "/web"}
	var builds atomic.Int64
	whole, _ := start(t, ecosystem.Options{Build: func(context.Context, string) (string, error) {
		builds.Add(1)
		return self, nil
	}}, web)
	assert.EqualValues(t, 1, builds.Load())
	assert.Equal(t, supervise.Online, rows(whole, "web")[2].State)
}

func TestAnAppCanBeAddedLater(t *testing.T) {
	web := cluster(t, "web", 1)
	whole, _ := start(t, ecosystem.Options{}, web)
	before := rows(whole, "web")
	late := cluster(t, "late", 2)
	whole.Add(bounded(t), []processfile.App{late})
	require.True(t, settled(bounded(t), whole))
	assert.Len(t, rows(whole, "late"), 2)
	_, err := ask(late.Port)
	assert.NoError(t, err)
	assert.Equal(t, before[0].Pid, rows(whole, "web")[0].Pid, "those that run are left in peace")
}

func TestASignalReachesEveryProcess(t *testing.T) {
	whole, events := start(t, ecosystem.Options{}, cluster(t, "web", 2))
	whole.Signal("SIGTERM")
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool {
		return len(events.of("web", supervise.Exited)) == 2
	}))
	for _, e := range events.of("web", supervise.Exited) {
		assert.Equal(t, 0, e.Exit.Code)
		assert.False(t, e.Wanted, "the runner had not asked them to end")
	}
}
