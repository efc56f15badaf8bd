package supervise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/system/platform"
)

// usual is the rule of an app for which the file says nothing.
func usual() supervise.Rule {
	return supervise.Rule{Autorestart: true, MaxRestarts: 16, MinUptime: time.Second}
}

func TestRuleCountsStartsAsPM2Does(t *testing.T) {
	for _, c := range []struct {
		name       string
		max        int
		uptime     time.Duration
		exit       platform.Exit
		wantStarts int
	}{
		{"the default gives 16 starts", 16, 5 * time.Millisecond, platform.Exit{Code: 1}, 16},
		{"three gives three", 3, 5 * time.Millisecond, platform.Exit{Code: 1}, 3},
		{"one gives one", 1, 5 * time.Millisecond, platform.Exit{Code: 1}, 1},
		{"zero acts as one", 0, 5 * time.Millisecond, platform.Exit{Code: 1}, 1},
		{"an exit with 0 is restarted as well", 16, 5 * time.Millisecond, platform.Exit{Code: 0}, 16},
		{"a signal counts as well", 4, 5 * time.Millisecond, platform.Exit{Code: -1, Signal: "SIGKILL"}, 4},
		{"just under min_uptime is unstable", 3, time.Second - 1, platform.Exit{Code: 1}, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			rule, starts := usual(), 1
			rule.MaxRestarts = c.max
			decision, h := rule.After(supervise.History{}, c.exit, c.uptime)
			for ; decision.Action == supervise.Restart && starts < 100; starts++ {
				assert.Zero(t, decision.Delay, "no delay was asked for")
				decision, h = rule.After(h, c.exit, c.uptime)
			}
			assert.Equal(t, c.wantStarts, starts)
			assert.Equal(t, supervise.Decision{Action: supervise.GiveUp, Why: "max_restarts"}, decision)
		})
	}
}

func TestRuleDecidesAgainstARestart(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(*supervise.Rule)
		exit platform.Exit
		want supervise.Decision
	}{
		{"a code of stop_exit_codes", func(r *supervise.Rule) { r.StopCodes = []int{0, 78} }, platform.Exit{Code: 78},
			supervise.Decision{Action: supervise.Stay, Why: "stop_exit_codes"}},
		{"zero among stop_exit_codes", func(r *supervise.Rule) { r.StopCodes = []int{0} }, platform.Exit{},
			supervise.Decision{Action: supervise.Stay, Why: "stop_exit_codes"}},
		{"another code", func(r *supervise.Rule) { r.StopCodes = []int{0, 78} }, platform.Exit{Code: 1}, supervise.Decision{}},
		{"a signal is no code", func(r *supervise.Rule) { r.StopCodes = []int{-1, 9, 137} }, platform.Exit{Code: -1, Signal: "SIGKILL"}, supervise.Decision{}},
		{"autorestart false", func(r *supervise.Rule) { r.Autorestart = false }, platform.Exit{Code: 1},
			supervise.Decision{Action: supervise.Stay, Why: "autorestart"}},
		{"autorestart false goes before the codes", func(r *supervise.Rule) { r.Autorestart, r.StopCodes = false, []int{1} }, platform.Exit{Code: 1},
			supervise.Decision{Action: supervise.Stay, Why: "autorestart"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rule := usual()
			c.set(&rule)
			decision, _ := rule.After(supervise.History{}, c.exit, 0)
			assert.Equal(t, c.want, decision)
		})
	}
}

func TestRuleForgetsUnstableExitsAfterAStableRun(t *testing.T) {
	rule := usual()
	rule.MaxRestarts = 3
	h := supervise.History{Unstable: 2}
	decision, h := rule.After(h, platform.Exit{Code: 1}, time.Second)
	assert.Equal(t, supervise.Restart, decision.Action)
	assert.Zero(t, h.Unstable)
}

func TestRuleWithoutMinUptimeNeverGivesUp(t *testing.T) {
	decision, h := supervise.Rule{Autorestart: true}.After(supervise.History{}, platform.Exit{Code: 1}, 0)
	assert.Equal(t, supervise.Restart, decision.Action)
	assert.Zero(t, h)
}

func TestBackoffGrowsAsPM2s(t *testing.T) {
	for _, c := range []struct {
		name string
		rule supervise.Rule
		want []int // milliseconds
	}{
		{"by half, to 15 s", supervise.Rule{Backoff: 100 * time.Millisecond},
			[]int{100, 150, 225, 337, 505, 757, 1135, 1702, 2553, 3829, 5743, 8614, 12921, 15000, 15000}},
		{"to a lower cap", supervise.Rule{Backoff: 100 * time.Millisecond, BackoffCap: 300 * time.Millisecond}, []int{100, 150, 225, 300, 300}},
		{"a cap below the first delay", supervise.Rule{Backoff: 100 * time.Millisecond, BackoffCap: 30 * time.Millisecond}, []int{30, 30}},
		{"a cap above PM2's is PM2's", supervise.Rule{Backoff: 14 * time.Second, BackoffCap: time.Minute}, []int{14000, 15000}},
		{"and goes before restart_delay", supervise.Rule{Backoff: 100 * time.Millisecond, RestartDelay: time.Hour}, []int{100, 150}},
		{"restart_delay does not grow", supervise.Rule{RestartDelay: 500 * time.Millisecond}, []int{500, 500, 500}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.rule.Autorestart = true
			var got []int
			var d supervise.Decision
			var h supervise.History
			for range c.want {
				d, h = c.rule.After(h, platform.Exit{Code: 1}, 5*time.Millisecond)
				got = append(got, int(d.Delay.Milliseconds()))
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func TestBackoffStartsOverAfterThirtySeconds(t *testing.T) {
	rule := supervise.Rule{Autorestart: true, Backoff: 100 * time.Millisecond}
	grown := supervise.History{Delay: 757 * time.Millisecond}
	d, _ := rule.After(grown, platform.Exit{Code: 1}, 30*time.Second-1)
	assert.Equal(t, 1135*time.Millisecond, d.Delay)
	d, _ = rule.After(grown, platform.Exit{Code: 1}, 30*time.Second)
	assert.Equal(t, 100*time.Millisecond, d.Delay)
}
