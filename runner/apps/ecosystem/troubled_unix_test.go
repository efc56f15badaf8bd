//go:build unix

package ecosystem_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/platformtest"
)

// Changes that meet trouble: what failed is tried again, and what ran runs on.

// withPort is an app that moved.
func withPort(a processfile.App, port int) processfile.App {
	a = copied(a)
	a.Port = port
	a.Env["PORT"] = strconv.Itoa(port)
	return a
}

func TestFewerInstancesLeaveNoneBehindThoughOneIsErrored(t *testing.T) {
	loop := app(t, "loop", "serve-after", filepath.Join(t.TempDir(), "never"))
	loop.Instances, loop.MaxRestarts, loop.MinUptime = 4, 1, time.Hour
	whole, events := start(t, ecosystem.Options{})
	loop.Args, loop.ListenTimeout = []string{"stay"}, time.Second
	applied(t, whole, plan(loop))
	all := pids(whole, "loop")
	require.Len(t, all, 4)
	kill(t, all[0]) // max_restarts 1: errored by its first quick exit
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool {
		return rows(whole, "loop")[0].State == supervise.Errored
	}))
	fewer := copied(loop)
	fewer.Instances = 2
	change := applied(t, whole, plan(fewer))["loop"]
	assert.Empty(t, change.Problem)
	require.Len(t, rows(whole, "loop"), 2)
	assert.Equal(t, supervise.Online, rows(whole, "loop")[0].State, "the errored one was started")
	assert.False(t, platform.Alive(all[2]))
	assert.False(t, platform.Alive(all[3]))
	assert.Len(t, events.of("loop", supervise.SeatRemoved), 2)
}

func kill(t *testing.T, pid int) {
	t.Helper()
	process, err := os.FindProcess(pid)
	require.NoError(t, err)
	require.NoError(t, process.Kill())
}

func TestAChangeReachesThoseThatRunThoughOneIsErrored(t *testing.T) {
	web := cluster(t, "web", 2)
	web.MaxRestarts, web.MinUptime = 1, time.Hour
	whole, _ := start(t, ecosystem.Options{})
	applied(t, whole, plan(web))
	kill(t, pids(whole, "web")[0])
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool {
		return rows(whole, "web")[0].State == supervise.Errored
	}))
	other := copied(web)
	other.Env["GREETING"] = "Hello"
	assert.Empty(t, applied(t, whole, plan(other))["web"].Problem)
	for range 4 {
		assert.Equal(t, "Hello", get(t, web.Port, "/env?GREETING"), "whoever answers")
	}
}

// hasty is real time, on which an hour is over at once while it is in a hurry.
type hasty struct {
	supervise.RealTime
	inHurry atomic.Bool
}

func (h *hasty) AfterFunc(d time.Duration, do func()) (stop func() bool) {
	if h.inHurry.Load() && d == time.Hour {
		d = 0
	}
	return h.RealTime.AfterFunc(d, do)
}

func TestAChangeThatFailedIsTriedAgain(t *testing.T) {
	gate := filepath.Join(t.TempDir(), "go")
	web := cluster(t, "web", 1)
	clock := &hasty{}
	whole, _ := start(t, ecosystem.Options{Clock: clock})
	applied(t, whole, plan(web))
	slow := copied(web)
	slow.Env["GREETING"], slow.Args, slow.ListenTimeout = "Hello", []string{"serve-after", gate}, time.Hour
	clock.inHurry.Store(true)
	assert.Contains(t, applied(t, whole, plan(slow))["web"].Problem, "listen_timeout")
	assert.Empty(t, get(t, web.Port, "/env?GREETING"), "the old one runs on")
	clock.inHurry.Store(false)
	save(t, gate, "")
	change := applied(t, whole, plan(slow))["web"]
	assert.Equal(t, ecosystem.Changed, change.What)
	assert.Empty(t, change.Problem)
	assert.Equal(t, "Hello", get(t, web.Port, "/env?GREETING"))
}

func TestAnotherPortThatIsTakenLeavesTheOldOneServing(t *testing.T) {
	stranger, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	defer stranger.Close()
	web := cluster(t, "web", 2)
	whole, _ := start(t, ecosystem.Options{})
	applied(t, whole, plan(web))
	moved := withPort(web, stranger.Addr().(*net.TCPAddr).Port)
	assert.Contains(t, applied(t, whole, plan(moved))["web"].Problem, "is taken by")
	_, err = ask(web.Port)
	assert.NoError(t, err)
	require.NoError(t, stranger.Close())
	assert.Empty(t, applied(t, whole, plan(moved))["web"].Problem, "it is tried again")
	_, err = ask(moved.Port)
	assert.NoError(t, err)
	_, err = ask(web.Port)
	assert.Error(t, err)
}

func TestTwoAppsAndTheProxyMayExchangeTheirPorts(t *testing.T) {
	a, b := cluster(t, "a", 1), cluster(t, "b", 1)
	a.Env["WHO"], b.Env["WHO"] = "a", "b"
	third := platformtest.FreePort(t)
	whole, _ := start(t, ecosystem.Options{})
	p := plan(a, b)
	p.Proxy = &processfile.Proxy{Port: third, Rules: []processfile.Rule{{Dest: "a"}}}
	applied(t, whole, p)
	round := plan(withPort(a, b.Port), withPort(b, third))
	round.Proxy = &processfile.Proxy{Port: a.Port, Rules: []processfile.Rule{{Dest: "b"}}}
	for name, change := range applied(t, whole, round) {
		assert.Empty(t, change.Problem, name)
	}
	assert.Equal(t, "a", get(t, b.Port, "/env?WHO"))
	assert.Equal(t, "b", get(t, third, "/env?WHO"))
	assert.Equal(t, "b", get(t, a.Port, "/env?WHO"))
}

func TestAProxyThatCouldNotMoveTriesAgain(t *testing.T) {
	stranger, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	defer stranger.Close()
	web := cluster(t, "web", 1)
	whole, _ := start(t, ecosystem.Options{})
	p := plan(web)
	p.Proxy = &processfile.Proxy{Port: platformtest.FreePort(t), Rules: []processfile.Rule{{Dest: "web"}}}
	applied(t, whole, p)
	moved := plan(web)
	moved.Proxy = &processfile.Proxy{Port: stranger.Addr().(*net.TCPAddr).Port, Rules: p.Proxy.Rules}
	for range 2 {
		assert.Contains(t, applied(t, whole, moved)[ecosystem.ProxyName].Problem, "is taken by")
	}
	require.NoError(t, stranger.Close())
	assert.Empty(t, applied(t, whole, moved)[ecosystem.ProxyName].Problem)
	_, err = ask(moved.Proxy.Port)
	assert.NoError(t, err)
	_, err = ask(p.Proxy.Port)
	assert.Error(t, err, "the old port is free")
}

func TestAStopDoesNotWaitForAChangeThatWaits(t *testing.T) {
	web := cluster(t, "web", 1)
	whole, events := start(t, ecosystem.Options{})
	applied(t, whole, plan(web))
	stuck := copied(web)
	stuck.Args, stuck.ListenTimeout = []string{"stay"}, time.Hour // it never listens
	done := make(chan []ecosystem.Change, 1)
	go func() { done <- whole.Apply(context.Background(), plan(stuck)) }()
	awaitEvent(t, whole, events, "web", supervise.Started, 2)
	require.NoError(t, whole.StopApp(bounded(t), "web"))
	assert.NotEmpty(t, (<-done)[0].Problem)
	for _, e := range events.of("web", supervise.Started) {
		assert.False(t, platform.Alive(e.Pid))
	}
}

func TestSavesWhileWatchGoesOnAndOff(t *testing.T) {
	web := cluster(t, "web", 1)
	web.Watch = true
	file := filepath.Join(web.Cwd, "x")
	save(t, file, "0")
	whole, _ := watched(t, ecosystem.Options{})
	applied(t, whole, plan(web))
	ctx, cancel := context.WithCancel(bounded(t))
	var saving sync.WaitGroup
	saving.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			_ = os.WriteFile(file, []byte(strconv.Itoa(n)), 0o600)
		}
	})
	for n := range 20 {
		other := copied(web)
		other.Watch = n%2 == 0
		applied(t, whole, plan(other))
	}
	cancel()
	saving.Wait()
	require.NoError(t, whole.StopApp(bounded(t), "web"), "nobody holds its turn for ever")
}

func TestTheLastOfManySavesIsWhatRuns(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	source, programs := t.TempDir(), t.TempDir()
	main := filepath.Join(source, "main.go")
	save(t, main, "0")
	var current atomic.Value
	compile := func(ctx context.Context, _ string) (string, error) {
		text, err := os.ReadFile(main)
		if err != nil || ctx.Err() != nil {
			return "", context.Canceled
		}
		program := filepath.Join(programs, string(text))
		if err := os.Symlink(self, program); err != nil && !os.IsExist(err) {
			return "", err
		}
		current.Store(program)
		return program, nil
	}
	web := cluster(t, "web", 2)
	web.Watch, web.Program = true, processfile.Program{Kind: processfile.GoPackage, Path: source}
	whole, _ := watched(t, ecosystem.Options{Build: compile, Sources: func(context.Context, string) (build.Sources, error) {
		return build.Sources{Dirs: []string{source}, Files: []string{main}}, nil
	}}, web)
	for n := range 15 { // fewer than what is taken for a loop
		save(t, main, strconv.Itoa(n))
		if n%4 == 0 { // some while a swap is under way, some not
			require.Eventually(t, func() bool { return rows(whole, "web")[1].Restarts > 0 || n == 0 }, platformtest.Patience(t), time.Millisecond)
		}
	}
	newest := filepath.Join(programs, "14")
	require.Eventually(t, func() bool {
		described, err := whole.Describe("web")
		if err != nil || described.Program != newest {
			return false
		}
		for _, row := range described.Instances {
			if target, _ := platform.Program(row.Pid); target == "" || platform.CommandLine(row.Pid) != newest+" serve" {
				return false
			}
		}
		return true
	}, platformtest.Patience(t), 5*time.Millisecond)
}

func TestASavedEnvFileTakesOverItsVariablesAlone(t *testing.T) {
	web := cluster(t, "web", 2)
	web.Watch, web.EnvFile = true, filepath.Join(web.Cwd, ".env")
	save(t, web.EnvFile, "A=1")
	whole, events := watched(t, ecosystem.Options{Reread: func(context.Context, string, string, []string) (*processfile.File, error) {
		edited := withPort(web, web.Port)
		edited.Instances = 5 // saved in the process file, and not started yet
		edited.Env["A"] = "2"
		return &processfile.File{Apps: []processfile.App{edited}}, nil
	}})
	applied(t, whole, plan(web))
	save(t, web.EnvFile, "A=2")
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool {
		now := rows(whole, "web")
		return now[0].Restarts == 1 && now[1].Restarts == 1 && now[1].State == supervise.Online
	}))
	awaitEvent(t, whole, events, "web", supervise.Exited, 2) // until then one that goes may answer
	assert.Equal(t, "2", get(t, web.Port, "/env?A"))
	assert.Len(t, rows(whole, "web"), 2)
	more := copied(web)
	more.Instances, more.Env["A"] = 5, "2"
	assert.Equal(t, []string{"instances: 2 → 5"}, applied(t, whole, plan(more))["web"].Details, "the start takes over the rest")
}
