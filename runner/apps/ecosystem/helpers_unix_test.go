//go:build unix

package ecosystem_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/tests/platformtest"
	"workshop.example/processes/tests/scripttest"
)

// asApp is the variable that makes this test binary an app.
const asApp = "ECOSYSTEM_TEST_APP"

func TestMain(m *testing.M) { scripttest.Main(m, asApp) }

// app is one that does a deed of scripttest.App, as the process file would
// give it with all defaults.
func app(t *testing.T, name string, deed ...string) processfile.App {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	return processfile.App{
		Name: name, Script: "app", Program: processfile.Program{Kind: processfile.Executable, Path: self},
		Args: deed, Cwd: t.TempDir(), Instances: 1, ExecMode: processfile.Fork, Env: map[string]string{},
		InstanceVar: "NODE_APP_INSTANCE", Autorestart: true, Autostart: true, MaxRestarts: 16, MinUptime: time.Second,
		KillTimeout: 1600 * time.Millisecond, KillSignal: "SIGINT", Treekill: true, ListenTimeout: time.Minute,
	}
}

// cluster is an app of n servers behind one port.
func cluster(t *testing.T, name string, n int) processfile.App {
	t.Helper()
	a := app(t, name, "serve")
	a.Instances, a.ExecMode, a.Port = n, processfile.Cluster, platformtest.FreePort(t)
	a.Env["PORT"] = strconv.Itoa(a.Port)
	return a
}

// record keeps what happened.
type record struct {
	mu     sync.Mutex
	events []supervise.Event
}

func (r *record) observe(e supervise.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

func (r *record) of(app string, kind supervise.EventKind) []supervise.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []supervise.Event
	for _, e := range r.events {
		if e.App == app && e.Kind == kind {
			found = append(found, e)
		}
	}
	return found
}

// start runs apps until the end of the test and waits until they have settled.
func start(t *testing.T, opts ecosystem.Options, apps ...processfile.App) (*ecosystem.Ecosystem, *record) {
	t.Helper()
	events := &record{}
	opts.Observe = events.observe
	opts.Environ = os.Environ()
	opts.Extra = map[string]string{asApp: "1", "GORACE": "atexit_sleep_ms=0"}
	whole := ecosystem.Start(bounded(t), apps, opts)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), platformtest.Patience(t))
		defer cancel()
		whole.Stop(ctx)
	})
	require.True(t, settled(bounded(t), whole), "not settled: %v", whole.Status())
	return whole, events
}

// settled waits until every instance is ready or has failed for good, and says
// whether that came true before ctx ended. One that waits for a restart has
// not settled.
func settled(ctx context.Context, whole *ecosystem.Ecosystem) bool {
	return whole.Await(ctx, func(rows []supervise.Status) bool {
		return !slices.ContainsFunc(rows, func(s supervise.Status) bool {
			return s.State == supervise.Launching || s.State == supervise.Waiting || s.State == supervise.Stopping
		})
	})
}

func bounded(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), platformtest.Patience(t))
	t.Cleanup(cancel)
	return ctx
}

// rows are the instances of one app.
func rows(whole *ecosystem.Ecosystem, app string) []supervise.Status {
	var found []supervise.Status
	for _, s := range whole.Status() {
		if s.App == app {
			found = append(found, s)
		}
	}
	return found
}

// client opens a connection for each request, so that each is shared out anew.
var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func ask(port int) (string, error) {
	response, err := client.Get("http://127.0.0.1:" + strconv.Itoa(port) + "/")
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusOK {
		return "status " + strconv.Itoa(response.StatusCode), err
	}
	return string(body), err
}
