//go:build unix

package daemon_test

import (
	"bytes"
	"context"
	"errors"
	"log"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/daemon"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

// fake is an engine with two apps, which notes what it is asked.
type fake struct {
	mu     sync.Mutex
	asked  []string
	counts map[string]int
	hold   chan struct{} // Apply waits for it; nil: it does not
	events func(supervise.Event)
}

func newFake() *fake { return &fake{counts: map[string]int{"web": 2, "api": 1}} }

func (f *fake) note(words ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, strings.Join(words, " "))
}

func (f *fake) Apply(ctx context.Context, plan control.Plan) ([]control.Change, error) {
	f.note("apply", plan.EnvName)
	if f.events != nil {
		f.events(supervise.Event{App: "web", Instance: -1, Kind: supervise.Building})
	}
	select {
	case <-f.hold:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	f.note("applied")
	return []control.Change{{App: "web", What: "added"}}, nil
}

func (f *fake) Names(target string) ([]string, error) {
	switch target {
	case "all":
		return []string{"web", "api"}, nil
	case "web", "api":
		return []string{target}, nil
	case "panic":
		panic("a defect")
	}
	return nil, errors.New("no app is called " + target)
}

func (f *fake) Do(_ context.Context, verb control.Verb, name string) error {
	f.note(string(verb), name)
	if verb == control.Reload && name == "api" {
		return errors.New("it does not compile")
	}
	return nil
}

func (f *fake) Scale(_ context.Context, name string, n int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts[name] = n
	return nil
}

func (f *fake) Rows() []control.Row {
	f.mu.Lock()
	defer f.mu.Unlock()
	var rows []control.Row
	for _, name := range []string{"web", "api"} {
		for i := range f.counts[name] {
			rows = append(rows, control.Row{Name: name, Instance: i, Status: "online"})
		}
	}
	return rows
}

func (f *fake) Troubles() []control.Trouble { return nil }

func (f *fake) Describe(name string) (daemon.App, error) {
	return daemon.App{Spec: processfile.App{Name: name}}, nil
}

func (f *fake) Stop(context.Context) []platform.Leftover {
	f.note("stop everything")
	return []platform.Leftover{{Pid: 7, Command: "runaway"}}
}

// story is Logs with one line, and then silence.
type story struct{}

func (story) Read(ctx context.Context, apps []string, q control.LogQuery, each func(control.LogRecord) error) error {
	if err := each(control.LogRecord{App: apps[0], Stream: "out", Text: "hello"}); err != nil || !q.Follow {
		return err
	}
	<-ctx.Done()
	return nil
}

// served is a server with a client at its socket.
func served(t *testing.T, engine daemon.Engine, opts daemon.Options) (*daemon.Server, *control.Client) {
	t.Helper()
	home := control.Home{Dir: filepath.Join(t.TempDir(), ".runner")}
	claim, err := daemon.Take(home)
	require.NoError(t, err)
	listener, err := claim.Listen()
	require.NoError(t, err)
	server := daemon.NewServer(engine, story{}, opts)
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	client, err := control.Dial(t.Context(), home)
	require.NoError(t, err)
	t.Cleanup(func() {
		client.Close()
		server.Close(control.Ended{})
		assert.NoError(t, <-done)
		claim.Release()
	})
	return server, client
}

var plan = control.Plan{File: &processfile.File{}, EnvName: "production"}

func TestTheDaemonSaysWhoItIs(t *testing.T) {
	server, client := served(t, newFake(), daemon.Options{Project: "/a/project"})
	v := client.Version
	assert.Equal(t, control.APIVersion, v.API)
	assert.Equal(t, "/a/project", v.Project)
	assert.NotEmpty(t, v.Build)
	assert.Equal(t, control.BuildID(), v.Build)
	assert.False(t, v.Stopping)
	server.Ending()
	again, err := control.Dial(t.Context(), client.Home)
	require.NoError(t, err)
	defer again.Close()
	assert.True(t, again.Version.Stopping)
}

func TestAVerbReachesEveryAppThatIsMeant(t *testing.T) {
	engine := newFake()
	_, client := served(t, engine, daemon.Options{})
	outcomes, err := client.Do(t.Context(), control.Reload, "all")
	require.NoError(t, err)
	assert.Equal(t, []control.Outcome{{App: "web"}, {App: "api", Error: "it does not compile"}}, outcomes)
	assert.ElementsMatch(t, []string{"reload web", "reload api"}, engine.asked)

	_, err = client.Do(t.Context(), control.Stop, "ghost")
	assert.EqualError(t, err, "no app is called ghost")
	_, err = client.Do(t.Context(), "explode", "web")
	assert.ErrorContains(t, err, "explode")
}

func TestScaleCountsFromWhatThereIs(t *testing.T) {
	engine := newFake()
	_, client := served(t, engine, daemon.Options{})
	scale := func(to control.Scale) (control.Scaled, error) { return client.Scale(t.Context(), "web", to) }
	done, err := scale(control.Scale{N: 5})
	require.NoError(t, err)
	assert.Equal(t, control.Scaled{App: "web", From: 2, To: 5}, done)
	done, err = scale(control.Scale{By: -2})
	require.NoError(t, err)
	assert.Equal(t, control.Scaled{App: "web", From: 5, To: 3}, done)

	_, err = scale(control.Scale{By: -3})
	assert.EqualError(t, err, "web cannot have 0 instances: at least one must stay")
	assert.Contains(t, control.HintOf(err), "stop web")
	_, err = scale(control.Scale{N: 1001})
	assert.Error(t, err)
	_, err = client.Scale(t.Context(), "all", control.Scale{N: 1})
	assert.EqualError(t, err, "one app at a time: all means web, api")

	// "One more", ten times at once, is ten more.
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() { _, _ = scale(control.Scale{By: 1}) })
	}
	all.Wait()
	assert.Equal(t, 13, engine.counts["web"])
}

func TestAPlanTellsHowFarItIs(t *testing.T) {
	engine := newFake()
	engine.hold = make(chan struct{})
	server, client := served(t, engine, daemon.Options{})
	engine.events = server.Observe
	told := make(chan string, 1)
	go func() {
		<-told
		close(engine.hold)
	}()
	var words []string
	applied, err := client.Apply(t.Context(), plan, func(w string) { words = append(words, w); told <- w })
	require.NoError(t, err)
	assert.Equal(t, []string{"web: compiling; the first time takes longest"}, words)
	assert.Equal(t, []control.Change{{App: "web", What: "added"}}, applied.Changes)
	assert.Len(t, applied.Status.Rows, 3)
	assert.Equal(t, []string{"apply production", "applied"}, engine.asked)
	select {
	case <-server.Used():
	default:
		t.Error("a plan is a use")
	}
}

func TestAPlanGoesOnWhenItsCommandIsInterrupted(t *testing.T) {
	engine := newFake()
	engine.hold = make(chan struct{})
	server, client := served(t, engine, daemon.Options{})
	engine.events = server.Observe
	ctx, interrupt := context.WithCancel(t.Context())
	_, err := client.Apply(ctx, plan, func(string) { interrupt() })
	assert.ErrorIs(t, err, context.Canceled)
	close(engine.hold)

	// The next plan is let in when the first is done.
	_, err = client.Apply(t.Context(), plan, func(string) {})
	assert.NoError(t, err)
	assert.Len(t, slices.DeleteFunc(engine.asked, func(w string) bool { return w != "applied" }), 2)
}

func TestARunIsNotTakenOver(t *testing.T) {
	_, client := served(t, newFake(), daemon.Options{Foreground: true, Project: "/a/project"})
	_, err := client.Apply(t.Context(), plan, func(string) {})
	assert.EqualError(t, err, "a `run` in another terminal serves /a/project, and its apps are its own")
	assert.Contains(t, control.HintOf(err), "Ctrl-C")
}

func TestTheEndIsToldWhenItHasCome(t *testing.T) {
	server, client := served(t, newFake(), daemon.Options{})
	followed := make(chan error, 1)
	hello := make(chan struct{}, 1)
	go func() {
		followed <- client.Logs(t.Context(), control.LogQuery{Target: "web", Follow: true}, func(control.LogRecord) error {
			hello <- struct{}{}
			return nil
		})
	}()
	<-hello
	go func() {
		<-server.Killed()
		server.Ending()
		_, err := client.Do(t.Context(), control.Start, "web")
		assert.ErrorContains(t, err, "everything is being stopped here")
		server.Close(control.Ended{Instances: 3})
	}()
	ended, err := client.Kill(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 3, ended.Instances)
	assert.ErrorIs(t, <-followed, control.ErrGone)
}

func TestADefectInOneRequestIsToldAndWrittenDown(t *testing.T) {
	var written bytes.Buffer
	_, client := served(t, newFake(), daemon.Options{Log: log.New(&written, "", 0)})
	_, err := client.Do(t.Context(), control.Stop, "panic")
	assert.ErrorContains(t, err, "a defect of the runner: a defect")
	assert.Contains(t, written.String(), "server_test.go")
	_, err = client.Status(t.Context())
	assert.NoError(t, err, "the others go on")
}

func TestEventsReachWhoeverListens(t *testing.T) {
	server, client := served(t, newFake(), daemon.Options{})
	stop := make(chan struct{})
	go func() { // until somebody listens
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				server.Observe(supervise.Event{App: "web", Kind: supervise.Ready, Port: 3000})
				server.Observe(supervise.Event{App: "web", Kind: supervise.Printed})
			}
		}
	}()
	defer close(stop)
	ctx, enough := context.WithCancel(t.Context())
	var seen []control.Event
	require.NoError(t, client.Events(ctx, func(e control.Event) error {
		if seen = append(seen, e); len(seen) == 2 {
			enough()
		}
		return nil
	}))
	for _, e := range seen[:2] {
		assert.Equal(t, "ready", e.Kind, "lines are no events")
		assert.Equal(t, "online, port 3000", e.Words)
	}
}
