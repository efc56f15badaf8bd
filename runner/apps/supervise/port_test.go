package supervise_test

import (
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/launch"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/platformtest"
)

// onOwnPort gives the program a port that is free.
func onOwnPort(t *testing.T, set func(*supervise.Config), words ...string) *real {
	ports, err := platform.ReservePorts(1)
	require.NoError(t, err)
	t.Cleanup(ports.ReleaseAll)
	return supervised(t, func(c *supervise.Config) {
		c.Prepare = func() (launch.Command, error) {
			ports.Release(ports.First)
			return command(ports.First, words...), nil
		}
		if set != nil {
			set(c)
		}
	}, words...)
}

func TestAProgramIsReadyWhenItListens(t *testing.T) {
	r := onOwnPort(t, nil, "listen", "503")
	e := r.await(t, supervise.Ready, 1)
	assert.NotZero(t, e.Port)
	assert.Equal(t, supervise.Online, r.Status().State)
}

func TestAProgramIsReadyWhenItsChildListens(t *testing.T) {
	r := onOwnPort(t, nil, "with", "group", "listen,204", "wait")
	r.await(t, supervise.Ready, 1)
}

func TestAProgramIsReadyWhenItsHealthPathAnswersWith2xx(t *testing.T) {
	health := func(c *supervise.Config) { c.Health = "/healthz" }
	r := onOwnPort(t, health, "listen", "204")
	r.await(t, supervise.Ready, 1)
}

func TestAProgramIsNotReadyWhileItsHealthPathAnswersOtherwise(t *testing.T) {
	for _, status := range []string{"503", "302", "404"} {
		t.Run(status, func(t *testing.T) {
			health := func(c *supervise.Config) { c.Health, c.ListenTimeout = "/healthz", 300*ms }
			r := onOwnPort(t, health, "listen", status)
			r.await(t, supervise.NotListening, 1)
			assert.NotContains(t, r.kinds(), supervise.Ready)
			assert.Equal(t, supervise.Launching, r.Status().State)
		})
	}
}

// taken is a port on which this test process listens itself.
func taken(t *testing.T) int {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

func TestAPortThatSomebodyElseHasIsToldWithItsOwner(t *testing.T) {
	if !platform.OwnersKnown {
		t.Skip("this system is not asked who listens at every start")
	}
	for name, words := range map[string][]string{
		"the program runs on without it": {"wait"},
		"the program ends because of it": {"listen", "200"},
	} {
		t.Run(name, func(t *testing.T) {
			port := taken(t)
			onTaken := func(c *supervise.Config) {
				c.Rule.RestartDelay = time.Hour
				c.Prepare = func() (launch.Command, error) { return command(port, words...), nil }
			}
			r := supervised(t, onTaken)
			e := r.await(t, supervise.PortTaken, 1)
			require.Len(t, e.Owners, 1)
			assert.Equal(t, os.Getpid(), e.Owners[0].Pid)
			assert.Equal(t, port, e.Port)
			assert.Equal(t, 1, e.Generation)
			if words[0] == "listen" {
				r.await(t, supervise.Exited, 1)
				assert.Equal(t, []supervise.EventKind{supervise.Started, supervise.PortTaken, supervise.Exited, supervise.Scheduled}, r.kinds())
				return
			}
			r.awaitUp(t, 1)
			assert.NotContains(t, r.kinds(), supervise.Ready, "a stranger's listener does not make it ready")
		})
	}
}

func TestAProgramThatGetsItsPortLateIsReadyThen(t *testing.T) {
	if !platform.OwnersKnown {
		t.Skip("this system is not asked who listens at every start")
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	again := func(c *supervise.Config) {
		c.Rule.RestartDelay, c.Rule.MaxRestarts = 20*ms, 1000
		c.Prepare = func() (launch.Command, error) { return command(port, "listen", "200"), nil }
	}
	r := supervised(t, again)
	r.await(t, supervise.PortTaken, 1)
	require.NoError(t, l.Close())
	e := r.await(t, supervise.Ready, 1)
	assert.True(t, platformtest.Running(e.Pid))
}
