package reader

import (
	"math"
	"time"

	"github.com/compose-spec/compose-go/v2/types"

	"workshop.example/processes/checker/patience"
)

// This file owns health checks: how often one is made in a run of the check,
// which does not wait for half a minute.

// Docker's own values for what a health check does not say.
const defaultRetries = 3

var defaultInterval = patience.HealthDefault.Time

// What a health check is given at least. On a busy machine, where the command
// alone takes a second to start, less would tell of the machine and not of the
// service; whoever waits counts failed checks, and gives up long before.
const fewestRetries = 40

var leastTimeout = patience.HealthTimeout.Time

// quickened is a service's health check at shorter intervals. It is repeated
// more often instead, so that a service has as long to become healthy as the
// learner gave it: start_period is part of that time. It is not kept itself,
// for in it Docker checks every five seconds, and only new engines can be told
// otherwise (start_interval).
func quickened(s types.ServiceConfig, interval time.Duration) *types.HealthCheckConfig {
	check := s.HealthCheck
	if interval <= 0 || check != nil && (check.Disable || testIsNone(check.Test)) {
		return check
	}
	if check == nil {
		if s.Build == nil {
			return nil
		}
		// The Dockerfile may have a HEALTHCHECK, whose test is kept. Without
		// one, an interval alone has no effect.
		check = &types.HealthCheckConfig{}
	}
	slow := time.Duration(given(check.Interval, types.Duration(defaultInterval)))
	retries, before := given(check.Retries, defaultRetries), time.Duration(given(check.StartPeriod, 0))
	every := min(slow, interval)
	// In floating point: a file may ask for more retries than fit into a time.
	allowed := float64(before) + float64(retries)*float64(slow)
	more := uint64(max(fewestRetries, min(math.Ceil(allowed/float64(every)), math.MaxInt32)))
	return &types.HealthCheckConfig{
		Test: check.Test, Timeout: patient(check.Timeout), Interval: duration(every), Retries: &more,
	}
}

// given is what a file says, or the default where it says nothing.
func given[T types.Duration | uint64](said *T, otherwise T) T {
	if said != nil && *said > 0 {
		return *said
	}
	return otherwise
}

// patient is a time for one health check that a busy machine keeps as well. One
// that was not given is Docker's own, half a minute, or an image's.
func patient(timeout *types.Duration) *types.Duration {
	if timeout == nil || *timeout <= 0 {
		return timeout
	}
	return duration(max(time.Duration(*timeout), leastTimeout))
}

func duration(d time.Duration) *types.Duration {
	t := types.Duration(d)
	return &t
}

func testIsNone(test types.HealthCheckTest) bool { return len(test) > 0 && test[0] == "NONE" }
