package console_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/platform"
)

func TestEventsInWords(t *testing.T) {
	crashed := platform.Exit{Code: 78}
	for _, c := range []struct {
		event supervise.Event
		want  string
	}{
		{supervise.Event{Kind: supervise.Started, Pid: 7}, "started, pid 7"},
		{supervise.Event{Kind: supervise.Ready}, "online"},
		{supervise.Event{Kind: supervise.Ready, Port: 3000}, "online, port 3000"},
		{supervise.Event{Kind: supervise.StartFailed, Detail: "no such file"}, "could not be started: no such file"},
		{supervise.Event{Kind: supervise.NotListening, Port: 3000}, "runs, but nothing listens on port 3000 yet"},
		{supervise.Event{Kind: supervise.PortTaken, Port: 3000, Owners: []platform.Owner{{Pid: 7, Name: "node"}}}, "port 3000 is taken by node (pid 7)"},
		{supervise.Event{Kind: supervise.PortTaken, Port: 3000}, "port 3000 is taken by a program that cannot be seen from here"},
		{supervise.Event{Kind: supervise.Exited, Exit: crashed, Uptime: 8 * time.Millisecond, Unstable: 3}, "ended after 8 ms: exit code 78 (unstable, 3 in a row)"},
		{supervise.Event{Kind: supervise.Exited, Exit: platform.Exit{Code: -1, Signal: "SIGKILL"}, Uptime: 2 * time.Second}, "ended after 2 s: killed by SIGKILL"},
		{supervise.Event{Kind: supervise.Scheduled}, "restarting"},
		{supervise.Event{Kind: supervise.Scheduled, Delay: 150 * time.Millisecond}, "restarting in 150 ms"},
		{supervise.Event{Kind: supervise.GaveUp}, "errored"},
		{supervise.Event{Kind: supervise.GaveUp, Unstable: 16}, "errored: it ended 16 times in a row sooner than its min_uptime. Not started again"},
		{supervise.Event{Kind: supervise.StopAsked}, "stopping"},
		{supervise.Event{Kind: supervise.Killed, Why: "kill_timeout"}, "did not stop within its kill_timeout: SIGKILL"},
		{supervise.Event{Kind: supervise.Killed}, "ended at once: SIGKILL"},
		{supervise.Event{Kind: supervise.HasStopped}, "stopped"},
		{supervise.Event{Kind: supervise.HasStopped, Why: "autorestart"}, "stopped: its autorestart says that it is not started again"},
		{supervise.Event{Kind: supervise.LeftBehind, Leftovers: []platform.Leftover{{Pid: 7, Command: "a\x1bb"}, {Pid: 8, Command: "c"}}},
			"left processes behind, which were ended: pid 7 (a�b), pid 8 (c)"},
		{supervise.Event{Kind: supervise.PortShared, Port: 3000}, "port 3000 is open, and shared out to the instances"},
		{supervise.Event{Kind: supervise.AppFailed, Detail: "it does not compile"}, "errored: it does not compile"},
		{supervise.Event{Kind: supervise.NotReady}, "runs, but has not said yet that it is ready (wait_ready)"},
		{supervise.Event{Kind: supervise.BuildFailed, Detail: "main.go:1:1: no"}, "the old version runs on: main.go:1:1: no"},
		{supervise.Event{Kind: supervise.Building}, "compiling; the first time takes longest"},
		{supervise.Event{Kind: supervise.Building, Why: "again"}, "compiling"},
		{supervise.Event{Kind: supervise.Changing, Why: "watch", Detail: "main.go"}, "main.go changed: taking it over"},
		{supervise.Event{Kind: supervise.Changing, Why: "memory", Detail: "too big"}, "too big: restarting it"},
		{supervise.Event{Kind: supervise.Changing, Why: "cron", Detail: "0 3 * * *"}, "it is time for a restart (cron_restart 0 3 * * *)"},
		{supervise.Event{Kind: supervise.Changing, Why: "reload"}, "reload"},
		{supervise.Event{Kind: supervise.ChangeFailed, Detail: "no"}, "the change could not be taken over: no"},
		{supervise.Event{Kind: supervise.ProxyOpened, Port: 8080}, "port 8080 is open, and leads to the apps by its rules"},
		{supervise.Event{Kind: supervise.DoorSaid, Detail: "so"}, "so"},
		{supervise.Event{Kind: supervise.Changing, Why: "watch", Detail: "\x1b[2J.go"}, "�[2J.go changed: taking it over"},
		{supervise.Event{Kind: supervise.AppFailed, Detail: "no \x1b]0;x\nsecond\u202e"}, "errored: no �]0;x\nsecond�"},
		{supervise.Event{Kind: supervise.AppRemoved}, "deleted"},
		{supervise.Event{Kind: supervise.Printed, Line: supervise.Line{Text: "hello"}}, ""},
	} {
		assert.Equal(t, c.want, console.EventWords(c.event, nil), c.event.Kind)
	}
}

func TestOwnersOfAPortAreNamed(t *testing.T) {
	ours := func(pid int) string {
		if pid == 7 {
			return "web-0"
		}
		return ""
	}
	both := []platform.Owner{{Pid: 7, Name: "node"}, {Pid: 8, Name: "evil\x1b"}}
	assert.Equal(t, "web-0 (pid 7) and evil� (pid 8)", console.Owners(both, ours))
	assert.Equal(t, "node (pid 7) and evil� (pid 8)", console.Owners(both, nil))
}
