package redis_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/sandbox/redis"
	"workshop.example/processes/checker/sandbox/redis/redistest"
)

const password = "s3cret/word"

// realServer is a redis-server with a password, and something in three of its
// databases.
func realServer(t *testing.T) (address string) {
	t.Helper()
	address, stop, err := redistest.Start(redistest.Program(t), password, t.TempDir())
	require.NoError(t, err)
	t.Cleanup(stop)
	conn, err := redistest.Dial(address, "", password)
	require.NoError(t, err)
	defer conn.Close()
	for _, database := range []string{"0", "3", "15"} {
		do(t, conn, "SELECT", database)
		do(t, conn, "SET", "key", "somebody's")
	}
	return address
}

func named(address string) *url.URL {
	return &url.URL{Scheme: "redis", User: url.UserPassword("", password), Host: address, Path: "/15"}
}

func TestOfARealOneOnlyTheNamedDatabaseIsEmptied(t *testing.T) {
	address := realServer(t)
	r := opened(t, redis.Config{Real: named(address)})
	conn, err := redistest.Dial(r.Address(), "", password)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })

	held := func(database string) string {
		do(t, conn, "SELECT", database)
		return do(t, conn, "GET", "key")
	}
	assert.Equal(t, "(nil)", held("15"))
	assert.Equal(t, "somebody's", held("0"))
	assert.Equal(t, "somebody's", held("3"))

	do(t, conn, "SELECT", "15")
	do(t, conn, "SET", "key", "ours")
	require.NoError(t, r.Empty(bounded(t)))
	assert.Equal(t, "(nil)", held("15"))
	assert.Equal(t, "somebody's", held("0"))
}

func TestARealOneGoesAndComesBackToo(t *testing.T) {
	r := opened(t, redis.Config{Real: named(realServer(t))})
	r.Vanish()
	_, err := redistest.Dial(r.Address(), "", password)
	assert.Error(t, err)
	require.NoError(t, r.Return())
	conn, err := redistest.Dial(r.Address(), "", password)
	require.NoError(t, err)
	assert.Equal(t, "PONG", do(t, conn, "PING"))
	conn.Close()
}

func TestARealOneHasItsOwnUserAndDatabaseInEveryURL(t *testing.T) {
	r := opened(t, redis.Config{Real: named(realServer(t))})
	for learners, want := range map[string]string{
		"redis://localhost:6379":              "redis://:s3cret%2Fword@HERE/15",
		"redis://ada:other@db:6380/3":         "redis://:s3cret%2Fword@HERE/15",
		"rediss://localhost/?db=3&protocol=2": "redis://:s3cret%2Fword@HERE/15?protocol=2",
		"redis://localhost:6379/99":           "redis://:s3cret%2Fword@HERE/2147483647",
		"redis://localhost:6379/?db=99":       "redis://:s3cret%2Fword@HERE/2147483647",
		"redis://localhost:6379/fixtures":     "redis://:s3cret%2Fword@HERE/fixtures",
	} {
		assert.Equal(t, strings.Replace(want, "HERE", r.Address(), 1), r.URL(parsed(t, learners)).String(), learners)
	}
}

func TestARealOneThatDoesNotLetUsInIsNamedWithoutItsPassword(t *testing.T) {
	address := realServer(t)
	for name, c := range map[string]struct {
		change func(*url.URL)
		says   string
	}{
		"a wrong password":       {func(u *url.URL) { u.User = url.UserPassword("", "s3cret-guess") }, "WRONGPASS"},
		"no password":            {func(u *url.URL) { u.User = nil }, "NOAUTH"},
		"a database too far":     {func(u *url.URL) { u.Path = "/99" }, "out of range"},
		"nobody at that address": {func(u *url.URL) { u.Host = "127.0.0.1:1" }, "refused"},
		"no user of such a name": {func(u *url.URL) { u.User = url.UserPassword("eve", "s3cret-guess") }, "WRONGPASS"},
	} {
		t.Run(name, func(t *testing.T) {
			u := named(address)
			c.change(u)
			_, err := redis.Open(bounded(t), redis.Config{Real: u})
			require.Error(t, err)
			assert.ErrorContains(t, err, c.says)
			assert.ErrorContains(t, err, u.Host)
			assert.NotContains(t, err.Error(), "s3cret")
		})
	}
}
