package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/apps/supervise"
)

// tenth is a clock that counts a tenth of the time.
type tenth struct{ began time.Time }

func (c tenth) Now() time.Time { return c.began.Add(time.Since(c.began) / 10) }

func (c tenth) AfterFunc(d time.Duration, do func()) (stop func() bool) {
	return time.AfterFunc(10*d, do).Stop
}

// onTenth gives the instance such a clock.
func onTenth(c *supervise.Config) { c.Clock = tenth{time.Now()} }

func TestUptimeIsCountedOnTheClock(t *testing.T) {
	set := func(c *supervise.Config) { onTenth(c); c.Rule.MaxRestarts = 3 }
	onStage(t, []life{crash(9 * time.Second)}, set, func(t *testing.T, s *stage) { // min_uptime is a second
		s.Start()
		s.pass(time.Minute)
		s.assertState(t, supervise.Errored)
		assert.Equal(t, 3, s.starts)
	})
	onStage(t, []life{crash(11 * time.Second)}, set, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(time.Minute)
		s.assertState(t, supervise.Online)
		assert.Equal(t, 6, s.starts)
	})
}

func TestKillTimeoutIsCountedOnTheClock(t *testing.T) {
	for name, c := range map[string]struct {
		life life
		want time.Duration // until all of it is gone
	}{
		"it ends in time":                   {life{Ends: 12 * time.Second}, 12 * time.Second},
		"it does not":                       {life{Ends: ignores}, 16 * time.Second}, // kill_timeout is 1600 ms
		"so long has the rest of its group": {life{Outlives: 12 * time.Second}, 12 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, []life{c.life}, onTenth, func(t *testing.T, s *stage) {
				s.Start()
				s.Stop(context.Background())
				assert.Equal(t, c.want, time.Since(s.began))
				if c.life.Ends == ignores {
					assert.Contains(t, s.told(), "16s killed 1")
				}
			})
		})
	}
}
