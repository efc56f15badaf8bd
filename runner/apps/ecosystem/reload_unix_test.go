//go:build unix

package ecosystem_test

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
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

// get asks one path of a port.
func get(t *testing.T, port int, path string) string {
	t.Helper()
	response, err := client.Get("http://127.0.0.1:" + strconv.Itoa(port) + path)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return strings.TrimSpace(string(body))
}

func pids(whole *ecosystem.Ecosystem, name string) []int {
	var all []int
	for _, row := range rows(whole, name) {
		all = append(all, row.Pid)
	}
	return all
}

func TestReloadReplacesEveryInstanceAndLosesNoRequest(t *testing.T) {
	web := cluster(t, "web", 3)
	whole, events := start(t, ecosystem.Options{}, web)
	answered, end := traffic(t, web.Port)
	for range 3 {
		// Not from nothing: another program may have taken a private port before an
		// instance could, which is then started once more.
		before, old := rows(whole, "web"), pids(whole, "web")
		require.NoError(t, whole.Reload(bounded(t), "web"))
		for i, row := range rows(whole, "web") {
			assert.Equal(t, supervise.Online, row.State)
			assert.Equal(t, before[i].Restarts+1, row.Restarts, "a reload counts as a restart")
			assert.NotContains(t, old, row.Pid)
		}
	}
	asked := answered.Load()
	require.Eventually(t, func() bool { return answered.Load() > asked+20 }, platformtest.Patience(t), time.Millisecond)
	end()
	assert.Empty(t, events.of("web", supervise.Killed))
}

func TestAReloadLetsARequestInFlightFinish(t *testing.T) {
	web := cluster(t, "web", 1)
	web.KillTimeout = time.Minute
	whole, events := start(t, ecosystem.Options{}, web)
	file := filepath.Join(t.TempDir(), "go")
	var answer string
	var asking sync.WaitGroup
	asking.Go(func() { answer = get(t, web.Port, "/hold?"+file) })
	awaitLine(t, events, "web", "asked")
	assert.Equal(t, 1, whole.Instances()[0].InFlight)
	reloaded := make(chan error, 1)
	go func() { reloaded <- whole.Reload(bounded(t), "web") }()
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool { return len(events.of("web", supervise.StopAsked)) == 1 }))
	assert.Equal(t, "instance 0", get(t, web.Port, "/"), "the new one answers meanwhile")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	asking.Wait()
	assert.Equal(t, "let go", answer)
	require.NoError(t, <-reloaded)
	assert.Zero(t, whole.Instances()[0].InFlight)
}

func TestANewVersionThatEndsAtOnceLeavesTheOldOneServing(t *testing.T) {
	web := cluster(t, "web", 2)
	whole, events := start(t, ecosystem.Options{}, web)
	before := pids(whole, "web")
	broken := web
	broken.Args = []string{"crash", "3"}
	changes := whole.Apply(bounded(t), ecosystem.Plan{Apps: []processfile.App{broken}, Environ: os.Environ()})
	require.Len(t, changes, 1)
	assert.Equal(t, []string{"args"}, changes[0].Details)
	assert.Equal(t, "the new instance 0 is errored (exit code 3); the old one runs on", changes[0].Problem)
	assert.Equal(t, before, pids(whole, "web"))
	assert.Contains(t, get(t, web.Port, "/"), "instance", "they answer")
	assert.Empty(t, events.of("web", supervise.Scheduled), "it was not tried again and again")
	changes = whole.Apply(bounded(t), ecosystem.Plan{Apps: []processfile.App{web}, Environ: os.Environ()})
	assert.Empty(t, changes[0].Problem, "the file was mended")
}

func TestReloadInForkModeIsARestart(t *testing.T) {
	single := app(t, "single", "stay")
	whole, events := start(t, ecosystem.Options{}, single)
	pid := rows(whole, "single")[0].Pid
	require.NoError(t, whole.Reload(bounded(t), "single"))
	row := rows(whole, "single")[0]
	assert.NotEqual(t, pid, row.Pid)
	assert.Equal(t, 1, row.Restarts)
	assert.Len(t, events.of("single", supervise.HasStopped), 1)
}

func TestStoppingFreesThePortAndStartingTakesItAgain(t *testing.T) {
	web := cluster(t, "web", 2)
	whole, _ := start(t, ecosystem.Options{}, web)
	require.NoError(t, whole.StopApp(bounded(t), "web"))
	for _, row := range rows(whole, "web") {
		assert.Equal(t, supervise.Stopped, row.State)
		assert.Zero(t, row.Pid)
	}
	l, err := platform.ListenLoopback(web.Port)
	require.NoError(t, err, "the port is free")
	assert.Error(t, whole.StartApp(bounded(t), "web"), "somebody else has it")
	assert.Equal(t, supervise.Errored, rows(whole, "web")[0].State)
	require.NoError(t, l.Close())
	require.NoError(t, whole.StartApp(bounded(t), "web"))
	assert.Equal(t, supervise.Online, rows(whole, "web")[1].State)
	assert.Zero(t, rows(whole, "web")[1].Restarts, "the start of a stopped app is no restart")
	_, err = ask(web.Port)
	assert.NoError(t, err)
}

func TestRestartOfAnErroredAppBeginsAnew(t *testing.T) {
	loop := app(t, "loop", "crash", "1")
	loop.MaxRestarts = 3
	whole, _ := start(t, ecosystem.Options{}, loop)
	errored := func([]supervise.Status) bool { return rows(whole, "loop")[0].State == supervise.Errored }
	require.True(t, whole.Await(bounded(t), errored))
	require.Equal(t, 2, rows(whole, "loop")[0].Restarts, "three starts are two restarts")
	_ = whole.Restart(bounded(t), "loop") // it may or may not be over again by then
	require.True(t, whole.Await(bounded(t), errored))
	assert.Equal(t, 4, rows(whole, "loop")[0].Restarts, "its own three starts are two restarts more; there was no process to be restarted (PM2)")
}

func TestADeletedAppIsKnownNoMore(t *testing.T) {
	web := cluster(t, "web", 1)
	whole, events := start(t, ecosystem.Options{}, web)
	pid := rows(whole, "web")[0].Pid
	require.NoError(t, whole.DeleteApp(bounded(t), "web"))
	assert.False(t, platform.Alive(pid))
	assert.Empty(t, whole.Status())
	assert.Len(t, events.of("web", supervise.AppRemoved), 1)
	assert.ErrorAs(t, whole.DeleteApp(bounded(t), "web"), new(*ecosystem.Unknown))
}

func TestNamesOfATarget(t *testing.T) {
	a, b, c := app(t, "api", "stay"), app(t, "web", "stay"), app(t, "worker", "stay")
	a.Namespace, b.Namespace, c.Namespace = "front", "front", "back"
	b.Instances = 2
	whole, _ := start(t, ecosystem.Options{}, a, b, c)
	id := strconv.Itoa(whole.Instances()[2].ID)
	require.Equal(t, 1, whole.Instances()[2].Instance)
	for target, want := range map[string][]string{
		"all": {"api", "web", "worker"}, "web": {"web"}, "front": {"api", "web"}, id: {"web"}, "/^w/": {"web", "worker"},
	} {
		names, err := whole.Names(target)
		require.NoError(t, err, target)
		assert.Equal(t, want, names, target)
	}
	_, err := whole.Names("wbe")
	assert.EqualError(t, err, `no app is called "wbe"; there are api, web, worker. Did you mean web?`)
	_, err = whole.Names("work")
	assert.ErrorContains(t, err, "Did you mean worker?")
}

func TestWaitReadyWaitsForTheWord(t *testing.T) {
	file := filepath.Join(t.TempDir(), "go")
	web := app(t, "web", "ready", file)
	web.WaitReady, web.ListenTimeout = true, 50*time.Millisecond
	web.Port = platformtest.FreePort(t)
	web.Env["PORT"] = strconv.Itoa(web.Port)
	events := &record{}
	whole := ecosystem.Start(bounded(t), []processfile.App{web}, ecosystem.Options{
		Environ: os.Environ(), Extra: map[string]string{asApp: "1"}, Observe: events.observe,
	})
	defer whole.Stop(bounded(t))
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool { return len(events.of("web", supervise.NotReady)) == 1 }))
	assert.Equal(t, supervise.Launching, rows(whole, "web")[0].State, "its time has passed, and it is not called online for that")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.True(t, whole.Await(bounded(t), func(all []supervise.Status) bool { return all[0].State == supervise.Online }))
	_, err := ask(web.Port)
	assert.NoError(t, err)
}

func TestAnAppWithoutAutostartIsKnownAndStopped(t *testing.T) {
	web := cluster(t, "web", 2)
	web.Autostart = false
	whole, events := start(t, ecosystem.Options{}, web)
	require.Len(t, rows(whole, "web"), 2)
	assert.Equal(t, supervise.Stopped, rows(whole, "web")[0].State)
	assert.Empty(t, events.of("web", supervise.Started))
	require.NoError(t, whole.StartApp(bounded(t), "web"))
	assert.Equal(t, supervise.Online, rows(whole, "web")[1].State)
}
