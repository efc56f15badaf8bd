//go:build !windows

package main

import (
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/services/internal/servicetest"
)

func TestFrozenRedisCosts503WithinASecond(t *testing.T) {
	live := servicetest.NewRedis(t, "")
	url := servicetest.Start(t, "REDIS_URL=redis://"+live.Addr).URL(t)
	live.Process().Signal(t, syscall.SIGSTOP)

	servicetest.Soon(t, 2*time.Second, func() {
		response, body := get(t, url+"/fixtures")
		assert.Equal(t, 503, response.StatusCode)
		assert.Contains(t, body, "no answer within 700ms")
	})
	response, _ := get(t, url+"/healthz")
	assert.Equal(t, 200, response.StatusCode)

	live.Process().Signal(t, syscall.SIGCONT)
	becomes(t, 200, url+"/fixtures")
}

func TestSignalEndsWith0WithAndWithoutRedis(t *testing.T) {
	for _, lost := range []bool{false, true} {
		live := servicetest.NewRedis(t, "")
		p := servicetest.Start(t, "REDIS_URL=redis://"+live.Addr)
		p.URL(t)
		if lost {
			live.Stop()
		}
		p.Terminate(t)
		require.Equal(t, 0, p.ExitCode(t))
		assert.Empty(t, p.Stderr.String())
	}
}
