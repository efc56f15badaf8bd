package usage

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestABusyProcessIsSeenToBeBusy(t *testing.T) {
	var m Meter
	me := os.Getpid()
	require.Contains(t, m.Sample([]int{me}), me)
	busyFor(shortest + 100*time.Millisecond)
	seen := m.Sample([]int{me})[me]
	assert.Greater(t, seen.CPU, 5.0, "percent of a core, on a machine that others use, too")
	assert.Greater(t, seen.Memory, int64(1<<20))
}

// busyFor uses the processor.
func busyFor(d time.Duration) {
	for begun := time.Now(); time.Since(begun) < d; {
	}
}

func TestAProcessThatIsGoneHasNoUsage(t *testing.T) {
	var m Meter
	assert.Empty(t, m.Sample([]int{1<<22 + 1}))
	assert.Empty(t, m.Sample(nil))
}

func TestTheFigureOfALook(t *testing.T) {
	begun := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) time.Time { return begun.Add(d) }
	before := look{times: times{started: begun, used: time.Second}, at: at(10 * time.Second), cpu: 10}
	for name, c := range map[string]struct {
		known bool
		used  time.Duration
		now   time.Time
		cpu   float64
	}{
		"first look: since the start":     {false, 2 * time.Second, at(4 * time.Second), 50},
		"later: since the look before":    {true, 1500 * time.Millisecond, at(12 * time.Second), 25},
		"two cores":                       {true, 5 * time.Second, at(12 * time.Second), 200},
		"too soon: the figure of before":  {true, 1010 * time.Millisecond, at(10*time.Second + 5*time.Millisecond), 10},
		"just started: no figure yet":     {false, 10 * time.Millisecond, at(5 * time.Millisecond), 0},
		"another process, with less time": {true, 0, at(12 * time.Second), 0},
	} {
		t.Run(name, func(t *testing.T) {
			seen := after(before, c.known, times{started: begun, used: c.used}, c.now)
			assert.InDelta(t, c.cpu, seen.cpu, 0.01)
		})
	}
}

func TestAProcessOfTheSameNumberIsAnother(t *testing.T) {
	me := os.Getpid()
	m := Meter{last: map[int]look{me: {times: times{started: time.Unix(0, 0), used: time.Hour}, at: time.Now().Add(-time.Minute), cpu: 99}}}
	assert.NotEqual(t, 99.0, m.Sample([]int{me})[me].CPU)
}
