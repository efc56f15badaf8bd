package sandbox

import (
	"context"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/processfile"
)

func TestARealRedisMustSayWhichDatabaseMayBeEmptied(t *testing.T) {
	for named, says := range map[string]string{
		"redis://localhost:6379/15":           "",
		"redis://localhost/0":                 "",
		"redis://ada:s3cret@db.example:6/1":   "",
		"redis://:s3cret@localhost:6379":      "names no database",
		"redis://:s3cret@localhost:6379/":     "names no database",
		"redis://:s3cret@localhost:6379/all":  "names no database",
		"redis://:s3cret@localhost:6379/1/2":  "names no database",
		"redis://:s3cret@localhost:6379?db=3": "names no database",
		"rediss://:s3cret@localhost:6379/15":  "TLS",
		"http://:s3cret@localhost:6379/15":    "no URL such as",
		"localhost:6379/15":                   "no URL such as",
		"redis:///15":                         "no URL such as",
		"redis://:s3cret%@localhost/15":       "no URL such as",
	} {
		t.Setenv(RedisVariable, named)
		u, err := namedRedis()
		if says == "" {
			require.NoError(t, err, named)
			assert.Equal(t, named, u.String())
			continue
		}
		var unusable *UnusableRedis
		require.ErrorAs(t, err, &unusable, named)
		assert.Contains(t, err.Error(), says, named)
		assert.Contains(t, err.Error(), RedisVariable)
		assert.NotContains(t, err.Error(), "s3cret")
	}
	t.Setenv(RedisVariable, "")
	u, err := namedRedis()
	assert.Nil(t, u)
	assert.NoError(t, err, "empty is the same as not set: the embedded one is used")
}

func TestTheRedisOfAnAppIsNotLookedForAtAServiceOfTheFile(t *testing.T) {
	box := &Box{File: &processfile.File{Apps: []processfile.App{
		{Name: "hello-world", Script: "./services/hello-world", Port: 3000},
		{Name: "matches", Script: "./start.sh"},
		{Name: "redis", Script: "./services/redis", Port: 6379},
	}}}
	box.Assume(&box.File.Apps[1], Fixtures)
	for raw, service := range map[string]bool{
		"redis://localhost:3000":   true,
		"redis://127.0.0.1:3000/2": true,
		"redis://[::1]:3000":       true,
		"redis://localhost:3001":   true, // the default of the service that the script is taken to start
		"redis://localhost:6379":   false,
		"redis://localhost":        false,
		"redis://db.example:3000":  false, // another machine
		"redis://localhost:3002":   false,
	} {
		u, err := url.Parse(raw)
		require.NoError(t, err)
		assert.Equal(t, service, box.IsService(u), raw)
	}
}

func TestARealRedisIsUsedByOneCheckAtATime(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	one, other := mustParse(t, "redis://localhost:6379/15"), mustParse(t, "redis://localhost:6379/14")
	release, err := haveAlone(bounded(t), one)
	require.NoError(t, err)

	ended, cancel := context.WithCancel(bounded(t))
	cancel()
	_, err = haveAlone(ended, one)
	assert.ErrorIs(t, err, context.Canceled, "it is waited for, and not had")
	freeOther, err := haveAlone(bounded(t), other)
	require.NoError(t, err, "another database is another matter")
	freeOther()

	release()
	again, err := haveAlone(bounded(t), one)
	require.NoError(t, err)
	again()
}

func mustParse(t *testing.T, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	require.NoError(t, err)
	return u
}
