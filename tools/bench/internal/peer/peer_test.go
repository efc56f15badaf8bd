package peer

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tools/bench/internal/proc"
)

func init() {
	selfexec.Register("waits", func([]string) int {
		<-time.After(time.Minute)
		return 0
	})
	selfexec.Register("fails", func([]string) int {
		_, _ = os.Stderr.WriteString("why it failed\n")
		return 3
	})
}

func TestMain(m *testing.M) {
	selfexec.Play()
	code := m.Run()
	platform.Farewell()
	os.Exit(code)
}

func room(t *testing.T) *Room {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	r, err := NewRoom(t.TempDir(), Tools{Service: self})
	require.NoError(t, err)
	t.Cleanup(func() { r.Leave() })
	return r
}

// part is a command of the room that plays a part of the test binary.
func part(t *testing.T, r *Room, name string) *exec.Cmd {
	t.Helper()
	cmd, err := selfexec.Command(t.Context(), name, "now")
	require.NoError(t, err)
	return r.Command(cmd.Path, cmd.Args[1:]...)
}

func TestInstancesGetAPortEachUnlessTheyShareOne(t *testing.T) {
	apart := entryOf(App{Name: "a", Program: "p", Port: 4000, Instances: 3})
	assert.Equal(t, "fork", apart.ExecMode)
	assert.Equal(t, "PORT", apart.IncrementVar)
	assert.Equal(t, "4000", apart.Env["PORT"])

	shared := entryOf(App{Name: "a", Program: "p", Port: 4000, Instances: 3, Shared: true})
	assert.Equal(t, "cluster", shared.ExecMode)
	assert.Equal(t, 3, shared.Instances)
	assert.Empty(t, shared.IncrementVar)
}

func TestAManagerWithoutInstancesGetsAnEntryForEach(t *testing.T) {
	all := singles([]App{
		{Name: "a", Port: 4000, Instances: 2, Env: map[string]string{"X": "1"}},
		{Name: "b"},
	})
	require.Len(t, all, 3)
	assert.Equal(t, "a-0", all[0].name)
	assert.Equal(t, []string{"X=1", "PORT=4001"}, all[1].env)
	assert.Equal(t, "b", all[2].name)
	assert.Empty(t, all[2].env)
}

func TestTheProcessFileIsOneThatTheRunnerReads(t *testing.T) {
	text, err := processFile([]entry{entryOf(App{Name: "a", Program: "p", Once: true})})
	require.NoError(t, err)
	assert.Equal(t, `module.exports = {
  "apps": [
    {
      "name": "a",
      "script": "p",
      "exec_mode": "fork",
      "autorestart": false
    }
  ]
};
`, text)
}

func TestARoomKnowsWhatRunsInItAndLeavesNothing(t *testing.T) {
	r, other := room(t), room(t)
	f, err := r.Keep(part(t, r, "waits"), "")
	require.NoError(t, err)
	services, helpers, err := r.Processes()
	if err != nil {
		t.Skip(err) // a system that does not show it
	}
	require.Len(t, services, 1)
	assert.Equal(t, f.Pid(), services[0].Pid)
	assert.Empty(t, helpers)
	services, _, err = other.Processes()
	require.NoError(t, err)
	assert.Empty(t, services, "another room's")

	assert.Len(t, r.Leave(), 1)
	assert.False(t, proc.Running(f.Pid()))
	assert.NoDirExists(t, r.Dir)
	f.Close()
}

func TestAFailedCommandsLastWordsAreInTheError(t *testing.T) {
	r := room(t)
	_, err := r.Output(t.Context(), part(t, r, "fails"))
	assert.ErrorContains(t, err, "exit code 3")
	assert.ErrorContains(t, err, "why it failed")
}

func TestSomebodyElsesDaemonIsNotReached(t *testing.T) {
	t.Setenv("PM2_HOME", "elsewhere")
	t.Setenv("RUNNER_HOME", "elsewhere")
	for _, v := range room(t).Command("x").Env {
		assert.NotContains(t, v, "elsewhere")
	}
}

func TestWhatIsGivenGoesBeforeWhatIsOnThePath(t *testing.T) {
	path := t.TempDir()
	t.Setenv("PATH", path)
	for _, name := range []string{"pm2", "air", "unrelated"} {
		require.NoError(t, os.WriteFile(filepath.Join(path, name+exe), nil, 0o700))
	}
	found := Installed(map[string]string{"pm2": "given"})
	assert.Equal(t, map[string]string{"pm2": "given", "air": filepath.Join(path, "air"+exe)}, found)
}

func TestLogsAreReadTheOldestFirst(t *testing.T) {
	r := room(t)
	log := r.Path("x.log")
	for _, name := range []string{log, log + ".1", log + ".2"} {
		require.NoError(t, os.WriteFile(name, nil, 0o600))
	}
	assert.Equal(t, []string{log + ".2", log + ".1", log}, Ours.Open(r).Logs(App{Log: log}))
}
