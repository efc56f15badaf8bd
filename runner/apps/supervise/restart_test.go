package supervise_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/launch"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/system/platform"
)

const ms = time.Millisecond

func TestACrashLoopEndsErrored(t *testing.T) {
	set := func(c *supervise.Config) { c.Rule.MaxRestarts, c.Rule.RestartDelay = 3, 500*ms }
	onStage(t, []life{crash(10 * ms)}, set, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(time.Hour)
		assert.Equal(t, []string{
			"0s started 1", "0s ready 1", "10ms forgotten 1",
			"10ms exited 1, exit code 1 after 10ms, wanted false", "10ms scheduled 1 in 500ms",
			"510ms started 2", "510ms ready 2", "520ms forgotten 2",
			"520ms exited 2, exit code 1 after 10ms, wanted false", "520ms scheduled 2 in 500ms",
			"1.02s started 3", "1.02s ready 3", "1.03s forgotten 3",
			"1.03s exited 3, exit code 1 after 10ms, wanted false", "1.03s gave-up 3 max_restarts",
		}, s.told())
		status := s.Status()
		assert.Equal(t, supervise.Errored, status.State)
		assert.Equal(t, 2, status.Restarts)
		assert.Zero(t, status.Pid)
		assert.Equal(t, 1, status.LastExit.Code)
	})
}

func TestTheDefaultRuleAllows16StartsWithoutDelay(t *testing.T) {
	onStage(t, []life{crash(5 * ms)}, nil, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(time.Hour)
		assert.Equal(t, 16, s.starts)
		assert.Contains(t, s.told(), "80ms gave-up 16 max_restarts")
	})
}

func TestBackoffDelaysTheStarts(t *testing.T) {
	set := func(c *supervise.Config) { c.Rule.MaxRestarts, c.Rule.Backoff = 5, 100*ms }
	onStage(t, []life{crash(10 * ms)}, set, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(time.Hour)
		told := s.told()
		for _, want := range []string{"0s started 1", "110ms started 2", "270ms started 3", "505ms started 4", "852ms started 5", "862ms gave-up 5 max_restarts"} {
			assert.Contains(t, told, want)
		}
	})
}

func TestAStableRunIsRestartedForEver(t *testing.T) {
	set := func(c *supervise.Config) { c.Rule.MaxRestarts = 2 }
	onStage(t, []life{crash(time.Second)}, set, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(time.Minute + ms)
		assert.Equal(t, 61, s.starts)
		s.assertState(t, supervise.Online)
	})
}

func TestAStartAfterErroredBeginsAfresh(t *testing.T) {
	set := func(c *supervise.Config) { c.Rule.MaxRestarts = 2 }
	onStage(t, []life{crash(10 * ms)}, set, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(time.Second)
		require.Equal(t, 2, s.starts)
		s.Start()
		s.pass(2 * time.Second)
		assert.Equal(t, 4, s.starts, "the history was forgotten")
		assert.Equal(t, 2, s.Status().Restarts, "the restarts by itself are counted on")
	})
}

func TestAnInstanceThatIsNotToBeRestartedStaysStopped(t *testing.T) {
	set := func(c *supervise.Config) { c.Rule.StopCodes = []int{1} }
	onStage(t, []life{crash(10 * ms)}, set, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(time.Hour)
		told := s.told()
		assert.Equal(t, "10ms stopped 1 stop_exit_codes", told[len(told)-1])
		s.assertState(t, supervise.Stopped)
		assert.Equal(t, 1, s.starts)
	})
}

func TestASecondStartOfARunningInstanceDoesNothing(t *testing.T) {
	onStage(t, []life{{}}, nil, func(t *testing.T, s *stage) {
		s.Start()
		s.Start()
		assert.Equal(t, []string{"0s started 1", "0s ready 1"}, s.told())
	})
}

func TestWhatCannotBeStartedIsGivenUp(t *testing.T) {
	broken := errors.New("no such file")
	for name, set := range map[string]func(*supervise.Config){
		"the command cannot be made": func(c *supervise.Config) {
			c.Prepare = func() (launch.Command, error) { return launch.Command{}, broken }
		},
		"the system refuses": func(c *supervise.Config) {
			c.Start = func(launch.Command, supervise.Files) (supervise.Process, error) { return nil, broken }
		},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, []life{{}}, set, func(t *testing.T, s *stage) {
				s.Start()
				assert.Equal(t, []string{"0s start-failed 1 no such file", "0s gave-up 1 "}, s.told())
				s.assertState(t, supervise.Errored)
			})
		})
	}
}

func TestAnInstanceWithAPortIsLaunchingUntilItIsReady(t *testing.T) {
	onStage(t, []life{{}}, withPort(readyAfter(70*ms)), func(t *testing.T, s *stage) {
		s.Start()
		s.assertState(t, supervise.Launching)
		assert.Equal(t, 3000, s.Status().Port)
		s.pass(70 * ms)
		s.assertState(t, supervise.Online)
		assert.Equal(t, []string{"0s started 1", "70ms ready 1"}, s.told())
	})
}

func TestNotListeningIsSaidOnce(t *testing.T) {
	set := func(c *supervise.Config) {
		withPort(readyAfter(10 * time.Second))(c)
		c.ListenTimeout = 3 * time.Second
	}
	onStage(t, []life{{}}, set, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(time.Minute)
		assert.Equal(t, []string{"0s started 1", "3s not-listening 1", "10s ready 1"}, s.told())
	})
}

func TestNotListeningIsNotSaidOfTheReadyOrTheGone(t *testing.T) {
	for name, c := range map[string]struct {
		life  life
		ready time.Duration
	}{
		"ready in time": {life{}, time.Second},
		"gone by then":  {life{Runs: time.Second}, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			set := func(cfg *supervise.Config) {
				withPort(readyAfter(c.ready))(cfg)
				cfg.ListenTimeout, cfg.Rule.Autorestart = 3*time.Second, false
				cfg.Sweep = slowly(5 * time.Second) // still being cleared away when the time is up
			}
			onStage(t, []life{c.life}, set, func(t *testing.T, s *stage) {
				s.Start()
				s.pass(time.Minute)
				assert.NotContains(t, s.told(), "3s not-listening 1")
			})
		})
	}
}

// slowly is a search for leftovers that takes a time and finds none.
func slowly(d time.Duration) func(supervise.Process) []platform.Leftover {
	return func(supervise.Process) []platform.Leftover {
		<-time.After(d)
		return nil
	}
}

func TestReadinessThatComesAfterTheExitIsIgnored(t *testing.T) {
	// This probe succeeds only when it is called off: at the exit.
	late := func(ctx context.Context) bool { <-ctx.Done(); return true }
	set := func(c *supervise.Config) { withPort(late)(c); c.Rule.Autorestart = false }
	onStage(t, []life{crash(10 * ms)}, set, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(time.Second)
		assert.Equal(t, []string{
			"0s started 1", "10ms forgotten 1", "10ms exited 1, exit code 1 after 10ms, wanted false", "10ms stopped 1 autorestart",
		}, s.told())
	})
}

func TestWhatACrashLeavesIsGoneBeforeTheNextStart(t *testing.T) {
	set := func(c *supervise.Config) {
		c.Sweep = func(supervise.Process) []platform.Leftover {
			<-time.After(40 * ms)
			return []platform.Leftover{{Pid: 7}}
		}
	}
	leaves := crash(10 * ms)
	leaves.Outlives = ignores
	onStage(t, []life{leaves, {}}, set, func(t *testing.T, s *stage) {
		s.Start()
		s.pass(time.Second)
		assert.Equal(t, []string{
			"0s started 1", "0s ready 1", "50ms forgotten 1", "50ms left-behind 1 1",
			"50ms exited 1, exit code 1 after 10ms, wanted false", "50ms scheduled 1 in 0s", "50ms started 2", "50ms ready 2",
		}, s.told())
	})
}

func TestEndEndsTheGoroutineInEveryState(t *testing.T) {
	for name, c := range map[string]struct {
		life life
		set  func(*supervise.Config)
		want supervise.State
	}{
		"never started":   {life{}, func(c *supervise.Config) { c.Prepare = nil }, supervise.Stopped},
		"online":          {life{}, nil, supervise.Online},
		"launching":       {life{}, withPort(readyAfter(time.Hour)), supervise.Launching},
		"waiting restart": {crash(ms), func(c *supervise.Config) { c.Rule.RestartDelay = time.Hour }, supervise.Waiting},
		"errored":         {crash(ms), func(c *supervise.Config) { c.Rule.MaxRestarts = 1 }, supervise.Errored},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, []life{c.life}, c.set, func(t *testing.T, s *stage) {
				if c.want != supervise.Stopped {
					s.Start()
				}
				s.pass(time.Second)
				s.assertState(t, c.want)
				starts := s.starts
				s.End(context.Background())
				s.Start() // must neither block nor start anything
				s.Stop(context.Background())
				synctest.Wait()
				assert.Equal(t, supervise.Stopped, s.Status().State)
				assert.Equal(t, starts, s.starts)
			})
		})
	}
}
