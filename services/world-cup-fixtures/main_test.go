package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/services/internal/servicetest"
	"workshop.example/processes/services/internal/twelve"
)

func TestMain(m *testing.M) { servicetest.TestMain(m, main) }

// get sends a request and gives the response with its body read.
func get(t *testing.T, url string) (*http.Response, string) {
	t.Helper()
	response, err := http.Get(url)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response, string(body)
}

// becomes waits until a URL answers with a status.
func becomes(t *testing.T, status int, url string) {
	t.Helper()
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		response, body := get(t, url)
		assert.Equal(c, status, response.StatusCode, body)
	}, servicetest.Patience(t), 20*time.Millisecond)
}

func TestStartThatCannotSucceedSaysWhyInOneLine(t *testing.T) {
	protected := miniredis.RunT(t)
	protected.RequireAuth("right")
	closed := servicetest.FreeAddr(t)
	silent := servicetest.SilentAddr(t)
	tests := []struct {
		name, url string
		code      int
		line      string
	}{
		{"nothing set", "", 78, "REDIS_URL is not set: it says where the fixtures are kept, for example REDIS_URL=redis://localhost:6379"},
		{"no scheme", "localhost:6379", 78, "REDIS_URL must begin with redis:// or, with TLS, rediss://; for example REDIS_URL=redis://localhost:6379"},
		{"no URL", "redis://:s3cret/x@localhost", 78, "REDIS_URL is not a URL that can be read; special characters in a password must be percent-encoded (/ is %2F, # is %23, @ is %40); for example REDIS_URL=redis://localhost:6379"},
		{"nobody there", "redis://:s3cret@" + closed, 69, "cannot use the Redis at " + closed + ": connection refused; is Redis running there?"},
		{"silent", "redis://:s3cret@" + silent + "?dial_timeout=9s&max_retries=9", 69, "cannot use the Redis at " + silent + ": no answer within 700ms"},
		{"wrong password", "redis://:s3cret@" + protected.Addr(), 69, "cannot use the Redis at " + protected.Addr() + ": it refused the user or the password of the URL (WRONGPASS)"},
		{"no password", "redis://" + protected.Addr(), 69, "cannot use the Redis at " + protected.Addr() + ": it wants a password (NOAUTH), and the URL has none"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			servicetest.Soon(t, 2*time.Second, func() {
				p := servicetest.Start(t, "REDIS_URL="+test.url)
				assert.Equal(t, test.code, p.ExitCode(t))
				assert.Equal(t, "world-cup-fixtures: "+test.line+"\n", p.Stderr.String())
				assert.Empty(t, p.Stdout.String())
			})
		})
	}
}

func TestSignalWhileStartingDoesNotBlameRedis(t *testing.T) {
	t.Setenv("REDIS_URL", "redis://"+servicetest.SilentAddr(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := attach(ctx, &twelve.Process{Log: discard()})
	assert.Equal(t, context.Canceled, err)
}

func TestFirstStartSeedsAndTheSecondFindsThem(t *testing.T) {
	redis := miniredis.RunT(t)
	first := servicetest.Start(t, "REDIS_URL=redis://"+redis.Addr())
	first.URL(t)
	assert.Contains(t, first.Stdout.String(), "msg=seeded matches=64")
	redis.HSet(matchesKey, "1", redis.HGet(matchesKey, "2")) // A trace that a second seeding would wipe out.

	second := servicetest.Start(t, "REDIS_URL=redis://"+redis.Addr())
	second.URL(t)
	assert.NotContains(t, second.Stdout.String(), "seeded")
	assert.Equal(t, redis.HGet(matchesKey, "2"), redis.HGet(matchesKey, "1"))
}

func TestHalfASeedIsCompleted(t *testing.T) {
	redis := miniredis.RunT(t)
	text, err := json.Marshal(recorded()[0])
	require.NoError(t, err)
	redis.HSet(matchesKey, "1", string(text))

	p := servicetest.Start(t, "REDIS_URL=redis://"+redis.Addr())
	becomes(t, 200, p.URL(t)+"/fixtures/64")
	assert.Contains(t, p.Stdout.String(), "msg=seeded matches=63")
}

func TestManyInstancesThatSeedAtOnceAgree(t *testing.T) {
	live := servicetest.NewRedis(t, "")
	options := &redis.Options{Addr: live.Addr}
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil)) // It locks for us.
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			s := openStore(options, log)
			defer s.close()
			matches, err := s.matches(t.Context())
			assert.NoError(t, err)
			assert.Len(t, matches, 64)
		})
	}
	all.Wait()
	assert.Equal(t, 1, strings.Count(said.String(), "matches=64"), "one seeds, once: %s", said.String())
	assert.Equal(t, 1, strings.Count(said.String(), "seeded"))
}

func TestRedisThatIsEmptiedIsSeededAgain(t *testing.T) {
	live := servicetest.NewRedis(t, "")
	p := servicetest.Start(t, "REDIS_URL=redis://"+live.Addr)
	url := p.URL(t)
	client := redis.NewClient(&redis.Options{Addr: live.Addr})
	defer client.Close()
	for _, path := range []string{"/readyz", "/fixtures/64", "/groups/H"} {
		require.NoError(t, client.FlushAll(context.Background()).Err())
		response, body := get(t, url+path)
		assert.Equal(t, 200, response.StatusCode, body)
		assert.EqualValues(t, 64, client.HLen(context.Background(), matchesKey).Val())
	}
}

func TestLostRedisCosts503AndComesBackByItself(t *testing.T) {
	live := servicetest.NewRedis(t, "s3cret")
	p := servicetest.Start(t, "REDIS_URL=redis://:s3cret@"+live.Addr, "WORKSHOP_RUN=r-9")
	url := p.URL(t)
	becomes(t, 200, url+"/readyz")
	live.Stop()

	for _, path := range []string{"/fixtures", "/fixtures/1", "/teams", "/groups/A", "/readyz"} {
		servicetest.Soon(t, 2*time.Second, func() {
			response, body := get(t, url+path)
			assert.Equal(t, 503, response.StatusCode, path)
			assert.Equal(t, "1", response.Header.Get("Retry-After"))
			assert.Equal(t, "application/problem+json", response.Header.Get("Content-Type"))
			assert.Equal(t, "r-9", response.Header.Get("X-Workshop-Run"))
			assert.Contains(t, body, live.Addr)
		})
	}
	response, _ := get(t, url+"/healthz")
	assert.Equal(t, 200, response.StatusCode)

	live.Start(t) // Empty: a new Redis in the old one's place.
	becomes(t, 200, url+"/readyz")
	becomes(t, 200, url+"/fixtures/64")
	assert.NotContains(t, p.Stdout.String()+p.Stderr.String(), "s3cret")
	assert.Empty(t, p.Stderr.String())
}
