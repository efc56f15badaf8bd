//go:build unix

package ecosystem_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/apps/watch"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/tests/platformtest"
)

// watched runs apps with a watcher.
func watched(t *testing.T, opts ecosystem.Options, apps ...processfile.App) (*ecosystem.Ecosystem, *record) {
	t.Helper()
	opts.Watcher = watch.New(watch.Options{})
	t.Cleanup(func() { opts.Watcher.Close() })
	return start(t, opts, apps...)
}

func save(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}

func awaitEvent(t *testing.T, whole *ecosystem.Ecosystem, events *record, name string, kind supervise.EventKind, n int) {
	t.Helper()
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool { return len(events.of(name, kind)) >= n }), "%s: %s", name, kind)
}

func TestASavedFileReplacesEveryInstanceAndLosesNoRequest(t *testing.T) {
	web := cluster(t, "web", 2)
	web.Watch = true
	file := filepath.Join(web.Cwd, "page.html")
	save(t, file, "1")
	whole, events := watched(t, ecosystem.Options{}, web)
	before := pids(whole, "web")
	_, end := traffic(t, web.Port)
	save(t, file, "2")
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool {
		now := rows(whole, "web")
		return now[0].Pid != before[0] && now[1].Pid != before[1] && now[1].State == supervise.Online
	}))
	end()
	assert.Equal(t, "page.html", events.of("web", supervise.Changing)[0].Detail)
	assert.Equal(t, "watch", whole.Instances()[0].Cause.Why)
}

func TestAStoppedAppIsNotStartedByASave(t *testing.T) {
	web, other := cluster(t, "web", 1), cluster(t, "other", 1)
	web.Watch, other.Watch, other.Cwd = true, true, web.Cwd
	whole, events := watched(t, ecosystem.Options{}, web, other)
	require.NoError(t, whole.StopApp(bounded(t), "web"))
	save(t, filepath.Join(web.Cwd, "x"), "1")
	awaitEvent(t, whole, events, "other", supervise.Started, 2) // it has seen the same save
	assert.Equal(t, supervise.Stopped, rows(whole, "web")[0].State)
}

func TestASourceThatDoesNotCompileLeavesTheOldVersionServing(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	source := t.TempDir()
	main := filepath.Join(source, "main.go")
	save(t, main, "one")
	programs := t.TempDir()
	var builds atomic.Int64
	compile := func(context.Context, string) (string, error) {
		builds.Add(1)
		text, err := os.ReadFile(main)
		if err != nil || string(text) == "broken" {
			return "", &failing{}
		}
		program := filepath.Join(programs, string(text[:3])) // what follows is a comment
		if err := os.Symlink(self, program); err != nil && !os.IsExist(err) {
			return "", err
		}
		return program, nil
	}
	web := cluster(t, "web", 2)
	web.Watch, web.Program = true, processfile.Program{Kind: processfile.GoPackage, Path: source}
	whole, events := watched(t, ecosystem.Options{Build: compile, Sources: func(context.Context, string) (build.Sources, error) {
		return build.Sources{Dirs: []string{source}, Files: []string{main}}, nil
	}}, web)
	before := pids(whole, "web")

	save(t, main, "broken")
	awaitEvent(t, whole, events, "web", supervise.BuildFailed, 1)
	assert.Equal(t, before, pids(whole, "web"))
	assert.Equal(t, "main.go:3:1: broken", events.of("web", supervise.BuildFailed)[0].Detail)

	built := builds.Load()
	save(t, main, "one // with a comment")
	require.Eventually(t, func() bool {
		d, err := whole.Describe("web")
		return err == nil && d.BuildErr == nil && builds.Load() > built
	}, platformtest.Patience(t), time.Millisecond)

	save(t, main, "two")
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool {
		now := rows(whole, "web")
		return now[0].Pid != before[0] && now[1].Pid != before[1] && now[1].State == supervise.Online
	}))
	assert.Equal(t, 1, rows(whole, "web")[0].Restarts, "the comment restarted nothing")
}

func TestAnAppThatDidNotCompileAtTheStartIsStartedByTheSaveThatMendsIt(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	source := t.TempDir()
	main := filepath.Join(source, "main.go")
	save(t, main, "broken")
	web := cluster(t, "web", 1)
	web.Watch, web.Program = true, processfile.Program{Kind: processfile.GoPackage, Path: source}
	whole, _ := watched(t, ecosystem.Options{Build: func(context.Context, string) (string, error) {
		if text, _ := os.ReadFile(main); string(text) == "broken" {
			return "", &failing{}
		}
		return self, nil
	}}, web)
	require.Equal(t, supervise.Errored, rows(whole, "web")[0].State)
	save(t, main, "good")
	require.True(t, whole.Await(bounded(t), func(all []supervise.Status) bool { return all[0].State == supervise.Online }))
	_, err = ask(web.Port)
	assert.NoError(t, err)
}

func TestAnAppThatWritesItselfIsSlowedDownAndTheLastSaveRunsInTheEnd(t *testing.T) {
	web := cluster(t, "web", 1)
	web.Watch = true
	file := filepath.Join(web.Cwd, "x")
	save(t, file, "0")
	whole, events := watched(t, ecosystem.Options{LoopPause: time.Second}, web)
	for n := 1; len(events.of("web", supervise.FilesSaid)) == 0; n++ {
		require.Less(t, n, 200)
		changes := len(events.of("web", supervise.Changing))
		save(t, file, strconv.Itoa(n))
		require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool {
			return len(events.of("web", supervise.Changing)) > changes || len(events.of("web", supervise.FilesSaid)) > 0
		}))
	}
	assert.Contains(t, events.of("web", supervise.FilesSaid)[0].Detail, file)
	changes := len(events.of("web", supervise.Changing))
	awaitEvent(t, whole, events, "web", supervise.Changing, changes+1)
}

func TestAChangedEnvFileIsReadAgain(t *testing.T) {
	web := cluster(t, "web", 1)
	web.Watch, web.EnvFile = true, filepath.Join(web.Cwd, ".env")
	web.Env["GREETING"] = "Hello"
	save(t, web.EnvFile, "GREETING=Hello")
	whole, _ := watched(t, ecosystem.Options{Reread: func(_ context.Context, file, env string, _ []string) (*processfile.File, error) {
		assert.Equal(t, "services.config.js", file)
		assert.Equal(t, "production", env)
		again := copied(web)
		again.Env["GREETING"] = "Good day"
		return &processfile.File{Apps: []processfile.App{again}}, nil
	}})
	p := plan(web)
	p.EnvName = "production"
	applied(t, whole, p)
	require.Equal(t, "Hello", get(t, web.Port, "/env?GREETING"))
	save(t, web.EnvFile, "GREETING=Good day")
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool { return rows(whole, "web")[0].Restarts == 1 }))
	assert.Equal(t, "Good day", get(t, web.Port, "/env?GREETING"))
}
