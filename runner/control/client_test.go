package control_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/processfile"
)

// served is a home in which somebody answers as told.
func served(t *testing.T, version control.Version, answers map[string]http.HandlerFunc) control.Home {
	t.Helper()
	home := control.Home{Dir: filepath.Join(t.TempDir(), ".runner")}
	require.NoError(t, home.Make())
	listener, err := home.Listen()
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/version", func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(version) })
	for pattern, answer := range answers {
		mux.HandleFunc(pattern, answer)
	}
	server := &http.Server{Handler: mux}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return home
}

var ours = control.Version{API: control.APIVersion, Pid: 4711}

func dialled(t *testing.T, home control.Home) *control.Client {
	t.Helper()
	c, err := control.Dial(t.Context(), home)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

func TestNobodyThereIsNoFailure(t *testing.T) {
	home := control.Home{Dir: filepath.Join(t.TempDir(), ".runner")}
	_, err := control.Dial(t.Context(), home)
	assert.ErrorIs(t, err, control.ErrNoDaemon, "no folder")
	require.NoError(t, home.Make())
	_, err = control.Dial(t.Context(), home)
	assert.ErrorIs(t, err, control.ErrNoDaemon, "no socket")

	listener, err := home.Listen()
	require.NoError(t, err)
	listener.(*net.UnixListener).SetUnlinkOnClose(false)
	require.NoError(t, listener.Close())
	require.FileExists(t, home.Address())
	_, err = control.Dial(t.Context(), home)
	assert.ErrorIs(t, err, control.ErrNoDaemon, "a dead one's socket")
}

func TestADaemonOfAnotherVersionIsRefusedWithWords(t *testing.T) {
	home := served(t, control.Version{API: control.APIVersion + 1, Pid: 4711}, map[string]http.HandlerFunc{
		"POST /v1/kill": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"instances": 2}`) },
	})
	_, err := control.Dial(t.Context(), home)
	require.Error(t, err)
	assert.Contains(t, err.Error(), "the daemon here (pid 4711) was started by another version of the runner")
	assert.Equal(t, "go run ./runner kill, then start again", control.HintOf(err))

	// To end it, no common language is needed.
	c, err := control.DialAny(t.Context(), home)
	require.NoError(t, err)
	defer c.Close()
	ended, err := c.Kill(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 2, ended.Instances)
}

func TestASilentDaemonIsNamed(t *testing.T) {
	home := control.Home{Dir: filepath.Join(t.TempDir(), ".runner")}
	require.NoError(t, home.Make())
	listener, err := home.Listen() // and nobody accepts
	require.NoError(t, err)
	defer listener.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = control.Dial(ctx, home)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestARefusalArrivesWithItsHint(t *testing.T) {
	c := dialled(t, served(t, ours, map[string]http.HandlerFunc{
		"GET /v1/status": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"error": "no app", "hint": "look"}`)
		},
		"GET /v1/apps/{name}": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusTeapot)
			fmt.Fprint(w, `<html>`)
		},
	}))
	_, err := c.Status(t.Context())
	assert.EqualError(t, err, "no app")
	assert.Equal(t, "look", control.HintOf(err))
	_, err = c.Describe(t.Context(), "x", false)
	assert.EqualError(t, err, "the daemon answered 418 I'm a teapot")
}

func TestAnyNameReachesItsApp(t *testing.T) {
	for _, name := range []string{"web", "a/b", "..", ".", "a b", "ü?#%2F", "@scope/app", "+1"} {
		asked := ""
		c := dialled(t, served(t, ours, map[string]http.HandlerFunc{
			"POST /v1/apps/{target}/{verb}": func(w http.ResponseWriter, r *http.Request) {
				asked = r.PathValue("target") + " " + r.PathValue("verb")
				fmt.Fprint(w, `[]`)
			},
		}))
		_, err := c.Do(t.Context(), control.Stop, name)
		require.NoError(t, err, name)
		assert.Equal(t, name+" stop", asked)
	}
}

func TestAPlanIsFollowedToItsEnd(t *testing.T) {
	answer := ""
	c := dialled(t, served(t, ours, map[string]http.HandlerFunc{
		"POST /v1/apply": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) },
	}))
	apply := func() (control.Applied, []string, error) {
		var told []string
		applied, err := c.Apply(t.Context(), control.Plan{File: &processfile.File{}}, func(words string) { told = append(told, words) })
		return applied, told, err
	}
	answer = `{"progress": "compiling"}` + "\n" + `{"applied": {"changes": [{"app": "web", "what": "added"}]}}`
	applied, told, err := apply()
	require.NoError(t, err)
	assert.Equal(t, []string{"compiling"}, told)
	assert.Equal(t, []control.Change{{App: "web", What: "added"}}, applied.Changes)

	answer = `{"failure": {"error": "no", "hint": "try"}}`
	_, _, err = apply()
	assert.EqualError(t, err, "no")

	answer = `{"progress": "compiling"}`
	_, _, err = apply()
	assert.ErrorIs(t, err, control.ErrGone, "an answer without a result")
}

func TestAStreamThatEndsIsADaemonThatHasGone(t *testing.T) {
	c := dialled(t, served(t, ours, map[string]http.HandlerFunc{
		"GET /v1/logs": func(w http.ResponseWriter, r *http.Request) {
			assert.Equal(t, "a b", r.URL.Query().Get("target"))
			assert.Equal(t, "3", r.URL.Query().Get("lines"))
			fmt.Fprintln(w, `{"app": "web", "stream": "out", "text": "hello"}`)
		},
		"GET /v1/events": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintln(w, `{"app": "web", "kind": "ready"}`)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		},
	}))
	var got []string
	each := func(r control.LogRecord) error { got = append(got, r.Text); return nil }
	assert.NoError(t, c.Logs(t.Context(), control.LogQuery{Target: "a b", Lines: 3}, each))
	assert.ErrorIs(t, c.Logs(t.Context(), control.LogQuery{Target: "a b", Lines: 3, Follow: true}, each), control.ErrGone)
	assert.Equal(t, []string{"hello", "hello"}, got)
	enough := errors.New("enough")
	assert.ErrorIs(t, c.Logs(t.Context(), control.LogQuery{Target: "a b", Lines: 3}, func(control.LogRecord) error { return enough }), enough)

	ctx, leave := context.WithCancel(t.Context())
	assert.NoError(t, c.Events(ctx, func(control.Event) error { leave(); return nil }), "who leaves is told nothing")
}
