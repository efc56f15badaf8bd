package main

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/services/internal/servicetest"
)

// visits asks /visits and expects an answer.
func visits(t *testing.T, method, url string) tally {
	t.Helper()
	response, body := ask(t, method, url+"/visits")
	require.Equal(t, 200, response.StatusCode, body)
	var got tally
	require.NoError(t, json.Unmarshal([]byte(body), &got))
	return got
}

func TestVisitsInMemoryDifferFromInstanceToInstance(t *testing.T) {
	one := servicetest.Start(t, "NODE_APP_INSTANCE=0").URL(t)
	two := servicetest.Start(t, "NODE_APP_INSTANCE=1").URL(t)
	visits(t, "POST", one)

	assert.Equal(t, tally{2, "0", "memory"}, visits(t, "POST", one))
	assert.Equal(t, tally{0, "1", "memory"}, visits(t, "GET", two))
}

func TestVisitsInRedisAreTheSameForEveryInstance(t *testing.T) {
	redis := miniredis.RunT(t)
	one := servicetest.Start(t, "NODE_APP_INSTANCE=0", "REDIS_URL=redis://"+redis.Addr()).URL(t)
	two := servicetest.Start(t, "NODE_APP_INSTANCE=1", "REDIS_URL=redis://"+redis.Addr()).URL(t)

	assert.Equal(t, tally{0, "0", "redis"}, visits(t, "GET", one))
	assert.Equal(t, tally{1, "0", "redis"}, visits(t, "POST", one))
	assert.Equal(t, tally{2, "1", "redis"}, visits(t, "POST", two))
	assert.Equal(t, tally{2, "0", "redis"}, visits(t, "GET", one))
}

func TestVisitsAre503WhileRedisIsAwayAndTheGreetingIsNot(t *testing.T) {
	redis := servicetest.NewRedis(t, "s3cret/word")
	p := servicetest.Start(t, "REDIS_URL=redis://:s3cret%2Fword@"+redis.Addr)
	url := p.URL(t)
	assert.EqualValues(t, 1, visits(t, "POST", url).Visits)
	redis.Stop()

	response, body := ask(t, "POST", url+"/visits")
	assert.Equal(t, 503, response.StatusCode)
	assert.Equal(t, "1", response.Header.Get("Retry-After"))
	assert.Equal(t, "application/problem+json", response.Header.Get("Content-Type"))
	assert.Contains(t, body, redis.Addr)
	response, _ = ask(t, "GET", url+"/")
	assert.Equal(t, 200, response.StatusCode)
	response, _ = ask(t, "GET", url+"/healthz")
	assert.Equal(t, 200, response.StatusCode)

	redis.Start(t)
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		response, _ := ask(t, "GET", url+"/visits")
		assert.Equal(c, 200, response.StatusCode)
	}, servicetest.Patience(t), 20*time.Millisecond)
	assert.NotContains(t, p.Stdout.String()+p.Stderr.String(), "s3cret")
}

func TestVisitsAre503WithinASecondWhenRedisIsSilent(t *testing.T) {
	url := servicetest.Start(t, "REDIS_URL=redis://"+servicetest.SilentAddr(t)).URL(t)
	servicetest.Soon(t, 2*time.Second, func() {
		response, body := ask(t, "GET", url+"/visits")
		assert.Equal(t, 503, response.StatusCode)
		assert.Contains(t, body, "no answer within 700ms")
	})
}

func TestMalformedRedisURLEndsWith78AndIsNotRepeated(t *testing.T) {
	p := servicetest.Start(t, "REDIS_URL=redis://:s3cret/word@localhost")
	assert.Equal(t, 78, p.ExitCode(t))
	require.Len(t, p.Stderr.Lines(), 1)
	assert.Contains(t, p.Stderr.String(), "hello-world: REDIS_URL ")
	assert.NotContains(t, p.Stdout.String()+p.Stderr.String(), "s3cret")
}
