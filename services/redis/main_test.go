package main

import (
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/services/internal/backing"
	"workshop.example/processes/services/internal/servicetest"
)

// argsVariable holds the command line of the process that plays the service.
const argsVariable = "REDISTEST_ARGS"

func TestMain(m *testing.M) {
	servicetest.TestMain(m, func() {
		os.Args = append(os.Args[:1], strings.Fields(os.Getenv(argsVariable))...)
		main()
	})
}

// connect gives a client of the kind that the services use, for a URL.
func connect(t *testing.T, url string) *redis.Client {
	t.Helper()
	options, err := backing.Parse(url)
	require.NoError(t, err)
	client := backing.Open(options)
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// as puts a user and a password into a URL.
func as(url, userAndPassword string) string {
	return strings.Replace(url, "redis://", "redis://"+userAndPassword+"@", 1)
}

func TestFirstLineGivesTheURLAndSaysThatNothingIsKept(t *testing.T) {
	p := servicetest.Start(t)
	p.URL(t)
	assert.Regexp(t, `^msg=listening url=redis://127\.0\.0\.1:\d+ data="in memory only, gone when this stops" password=none pid=\d+$`,
		p.Stdout.Lines()[0])
}

func TestListensOnLoopbackWhateverHOSTSays(t *testing.T) {
	p := servicetest.Start(t, "HOST=0.0.0.0")
	assert.Contains(t, p.URL(t), "redis://127.0.0.1:")
}

func TestPortComesFromTheFlagThenFromTheEnvironment(t *testing.T) {
	tests := []struct{ name, args, variable string }{
		{"environment", "", "PORT=%d"},
		{"flag", "--port %d", "PORT=nonsense"},
		{"flag, one word", "-port=%d", "PORT="},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			port := servicetest.Port(t, servicetest.FreeAddr(t))
			fill := func(s string) string { return strings.Replace(s, "%d", fmt.Sprint(port), 1) }
			p := servicetest.Start(t, argsVariable+"="+fill(test.args), fill(test.variable))
			assert.Equal(t, fmt.Sprintf("redis://127.0.0.1:%d", port), p.URL(t))
		})
	}
}

func TestHelpShowsTheURLToUse(t *testing.T) {
	p := servicetest.Start(t, argsVariable+"=--help")
	assert.Equal(t, 0, p.ExitCode(t))
	assert.Contains(t, p.Stdout.String(), "REDIS_URL=redis://localhost:6379")
	assert.Contains(t, p.Stdout.String(), "the data is gone")
	assert.Empty(t, p.Stderr.String())
}

func TestWrongCommandLineEndsWith2AndUsage(t *testing.T) {
	for args, says := range map[string]string{
		"--prot 7":    "-prot",
		"--port":      "needs an argument",
		"--port many": "it must be a number from 0 to 65535",
		"--port -1":   "it must be a number from 0 to 65535",
		"6379":        `"6379" was not expected; the only option is --port`,
	} {
		t.Run(args, func(t *testing.T) {
			p := servicetest.Start(t, argsVariable+"="+args)
			assert.Equal(t, 2, p.ExitCode(t))
			assert.Contains(t, p.Stderr.Lines()[0], says)
			assert.Contains(t, p.Stderr.String(), "go run ./services/redis [--port N]")
			assert.Empty(t, p.Stdout.String())
		})
	}
}

func TestPortThatIsTakenEndsWith1AndNamesIt(t *testing.T) {
	stranger, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer stranger.Close()
	port := servicetest.Port(t, stranger.Addr().String())

	p := servicetest.Start(t, fmt.Sprintf("%s=--port %d", argsVariable, port))
	assert.Equal(t, 1, p.ExitCode(t))
	require.Len(t, p.Stderr.Lines(), 1)
	assert.Contains(t, p.Stderr.String(), fmt.Sprintf("redis: port %d is already in use", port))
}

func TestSpeaksWhatTheServicesAsk(t *testing.T) {
	client := connect(t, servicetest.Start(t).URL(t))
	ctx := t.Context()
	hello, err := client.Do(ctx, "HELLO", "3").Result()
	require.NoError(t, err)
	assert.Contains(t, hello, "proto")

	assert.Equal(t, int64(1), client.Incr(ctx, "visits").Val())
	assert.Equal(t, int64(2), client.Incr(ctx, "visits").Val())

	assert.True(t, client.HSetNX(ctx, "h", "a", "1").Val())
	assert.False(t, client.HSetNX(ctx, "h", "a", "2").Val())
	assert.Equal(t, map[string]string{"a": "1"}, client.HGetAll(ctx, "h").Val())

	results, err := client.TxPipelined(ctx, func(tx redis.Pipeliner) error {
		tx.Set(ctx, "one", "1", 0)
		tx.Get(ctx, "one")
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, "1", results[1].(*redis.StringCmd).Val())
}

func TestKeyExpiresByTheClock(t *testing.T) {
	client := connect(t, servicetest.Start(t).URL(t))
	ctx := t.Context()
	require.NoError(t, client.Set(ctx, "short", "x", 50*time.Millisecond).Err())
	require.NoError(t, client.Set(ctx, "long", "x", time.Hour).Err())

	assert.Eventually(t, func() bool { return client.Exists(ctx, "short").Val() == 0 }, servicetest.Patience(t), time.Millisecond)
	assert.Equal(t, int64(1), client.Exists(ctx, "long").Val())
}

func TestSixteenDatabasesAreApart(t *testing.T) {
	url := servicetest.Start(t).URL(t)
	ctx := t.Context()
	for number := range databases {
		client := connect(t, fmt.Sprintf("%s/%d", url, number))
		require.NoError(t, client.Set(ctx, "me", number, 0).Err())
		require.NoError(t, client.Set(ctx, fmt.Sprint("only-", number), "x", 0).Err())
	}
	for number := range databases {
		client := connect(t, fmt.Sprintf("%s/%d", url, number))
		assert.Equal(t, fmt.Sprint(number), client.Get(ctx, "me").Val())
		assert.Equal(t, int64(2), client.DBSize(ctx).Val(), "database %d", number)
	}
	err := connect(t, url+"/16").Ping(ctx).Err()
	assert.ErrorContains(t, err, "DB index is out of range")
}

func TestOnlyThoseWithAPasswordComeIn(t *testing.T) {
	p := servicetest.Start(t, "REDIS_CREDENTIALS=ada:love%3Alace+\n\n:only%25password\r\n")
	url := p.URL(t)
	tests := []struct{ who, refusal string }{
		{"ada:love%3Alace+", ""},
		{":only%25password", ""},
		{"default:only%25password", ""},
		{"ada:wrong", "WRONGPASS"},
		{":love%3Alace+", "WRONGPASS"},
		{"bob:only%25password", "WRONGPASS"},
		{"", "NOAUTH"},
	}
	for _, test := range tests {
		t.Run(test.who, func(t *testing.T) {
			err := connect(t, as(url, test.who)+"/3").Incr(t.Context(), "n").Err()
			if test.refusal == "" {
				assert.NoError(t, err)
			} else {
				assert.ErrorContains(t, err, test.refusal)
			}
		})
	}
	assert.Contains(t, p.Stdout.Lines()[0], "password=required")
	assert.NotContains(t, p.Stdout.String(), "lace")
}

func TestCredentialsThatCannotBeReadEndWith78AndAreNotRepeated(t *testing.T) {
	for _, line := range []string{"secret", "secret:", "sec%zz:ret", "user:sec%ret", ":"} {
		t.Run(line, func(t *testing.T) {
			p := servicetest.Start(t, "REDIS_CREDENTIALS=ada:fine\n"+line)
			assert.Equal(t, 78, p.ExitCode(t))
			require.Len(t, p.Stderr.Lines(), 1)
			assert.Contains(t, p.Stderr.String(), "REDIS_CREDENTIALS, line 2, is not user:password")
			assert.NotContains(t, p.Stderr.String(), "sec")
		})
	}
}

func TestNothingIsKeptWhenItDies(t *testing.T) {
	first := servicetest.Start(t)
	url := first.URL(t)
	client := connect(t, url)
	require.NoError(t, client.Set(t.Context(), "k", "v", 0).Err())
	first.Kill()
	assert.Error(t, client.Ping(t.Context()).Err())

	again := servicetest.Start(t, "PORT="+url[strings.LastIndex(url, ":")+1:])
	require.Equal(t, url, again.URL(t), "its port is free at once")
	assert.Zero(t, client.DBSize(t.Context()).Val())
	assert.NoError(t, client.Ping(t.Context()).Err(), "the same client finds the new one")
}
