package supervise_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/apps/supervise"
)

func TestStopInEachState(t *testing.T) {
	for _, c := range []struct {
		name  string
		life  life
		set   func(*supervise.Config)
		state supervise.State // at the time of the stop, 100 ms after the start
		want  []string        // what is told from then on
	}{
		{"online", life{Ends: 30 * ms}, nil, supervise.Online, []string{
			"100ms stop-asked 1", "100ms SIGINT to 1, whole group true", "130ms forgotten 1",
			"130ms exited 1, exit code 0 after 130ms, wanted true", "130ms stopped 1 "}},
		{"launching", life{Ends: 30 * ms}, withPort(readyAfter(time.Hour)), supervise.Launching, []string{
			"100ms stop-asked 1", "100ms SIGINT to 1, whole group true", "130ms forgotten 1",
			"130ms exited 1, exit code 0 after 130ms, wanted true", "130ms stopped 1 "}},
		{"waiting restart", crash(10 * ms), func(c *supervise.Config) { c.Rule.RestartDelay = 500 * ms }, supervise.Waiting, []string{
			"100ms stopped 1 "}},
		{"errored", crash(10 * ms), func(c *supervise.Config) { c.Rule.MaxRestarts = 1 }, supervise.Errored, []string{
			"100ms stopped 1 "}},
		{"stopped already", crash(10 * ms), func(c *supervise.Config) { c.Rule.Autorestart = false }, supervise.Stopped, nil},
		{"another signal, to the leader alone", life{}, func(c *supervise.Config) { c.KillSignal, c.SignalGroup = "SIGTERM", false }, supervise.Online, []string{
			"100ms stop-asked 1", "100ms SIGTERM to 1, whole group false", "100ms forgotten 1",
			"100ms exited 1, exit code 0 after 100ms, wanted true", "100ms stopped 1 "}},
		{"the signal is ignored", life{Ends: ignores}, nil, supervise.Online, []string{
			"100ms stop-asked 1", "100ms SIGINT to 1, whole group true", "1.7s killed 1", "1.7s forgotten 1",
			"1.7s exited 1, killed by SIGKILL after 1.7s, wanted true", "1.7s stopped 1 "}},
		{"kill_timeout of zero", life{Ends: ignores}, func(c *supervise.Config) { c.KillTimeout = 0 }, supervise.Online, []string{
			"100ms stop-asked 1", "100ms SIGINT to 1, whole group true", "100ms killed 1", "100ms forgotten 1",
			"100ms exited 1, killed by SIGKILL after 100ms, wanted true", "100ms stopped 1 "}},
		{"the group outlives its leader for a while", life{Ends: 30 * ms, Outlives: 300 * ms}, nil, supervise.Online, []string{
			"100ms stop-asked 1", "100ms SIGINT to 1, whole group true", "430ms forgotten 1",
			"430ms exited 1, exit code 0 after 130ms, wanted true", "430ms stopped 1 "}},
		{"the group ignores the signal", life{Ends: 30 * ms, Outlives: ignores}, nil, supervise.Online, []string{
			"100ms stop-asked 1", "100ms SIGINT to 1, whole group true", "1.7s killed 1", "1.7s forgotten 1",
			"1.7s exited 1, exit code 0 after 130ms, wanted true", "1.7s stopped 1 "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			onStage(t, []life{c.life}, c.set, func(t *testing.T, s *stage) {
				s.Start()
				s.pass(100 * ms)
				s.assertState(t, c.state)
				before := len(s.told())
				s.Stop(context.Background())
				s.assertState(t, supervise.Stopped)
				s.pass(time.Hour)
				assert.Equal(t, c.want, append([]string(nil), s.told()[before:]...))
				assert.Equal(t, 1, s.starts)
			})
		})
	}
}

func TestAPartOfTheKillTimeoutMayHavePassedAlready(t *testing.T) {
	onStage(t, []life{{Ends: ignores}}, nil, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(100 * ms)
		s.EndBy(context.Background(), time.Now().Add(400*ms)) // kill_timeout is 1600 ms
		assert.Contains(t, s.told(), "500ms killed 1")
	})
}

func TestTwoStopsAreOne(t *testing.T) {
	onStage(t, []life{{Ends: 200 * ms}}, nil, func(t *testing.T, s *stage) {
		s.Start()
		var both sync.WaitGroup
		both.Go(func() { s.Stop(context.Background()); s.say("first answered") })
		s.pass(100 * ms)
		s.assertState(t, supervise.Stopping)
		both.Go(func() { s.Stop(context.Background()); s.say("second answered") })
		both.Wait()
		told := s.told()
		assert.Equal(t, []string{
			"0s started 1", "0s ready 1", "0s stop-asked 1", "0s SIGINT to 1, whole group true", "200ms forgotten 1",
			"200ms exited 1, exit code 0 after 200ms, wanted true", "200ms stopped 1 ",
		}, told[:7])
		assert.Contains(t, told, "200ms first answered")
		assert.Contains(t, told, "200ms second answered")
	})
}

func TestAStopWhoseContextEndsKillsAtOnce(t *testing.T) {
	onStage(t, []life{{Ends: ignores}}, nil, func(t *testing.T, s *stage) {
		s.Start()
		ctx, cancel := context.WithTimeout(context.Background(), 250*ms)
		defer cancel()
		s.Stop(ctx)
		assert.Contains(t, s.told(), "250ms killed 1")
		s.assertState(t, supervise.Stopped)
	})
}

func TestAnInstanceCanBeStartedAfterAStop(t *testing.T) {
	set := func(c *supervise.Config) { c.Rule.RestartDelay = 500 * ms }
	onStage(t, []life{crash(10 * ms), {}}, set, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(100 * ms)
		s.Stop(context.Background()) // while it waits for its restart
		s.Start()
		s.pass(time.Hour)
		assert.Equal(t, 2, s.starts, "the restart that was due is forgotten")
		assert.Contains(t, s.told(), "100ms started 2")
		assert.Zero(t, s.Status().Restarts)
	})
}

func TestAStopWhileACrashIsClearedAway(t *testing.T) {
	set := func(c *supervise.Config) { c.Sweep = slowly(100 * ms) }
	onStage(t, []life{crash(10 * ms)}, set, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(50 * ms)
		s.Stop(context.Background())
		s.pass(time.Hour)
		assert.Equal(t, []string{
			"0s started 1", "0s ready 1", "50ms stop-asked 1", "50ms SIGINT to 1, whole group true", "110ms forgotten 1",
			"110ms exited 1, exit code 1 after 10ms, wanted false", "110ms stopped 1 ",
		}, s.told())
		assert.Equal(t, 1, s.starts)
	})
}

func TestALeaderThatIsGoneIsNotSignalledAlone(t *testing.T) {
	set := func(c *supervise.Config) { c.Sweep, c.SignalGroup = slowly(100*ms), false }
	onStage(t, []life{crash(10 * ms)}, set, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(50 * ms)
		s.Signal("SIGHUP")
		s.Stop(context.Background())
		assert.NotContains(t, s.told(), "50ms SIGHUP to 1, whole group false")
		assert.NotContains(t, s.told(), "50ms SIGINT to 1, whole group false")
	})
}

func TestASignalIsHandedOn(t *testing.T) {
	onStage(t, []life{{Ends: ignores}}, nil, func(t *testing.T, s *stage) {
		s.Signal("SIGHUP") // nobody is there yet
		s.Start()
		s.Signal("SIGHUP")
		assert.Equal(t, []string{"0s started 1", "0s ready 1", "0s SIGHUP to 1, whole group true"}, s.told())
	})
}

// road is traffic that takes a time to drain.
type road struct {
	s     *stage
	needs time.Duration
}

func (r *road) Begin(address string) { r.s.say("traffic begins to %s", address) }
func (r *road) End()                 { r.s.say("traffic ends") }
func (r *road) Drain(ctx context.Context) {
	select {
	case <-time.After(r.needs):
		r.s.say("drained")
	case <-ctx.Done():
		r.s.say("drained no longer")
	}
}

func TestRequestsFinishBeforeTheSignal(t *testing.T) {
	for _, c := range []struct {
		name  string
		needs time.Duration
		want  []string
	}{
		{"in time", 300 * ms, []string{
			"100ms stop-asked 1", "400ms drained", "400ms SIGINT to 1, whole group true", "410ms traffic ends", "410ms forgotten 1",
			"410ms exited 1, exit code 0 after 410ms, wanted true", "410ms stopped 1 "}},
		{"no longer than three quarters of kill_timeout", time.Hour, []string{
			"100ms stop-asked 1", "1.3s drained no longer", "1.3s SIGINT to 1, whole group true", "1.31s traffic ends", "1.31s forgotten 1",
			"1.31s exited 1, exit code 0 after 1.31s, wanted true", "1.31s stopped 1 "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			traffic := &road{needs: c.needs}
			set := func(cfg *supervise.Config) { withPort(readyAfter(0))(cfg); cfg.Traffic = traffic }
			onStage(t, []life{{Ends: 10 * ms}}, set, func(t *testing.T, s *stage) {
				traffic.s = s
				s.Start()
				s.pass(100 * ms)
				assert.Equal(t, []string{"0s started 1", "0s traffic begins to 127.0.0.1:3000", "0s ready 1"}, s.told())
				s.Stop(context.Background())
				assert.Equal(t, c.want, s.told()[3:])
			})
		})
	}
}

func TestACrashWhileRequestsDrain(t *testing.T) {
	traffic := &road{needs: time.Second}
	set := func(c *supervise.Config) { withPort(readyAfter(0))(c); c.Traffic = traffic }
	onStage(t, []life{crash(150 * ms)}, set, func(t *testing.T, s *stage) {
		traffic.s = s
		s.Start()
		s.pass(100 * ms)
		s.Stop(context.Background())
		s.assertState(t, supervise.Stopped)
		assert.Equal(t, 150*ms, time.Since(s.began), "nobody waits for requests to a dead process")
		s.pass(5 * time.Second) // until the drain is over
		assert.NotContains(t, s.told(), "1.1s SIGINT to 1, whole group true")
		synctest.Wait()
	})
}
