package docker

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestProcessesOfAContainerAreReadWithTheirUser(t *testing.T) {
	assert.Equal(t, []Process{
		{"0", "/bin/sh /start.sh --greeting Hello  you"},
		{"10001", "/app"},
		{"65532", "[redis-server] <defunct>"},
	}, processes([]string{
		"PID                 UID                 COMMAND",
		"4711                0                   /bin/sh /start.sh --greeting Hello  you",
		"4733                10001               /app",
		"5                   65532               [redis-server] <defunct>",
	}))
	assert.Empty(t, processes([]string{"PID  UID  COMMAND"}), "a container that has ended")
	assert.Empty(t, processes(nil))
}

func TestAContainerTellsHowItEnded(t *testing.T) {
	var c Container
	for code, words := range map[int]string{0: "exit code 0", 69: "exit code 69"} {
		c.State.ExitCode = code
		assert.Equal(t, words, c.Ended())
	}
	c.State.ExitCode = 137
	assert.Contains(t, c.Ended(), "SIGKILL")
	c.State.OOMKilled = true
	assert.Contains(t, c.Ended(), "memory")
}

func TestABusyMachineGivesAContainerLonger(t *testing.T) {
	for answer, want := range map[time.Duration]time.Duration{
		0:                      5 * time.Second,
		40 * time.Millisecond:  5 * time.Second,
		100 * time.Millisecond: 7 * time.Second,
		time.Second:            25 * time.Second,
		10 * time.Second:       time.Minute,
	} {
		assert.Equal(t, want, graceAfter(5*time.Second, answer), answer)
	}
	assert.Equal(t, 2*time.Minute, graceAfter(2*time.Minute, time.Second), "never less than the least")
}
