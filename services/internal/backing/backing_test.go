package backing

import (
	"context"
	"net"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/services/internal/servicetest"
)

func TestParse(t *testing.T) {
	tests := []struct {
		url, place string
		err        error
	}{
		{"redis://localhost", "localhost:6379", nil},
		{"redis://localhost:7000/3", "localhost:7000", nil},
		{"redis://user:word@db.example:7000", "db.example:7000", nil},
		{"rediss://[::1]:7000", "[::1]:7000", nil},
		{"REDIS://localhost", "localhost:6379", nil},
		{"", "", ErrScheme},
		{"localhost:6379", "", ErrScheme},
		{"localhost", "", ErrScheme},
		{"http://localhost:6379", "", ErrScheme},
		{"unix:///run/redis.sock", "", ErrScheme},
		{"redis:", "", ErrHost},
		{"redis://", "", ErrHost},
		{"redis://:6379", "", ErrHost},
		{"redis://localhost:0", "", ErrPort},
		{"redis://localhost:70000", "", ErrPort},
		{"redis://localhost:http", "", ErrUnreadable},
		{"redis://:wo/rd@localhost", "", ErrUnreadable},
		{"redis://:wo%rd@localhost", "", ErrUnreadable},
		{"redis://localhost\n", "", ErrUnreadable},
		{"redis://localhost/first", "", ErrRest},
		{"redis://localhost/1/2", "", ErrRest},
		{"redis://localhost?colour=red", "", ErrRest},
	}
	for _, test := range tests {
		t.Run(test.url, func(t *testing.T) {
			options, err := Parse(test.url)
			if test.err != nil {
				assert.Equal(t, test.err, err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.place, Place(options))
		})
	}
}

// FuzzParseNeverRepeatsAPassword puts a word into the place of a password,
// escaped or not. All errors are fixed sentences, and so they must stay.
func FuzzParseNeverRepeatsAPassword(f *testing.F) {
	f.Add("redis://:", "@localhost:6379")
	f.Add("redis://user:", "/tail@localhost")
	f.Add("localhost:", "")
	f.Add("redis://localhost:6379/", "?x=")
	f.Fuzz(func(t *testing.T, before, after string) {
		_, err := Parse(before + "s3cret" + after)
		if err != nil {
			assert.Contains(t, []error{ErrUnreadable, ErrScheme, ErrHost, ErrPort, ErrRest}, err)
		}
	})
}

func TestUnknownHostIsToldApart(t *testing.T) {
	unknown := &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "rediss", IsNotFound: true}}
	assert.Equal(t, "there is no host of that name", Cause(unknown))
	slow := &net.OpError{Op: "dial", Err: &net.DNSError{Err: "i/o timeout", Name: "redis", IsTimeout: true}}
	assert.Equal(t, "no answer within 700ms", Cause(slow))
}

// ping tells what a client of that URL gets to hear.
func ping(t *testing.T, url string) string {
	t.Helper()
	options, err := Parse(url)
	require.NoError(t, err)
	client := Open(options)
	defer client.Close()
	ctx, cancel := WithPatience(context.Background())
	defer cancel()
	if err := client.Ping(ctx).Err(); err != nil {
		return Cause(err)
	}
	return "fine"
}

func TestCauseIsToldInWords(t *testing.T) {
	embedded := miniredis.RunT(t)
	protected := miniredis.RunT(t)
	protected.RequireAuth("right")
	tests := []struct{ name, url, want string }{
		{"serves", "redis://" + embedded.Addr(), "fine"},
		{"serves with the password", "redis://:right@" + protected.Addr(), "fine"},
		{"no password", "redis://" + protected.Addr(), "it wants a password (NOAUTH), and the URL has none"},
		{"wrong password", "redis://:wrong@" + protected.Addr(), "it refused the user or the password of the URL (WRONGPASS)"},
		{"nobody there", "redis://" + servicetest.FreeAddr(t), "connection refused; is Redis running there?"},
		{"silent", "redis://" + servicetest.SilentAddr(t), "no answer within 700ms"},
		{"silent, TLS", "rediss://" + servicetest.SilentAddr(t), "no answer within 700ms"},
		{"no TLS, no Redis", "rediss://" + babbler(t, "HTTP/1.1 400 Bad Request\r\n\r\n"), "no TLS connection can be made with it; without TLS the URL begins with redis://"},
		{"no Redis", "redis://" + babbler(t, "HTTP/1.1 400 Bad Request\r\n\r\n"), "what answers there does not speak Redis"},
		{"hangs up", "redis://" + babbler(t, ""), "it closed the connection; redis:// is without TLS, rediss:// with it"},
		{"sick", "redis://" + babbler(t, "-MISCONF disk full\r\n"), "it answered MISCONF"},
		{"loading", "redis://" + babbler(t, "-LOADING Redis is loading\r\n"), "it is still loading its data (LOADING)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, ping(t, test.url))
		})
	}
}

func TestCauseIsTheSameWithARealRedis(t *testing.T) {
	live := servicetest.NewRedis(t, "right")
	assert.Equal(t, "fine", ping(t, "redis://:right@"+live.Addr))
	assert.Equal(t, "fine", ping(t, "redis://default:right@"+live.Addr+"/15"))
	assert.Equal(t, "it wants a password (NOAUTH), and the URL has none", ping(t, "redis://"+live.Addr))
	assert.Equal(t, "it refused the user or the password of the URL (WRONGPASS)", ping(t, "redis://:wrong@"+live.Addr))
	assert.Equal(t, "it refused the user or the password of the URL (WRONGPASS)", ping(t, "redis://nobody:right@"+live.Addr))
	assert.Equal(t, "it has no database of that number", ping(t, "redis://:right@"+live.Addr+"/99"))
}

// babbler says the same to everybody and hangs up.
func babbler(t *testing.T, words string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 4096)) // Unread data would turn the end into a reset.
			for range 8 {                        // Once for each command of the greeting.
				_, _ = conn.Write([]byte(words))
			}
			_ = conn.Close()
		}
	}()
	return listener.Addr().String()
}

func TestOpenLeavesTheGivenOptionsAlone(t *testing.T) {
	options := &redis.Options{Addr: "localhost:6379"}
	client := Open(options)
	defer client.Close()
	assert.Zero(t, options.MaxRetries)
	assert.Equal(t, 0, client.Options().MaxRetries, "the client keeps -1, never again, as 0")
}
