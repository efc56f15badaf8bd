package supervise

import (
	"slices"
	"time"

	"workshop.example/processes/runner/system/platform"
)

// Rule says what happens after an instance has ended by itself. It is PM2's
// rule, with one difference: exits count in a row, without PM2's window of
// max_restarts times min_uptime, inside of which they must all fall there.
type Rule struct {
	Autorestart  bool
	MaxRestarts  int           // so many unstable starts in a row and it is over; 0 acts as 1
	MinUptime    time.Duration // an exit sooner after its start is unstable
	RestartDelay time.Duration // before every automatic restart; 0: at once
	Backoff      time.Duration // first delay of a growing one; 0: none. It goes before RestartDelay.
	BackoffCap   time.Duration // 0: 15 s, as in PM2
	StopCodes    []int         // exit codes after which it stays stopped
}

const (
	backoffGrowth = 1.5              // PM2: the delay grows by half
	backoffCap    = 15 * time.Second // PM2
	backoffReset  = 30 * time.Second // PM2: up for so long and the delay starts over
)

// History is what the rule remembers from one exit to the next. The zero value
// is a fresh start.
type History struct {
	Unstable int           // unstable exits in a row
	Delay    time.Duration // the last backoff delay
}

// Action is what to do after an exit.
type Action int

const (
	Restart Action = iota // after Decision.Delay
	Stay                  // it stays stopped: it was not to be restarted
	GiveUp                // it is errored
)

// Decision is the rule's answer.
type Decision struct {
	Action Action
	Delay  time.Duration
	// Why is one of the file's fields: the one that decided against a restart.
	Why string
}

// After decides what follows an exit after some uptime. It is pure.
func (r Rule) After(h History, exit platform.Exit, uptime time.Duration) (Decision, History) {
	if !r.Autorestart {
		return Decision{Action: Stay, Why: "autorestart"}, h
	}
	if exit.Signal == "" && slices.Contains(r.StopCodes, exit.Code) {
		return Decision{Action: Stay, Why: "stop_exit_codes"}, h
	}
	if uptime < r.MinUptime {
		h.Unstable++
	} else {
		h.Unstable = 0
	}
	if h.Unstable > 0 && h.Unstable >= r.MaxRestarts {
		return Decision{Action: GiveUp, Why: "max_restarts"}, h
	}
	if uptime >= backoffReset {
		h.Delay = 0
	}
	delay := r.RestartDelay
	if r.Backoff > 0 {
		h.Delay = r.nextBackoff(h.Delay)
		delay = h.Delay
	}
	return Decision{Action: Restart, Delay: delay}, h
}

func (r Rule) nextBackoff(last time.Duration) time.Duration {
	longest := backoffCap
	if r.BackoffCap > 0 {
		longest = min(longest, r.BackoffCap)
	}
	if last == 0 {
		return min(r.Backoff, longest)
	}
	// PM2 counts in whole milliseconds and cuts off the rest.
	grown := time.Duration(float64(last.Milliseconds())*backoffGrowth) * time.Millisecond
	return min(grown, longest)
}
