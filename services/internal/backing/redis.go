// Package backing attaches a Redis as a backing service: a resource that is
// reached over the network, found through one URL in the environment, and
// exchanged for another by changing that URL (factor IV).
//
// Its rules are the same for every service here. A URL is never repeated in a
// message, since it may hold a password. No attempt takes longer than
// [Patience]. And nothing is tried again behind the caller's back: a counter
// that is raised twice by a silent retry would be a lie.
package backing

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Patience is how long one conversation with Redis may take, connecting
// included. It leaves a service time to answer within the second. A machine on
// which everything takes long can give it more: REDIS_PATIENCE=5s.
var Patience = patience(os.Getenv("REDIS_PATIENCE"))

func patience(said string) time.Duration {
	if d, err := time.ParseDuration(said); err == nil && d > 0 {
		return d
	}
	return 700 * time.Millisecond
}

// Example is a URL for messages about a missing or wrong one.
const Example = "redis://localhost:6379"

// What can be wrong with a URL. The messages describe the mistake without
// repeating any part of the URL: whatever is in the wrong place may well be
// the password.
var (
	ErrUnreadable = errors.New("is not a URL that can be read; special characters in a password must be percent-encoded (/ is %2F, # is %23, @ is %40)")
	ErrScheme     = errors.New("must begin with redis:// or, with TLS, rediss://")
	ErrHost       = errors.New("names no host")
	ErrPort       = errors.New("has a port that is no number from 1 to 65535")
	ErrRest       = errors.New("has something after the port that is not understood; there may be a database number, as in redis://localhost:6379/0")
)

// Parse reads the URL of a Redis: redis://[user:password@]host[:port][/db],
// or rediss:// for TLS. The port's default is 6379. The error is one of this
// package's and begins with a verb, for "REDIS_URL " to be put before it.
func Parse(rawURL string) (*redis.Options, error) {
	u, err := url.Parse(rawURL)
	switch {
	case err != nil:
		return nil, ErrUnreadable
	case u.Scheme != "redis" && u.Scheme != "rediss":
		return nil, ErrScheme
	case u.Hostname() == "":
		return nil, ErrHost
	case !validPort(u.Port()):
		return nil, ErrPort
	}
	options, err := redis.ParseURL(rawURL)
	if err != nil {
		return nil, ErrRest
	}
	return options, nil
}

// validPort accepts no port at all, which means the default.
func validPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

// Open makes a client and returns at once: the first command connects, and a
// connection that breaks is replaced by the next command.
func Open(options *redis.Options) *redis.Client {
	o := *options
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = Patience, Patience, Patience, Patience
	o.ContextTimeoutEnabled = true // Or the deadline of a request would mean nothing here.
	o.MaxRetries = -1
	o.DialerRetries = 1
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	redis.SetLogger(silence{}) // The services say themselves, once, what went wrong.
	return redis.NewClient(&o)
}

// WithPatience bounds a conversation by [Patience].
func WithPatience(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, Patience)
}

// Place is where a Redis is, for people: "localhost:6379". It never holds a
// user or a password.
func Place(options *redis.Options) string {
	host, port, err := net.SplitHostPort(options.Addr)
	if err != nil {
		return "the given address"
	}
	return net.JoinHostPort(host, port)
}

// silence swallows what the client library would write to stderr.
type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}
