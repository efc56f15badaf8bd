package daemon

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

func TestWhatLooksSecretIsMasked(t *testing.T) {
	for _, name := range []string{
		"DB_PASSWORD", "PGPASSWORD", "db_passwd", "SESSION_SECRET", "API_TOKEN", "AWS_SECRET_ACCESS_KEY", "STRIPE_KEY", "KEY", "APIKEY",
		"PRIVATE_PEM", "SENTRY_DSN", "GOOGLE_CREDENTIALS", "BASIC_AUTH", "COOKIE", "PASS", "MYSQL_PWD", "PASSPHRASE",
	} {
		assert.Equal(t, control.Variable{Name: name, Value: masked, From: "env", Masked: true}, variable(name, "hunter2", "env"))
	}
	for _, name := range []string{"PORT", "GREETING", "PWD", "OLDPWD", "MONKEY", "KEYBOARD", "PATH", "NODE_ENV", "AUTHOR", "COMPASSION"} {
		assert.Equal(t, "plain", variable(name, "plain", "env").Value, name)
	}
	assert.Equal(t, "redis://:***@127.0.0.1/", variable("REDIS_URL", "redis://:hunter2@127.0.0.1/", "env").Value)
	assert.Equal(t, control.Variable{Name: "TOKEN", From: "env"}, variable("TOKEN", "", "env"), "that it is empty is worth knowing")
}

func TestTheShellsVariablesAreCountedOrShown(t *testing.T) {
	app := App{
		Spec:    processfile.App{Env: map[string]string{"PORT": "1"}, EnvFrom: map[string]string{"PORT": "env_production"}},
		Environ: []string{"PORT=2", "LANG=C", "MY_TOKEN=x"},
	}
	own, shell := environment(app, false)
	assert.Equal(t, []control.Variable{{Name: "PORT", Value: "1", From: "env_production"}}, own)
	assert.Equal(t, 2, shell, "the file's PORT wins")
	all, _ := environment(app, true)
	assert.Equal(t, []control.Variable{
		{Name: "PORT", Value: "1", From: "env_production"}, {Name: "LANG", Value: "C", From: "the shell"},
		{Name: "MY_TOKEN", Value: masked, From: "the shell", Masked: true},
	}, all)
}

func TestOnlyWhatDiffersFromTheDefaultIsASetting(t *testing.T) {
	usual := processfile.App{
		Autorestart: true, MaxRestarts: 16, MinUptime: time.Second, KillTimeout: 1600 * time.Millisecond, KillSignal: "SIGINT",
		Treekill: true, ListenTimeout: 3 * time.Second, Autostart: true,
	}
	assert.Empty(t, settings(&usual))
	other := usual
	other.KillTimeout, other.StopExitCodes, other.Autostart = 5*time.Second, []int{0, 3}, false
	assert.Equal(t, []control.Pair{
		{Name: "stop_exit_codes", Value: "[0 3]"}, {Name: "kill_timeout", Value: "5s"}, {Name: "autostart", Value: "false"},
	}, settings(&other))
}

func TestWhenAStartHasSettled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		<-time.After(time.Hour) // of the fake clock: nothing was up before it
		view := func(state supervise.State, port int, up time.Duration, exits int) ecosystem.View {
			v := ecosystem.View{Status: supervise.Status{App: "a", State: state, Port: port, Since: time.Now().Add(-up)}}
			if exits >= 0 {
				v.LastExit = &platform.Exit{Code: exits}
			}
			return v
		}
		for name, c := range map[string]struct {
			view    ecosystem.View
			moving  bool
			problem string
		}{
			"listens":                  {view(supervise.Online, 3000, 0, -1), false, ""},
			"no port, just up":         {view(supervise.Online, 0, 10*time.Millisecond, -1), true, ""},
			"no port, has stayed":      {view(supervise.Online, 0, stays, -1), false, ""},
			"ends again and again":     {view(supervise.Online, 0, 10*time.Millisecond, 3), true, "instance 0 ends again and again (exit code 3)"},
			"up, but has ended before": {view(supervise.Online, 0, stays, 3), true, "instance 0 ends again and again (exit code 3)"},
			"came up after all":        {view(supervise.Online, 0, staysAfterFailure, 3), false, ""},
			"ended well, up again":     {view(supervise.Online, 0, stays, 0), false, ""},
			"given up":                 {view(supervise.Errored, 0, 0, 3), false, "instance 0 is errored (exit code 3)"},
			"will be tried again":      {view(supervise.Waiting, 0, 0, 3), true, "instance 0 is waiting restart (exit code 3)"},
			"does not listen yet":      {view(supervise.Launching, 3000, 0, -1), true, ""},
			"a job that is done":       {view(supervise.Stopped, 0, 0, 0), false, ""},
			"online since the restart": {view(supervise.Online, 3000, 0, 3), false, ""},
		} {
			_, moving := unsettled([]ecosystem.View{c.view})
			assert.Equal(t, c.moving, moving, name)
			assert.Equal(t, c.problem, problems([]ecosystem.View{c.view})["a"], name)
		}
	})
}

func TestLastWordsComeBeforeTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lines := make(chan control.LogRecord)
		events := make(chan control.Event)
		var told []string
		done := make(chan error, 1)
		go func() {
			done <- merge(lines, events, func(app string) bool { return app == "web" }, func(r control.LogRecord) error {
				told = append(told, r.Stream+" "+r.Text)
				return nil
			})
		}()
		at := func(second int) time.Time { return time.Unix(int64(second), 0) }
		events <- control.Event{At: at(2), App: "web", Words: "ended"}
		events <- control.Event{At: at(2), App: "other", Words: "ended"}
		events <- control.Event{At: at(2), App: "web", Kind: "no words"}
		lines <- control.LogRecord{At: at(1), Stream: "err", Text: "last words"}
		events <- control.Event{At: at(3), App: "web", Words: "started"}
		lines <- control.LogRecord{At: at(4), Stream: "out", Text: "hello"}
		events <- control.Event{At: at(5), App: "web", Words: "online"}
		<-time.After(2 * lastWordsFirst)
		lines <- control.LogRecord{At: at(4), Stream: "out", Text: "late"}
		events <- control.Event{At: at(6), App: "web", Words: "stopped"}
		close(lines)
		assert.NoError(t, <-done)
		assert.Equal(t, "err last words, runner ended, runner started, out hello, runner online, out late, runner stopped", strings.Join(told, ", "))
	})
}

func TestAListenerThatSleepsHoldsNobodyUp(t *testing.T) {
	var h hub
	events, leave := h.listen()
	for range 3 * queued {
		h.publish(control.Event{})
	}
	assert.Len(t, events, queued)
	leave()
	h.publish(control.Event{})
	assert.Len(t, events, queued)
}

func TestArgumentsThatLookSecretAreMasked(t *testing.T) {
	assert.Equal(t, []string{"-v", "--token=" + masked, "--password", masked, "--port", "3000", "redis://:***@localhost", "--key-file", masked, "--verbose"},
		maskedArgs([]string{"-v", "--token=hunter2", "--password", "hunter2", "--port", "3000", "redis://:hunter2@localhost", "--key-file", "x", "--verbose"}))
	assert.Empty(t, maskedArgs(nil))
}
