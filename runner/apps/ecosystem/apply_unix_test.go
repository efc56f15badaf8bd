//go:build unix

package ecosystem_test

import (
	"context"
	"os"
	"strconv"
	"sync/atomic"
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

// plan is a process file at work; the same path each time.
func plan(apps ...processfile.App) ecosystem.Plan {
	return ecosystem.Plan{File: "services.config.js", Apps: apps, Environ: os.Environ()}
}

func applied(t *testing.T, whole *ecosystem.Ecosystem, p ecosystem.Plan) map[string]ecosystem.Change {
	t.Helper()
	byApp := map[string]ecosystem.Change{}
	for _, c := range whole.Apply(bounded(t), p) {
		byApp[c.App] = c
	}
	return byApp
}

func copied(a processfile.App) processfile.App {
	env := map[string]string{}
	for name, value := range a.Env {
		env[name] = value
	}
	a.Env = env
	return a
}

func TestApplyTouchesOnlyWhatIsDifferent(t *testing.T) {
	web, single, old := cluster(t, "web", 2), app(t, "single", "stay"), app(t, "old", "stay")
	whole, _ := start(t, ecosystem.Options{})
	for name, change := range applied(t, whole, plan(web, single, old)) {
		assert.Equal(t, ecosystem.Change{App: name, What: ecosystem.Added}, change)
	}
	before := map[string][]int{"web": pids(whole, "web"), "single": pids(whole, "single")}

	for name, change := range applied(t, whole, plan(web, single, old)) {
		assert.Equal(t, ecosystem.Change{App: name, What: ecosystem.Unchanged}, change)
	}
	assert.Equal(t, before["web"], pids(whole, "web"), "an unchanged file does nothing")

	more, late := copied(web), app(t, "late", "stay")
	more.Instances = 3
	gone := pids(whole, "old")[0]
	changes := applied(t, whole, plan(more, single, late))
	assert.Equal(t, ecosystem.Change{App: "web", What: ecosystem.Changed, Details: []string{"instances: 2 → 3"}}, changes["web"])
	assert.Equal(t, ecosystem.Unchanged, changes["single"].What)
	assert.Equal(t, ecosystem.Added, changes["late"].What)
	assert.Equal(t, ecosystem.Removed, changes["old"].What)
	assert.Equal(t, before["web"], pids(whole, "web")[:2], "more instances disturb nobody")
	assert.Equal(t, before["single"], pids(whole, "single"))
	assert.False(t, platform.Alive(gone))
	assert.Empty(t, rows(whole, "old"))
}

func TestApplyTakesOverVariablesThatAreGone(t *testing.T) {
	web := cluster(t, "web", 1)
	web.Env["GREETING"] = "Hello"
	whole, _ := start(t, ecosystem.Options{})
	applied(t, whole, plan(web))
	require.Equal(t, "Hello", get(t, web.Port, "/env?GREETING"))
	answered, end := traffic(t, web.Port)
	other := copied(web)
	other.Env["GREETING"] = "Good day"
	assert.Equal(t, []string{"env.GREETING"}, applied(t, whole, plan(other))["web"].Details)
	assert.Equal(t, "Good day", get(t, web.Port, "/env?GREETING"))
	without := copied(web)
	delete(without.Env, "GREETING")
	assert.Equal(t, []string{"env.GREETING is gone"}, applied(t, whole, plan(without))["web"].Details)
	assert.Empty(t, get(t, web.Port, "/env?GREETING"))
	end()
	assert.NotZero(t, answered.Load(), "and no request was lost")
}

func TestWhatIsNewAnywayIsNotReplacedAtOnce(t *testing.T) {
	web := cluster(t, "web", 1)
	whole, events := start(t, ecosystem.Options{})
	applied(t, whole, plan(web))
	more := copied(web)
	more.Instances, more.Env["GREETING"] = 3, "Hello"
	applied(t, whole, plan(more))
	var restarts []int
	for _, row := range rows(whole, "web") {
		restarts = append(restarts, row.Restarts)
	}
	assert.Equal(t, []int{1, 0, 0}, restarts)
	assert.Len(t, events.of("web", supervise.Started), 4)
}

func TestNobodySeesTheMomentBetweenTwoProcesses(t *testing.T) {
	single := app(t, "single", "stay")
	seen := make(chan supervise.State, 1000)
	whole, _ := start(t, ecosystem.Options{}, single)
	ctx, cancel := context.WithCancel(bounded(t))
	done := make(chan struct{})
	go func() {
		defer close(done)
		whole.Await(ctx, func(all []supervise.Status) bool {
			seen <- all[0].State
			return false
		})
	}()
	for range 5 {
		require.NoError(t, whole.Restart(bounded(t), "single"))
	}
	cancel()
	<-done
	close(seen)
	for state := range seen {
		assert.NotEqual(t, supervise.Stopped, state)
	}
}

func TestAnotherPortIsOpenedAndTheOldOneIsFree(t *testing.T) {
	web := cluster(t, "web", 2)
	whole, _ := start(t, ecosystem.Options{})
	applied(t, whole, plan(web))
	moved := copied(web)
	moved.Port = platformtest.FreePort(t)
	moved.Env["PORT"] = strconv.Itoa(moved.Port)
	assert.Empty(t, applied(t, whole, plan(moved))["web"].Problem)
	_, err := ask(moved.Port)
	assert.NoError(t, err)
	_, err = ask(web.Port)
	assert.Error(t, err)
}

func TestWhatWasScaledStaysUntilTheFileSaysAnotherNumber(t *testing.T) {
	web := cluster(t, "web", 1)
	whole, _ := start(t, ecosystem.Options{})
	applied(t, whole, plan(web))
	require.NoError(t, whole.Scale(bounded(t), "web", 3))
	assert.Equal(t, ecosystem.Unchanged, applied(t, whole, plan(web))["web"].What)
	assert.Len(t, rows(whole, "web"), 3)
	two := copied(web)
	two.Instances = 2
	applied(t, whole, plan(two))
	assert.Len(t, rows(whole, "web"), 2)
}

func TestOnlyLeavesTheOthersAsTheyAre(t *testing.T) {
	a, b := app(t, "a", "stay"), app(t, "b", "stay")
	whole, _ := start(t, ecosystem.Options{})
	only := plan(a, b)
	only.Only = []string{"b"}
	applied(t, whole, only)
	assert.Empty(t, rows(whole, "a"))
	only.Only = []string{"a"}
	applied(t, whole, only)
	assert.Len(t, rows(whole, "b"), 1, "it was not meant, so it is not removed")
}

func TestAnotherFilesAppsAreLeftAlone(t *testing.T) {
	a, b := app(t, "a", "stay"), app(t, "b", "stay")
	whole, _ := start(t, ecosystem.Options{})
	applied(t, whole, plan(a))
	second := plan(b)
	second.File = "other.config.js"
	applied(t, whole, second)
	assert.Len(t, whole.Status(), 2)
}

func TestApplyStartsWhatWasStoppedOrHasFailed(t *testing.T) {
	web := cluster(t, "web", 1)
	whole, _ := start(t, ecosystem.Options{})
	applied(t, whole, plan(web))
	require.NoError(t, whole.StopApp(bounded(t), "web"))
	assert.Equal(t, ecosystem.Started, applied(t, whole, plan(web))["web"].What)
	assert.Equal(t, supervise.Online, rows(whole, "web")[0].State)
}

func TestNewSourceIsBuiltAndABrokenOneLeavesTheOldVersion(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	second := t.TempDir() + "/second"
	require.NoError(t, os.Symlink(self, second))
	web := cluster(t, "web", 2)
	web.Program = processfile.Program{Kind: processfile.GoPackage, Path: "/web"}
	var program atomic.Value
	program.Store(self)
	build := func(context.Context, string) (string, error) {
		if p := program.Load().(string); p != "" {
			return p, nil
		}
		return "", &failing{}
	}
	whole, events := start(t, ecosystem.Options{Build: build})
	applied(t, whole, plan(web))
	first := pids(whole, "web")
	assert.Equal(t, ecosystem.Unchanged, applied(t, whole, plan(web))["web"].What, "the same program")
	program.Store("")
	assert.Equal(t, "main.go:3:1: broken", applied(t, whole, plan(web))["web"].Problem)
	assert.Error(t, whole.Restart(bounded(t), "web"), "a restart stops nothing that it could not start again")
	assert.Equal(t, first, pids(whole, "web"))
	assert.Len(t, events.of("web", supervise.BuildFailed), 1, "the same failure is said once")
	described, err := whole.Describe("web")
	require.NoError(t, err)
	assert.EqualError(t, described.BuildErr, "main.go:3:1: broken")
	program.Store(second)
	assert.Equal(t, []string{"its source"}, applied(t, whole, plan(web))["web"].Details)
	assert.NotEqual(t, first, pids(whole, "web"))
	described, err = whole.Describe("web")
	require.NoError(t, err)
	assert.NoError(t, described.BuildErr)
}

type failing struct{}

func (*failing) Error() string { return "main.go:3:1: broken" }

func TestWhoeverTakesTooMuchMemoryIsReplaced(t *testing.T) {
	web := cluster(t, "web", 2)
	web.MaxMemoryRestart = 100 << 20
	var fat atomic.Int64
	whole, events := start(t, ecosystem.Options{Memory: func(pids []int) map[int]int64 {
		sizes := map[int]int64{}
		for _, pid := range pids {
			sizes[pid] = 1 << 20
			if int64(pid) == fat.Load() {
				sizes[pid] = 101 << 20
			}
		}
		return sizes
	}}, web)
	before := pids(whole, "web")
	fat.Store(int64(before[1]))
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool {
		row := rows(whole, "web")[1]
		return row.Pid != before[1] && row.State == supervise.Online
	}))
	assert.Equal(t, before[0], pids(whole, "web")[0], "the other one was within its limit")
	assert.Equal(t, "instance 1 takes 101 MB, and max_memory_restart is 100 MB", events.of("web", supervise.Changing)[0].Detail)
	assert.Equal(t, "memory", whole.Instances()[1].Cause.Why)
}

func TestCronRestartsWhatRuns(t *testing.T) {
	web, idle := cluster(t, "web", 1), app(t, "idle", "stay")
	web.CronRestart, idle.CronRestart = "* * * * * *", "* * * * * *"
	whole, _ := start(t, ecosystem.Options{}, web, idle)
	require.NoError(t, whole.StopApp(bounded(t), "idle"))
	first := pids(whole, "web")[0]
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool {
		row := rows(whole, "web")[0]
		return row.Pid != first && row.State == supervise.Online && row.Restarts > 1
	}))
	assert.Equal(t, supervise.Stopped, rows(whole, "idle")[0].State, "what is stopped stays so")
	assert.Eventually(t, func() bool { return time.Until(whole.NextCron("web")).Abs() < 2*time.Second }, platformtest.Patience(t), time.Millisecond)
	assert.Zero(t, whole.NextCron("nobody"))
}
