// Package redis gives a check a Redis that can go away and come back: the
// kit's embedded one, or a real one that somebody names, behind a relay of
// ours. Apps only ever see the relay's address, which stays the same.
//
// It knows the little of Redis's protocol that it takes to empty a database and to
// look into one, and nothing of apps.
package redis

import (
	"context"
	"fmt"
	"net/url"

	"workshop.example/processes/checker/patience"
)

// Config says which Redis stands behind the relay.
type Config struct {
	// Real is a real Redis; its database is emptied at the start, and whenever
	// Empty is called. nil: the embedded one.
	Real *url.URL
	// Program is the built services/redis; needed without Real.
	Program string
	// Environ is the embedded one's environment, as KEY=VALUE.
	Environ []string
	// Accepted are the users and passwords that the embedded one accepts. When
	// there are any, it accepts nobody without.
	Accepted []*url.Userinfo
	// Clock is what waiting is counted on; nil: real time.
	Clock *patience.Clock
}

// Redis is one Redis for one check. Close must be called.
type Redis struct {
	cfg    Config
	server *server // nil with Real
	relay  *relay
}

// Open starts a Redis, empty. Its error is this machine's or our own trouble.
func Open(ctx context.Context, cfg Config) (*Redis, error) {
	r := &Redis{cfg: cfg}
	target := ""
	if cfg.Real == nil {
		s, err := startServer(ctx, cfg)
		if err != nil {
			return nil, fmt.Errorf("start the embedded Redis: %w", err)
		}
		r.server, target = s, s.addr
	} else {
		target = hostPort(cfg.Real)
	}
	relay, err := openRelay(target, cfg.Clock)
	if err != nil {
		r.Close()
		return nil, err
	}
	r.relay = relay
	if err := r.Empty(ctx); err != nil {
		r.Close()
		return nil, fmt.Errorf("the Redis at %s cannot be emptied: %w", target, err)
	}
	return r, nil
}

// hostPort is where a URL leads, with Redis's own port as the default.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "6379"
	}
	return u.Hostname() + ":" + port
}

// Address is where apps reach it: "127.0.0.1:20123".
func (r *Redis) Address() string { return r.relay.addr }

// URL is a learner's URL, led here. The embedded Redis keeps its user,
// password and database; a real one has its own. What a service would refuse
// stays as it is, for it to be refused: a scheme that is not Redis's, a
// database that is no number.
func (r *Redis) URL(learners *url.URL) *url.URL {
	u := *learners
	u.Host = r.relay.addr
	if u.Scheme == "rediss" {
		u.Scheme = "redis" // there is no TLS here
	}
	if r.cfg.Real != nil {
		r.toOwnDatabase(&u)
	}
	return &u
}

// Plain is a URL as somebody would write it who has this Redis to themselves, to
// be led here by URL.
func (r *Redis) Plain() *url.URL {
	return &url.URL{Scheme: "redis", User: r.user(), Host: "localhost:6379"}
}

// Vanish makes it unreachable, as a crash would: connections break, new ones
// are refused. What it holds stays.
func (r *Redis) Vanish() { r.relay.close() }

// Return makes it reachable again, at the same address.
func (r *Redis) Return() error { return r.relay.open() }

// Met is how many connections have come so far.
func (r *Redis) Met() int { return r.relay.count() }

// Empty removes all that it holds: of a real one, what its database holds.
func (r *Redis) Empty(ctx context.Context) error {
	commands := [][]string{{"FLUSHALL"}}
	if r.cfg.Real != nil {
		commands = [][]string{{"SELECT", databaseOf(r.cfg.Real)}, {"FLUSHDB"}}
	}
	_, err := r.command(ctx, commands...)
	return err
}

// Ask has it carry out a command in the database that a learner's URL leads to,
// behind the relay. The answer is a status, a number, or a string, "" where there
// is none.
func (r *Redis) Ask(ctx context.Context, learners *url.URL, words ...string) (string, error) {
	return r.command(ctx, []string{"SELECT", databaseOf(r.URL(learners))}, words)
}

// target is where it really is.
func (r *Redis) target() string {
	if r.cfg.Real != nil {
		return hostPort(r.cfg.Real)
	}
	return r.server.addr
}

// Answers says whether it is there, behind the relay, whatever apps are to
// think of it: nil when it is.
func (r *Redis) Answers(ctx context.Context) error {
	_, err := r.command(ctx, []string{"PING"})
	return err
}

// user is who we are there; nil: nobody is asked.
func (r *Redis) user() *url.Userinfo {
	if r.cfg.Real != nil {
		return r.cfg.Real.User
	}
	if len(r.cfg.Accepted) == 0 {
		return nil
	}
	return r.cfg.Accepted[0]
}

// Close ends it: the embedded one's process, and every connection.
func (r *Redis) Close() {
	if r.relay != nil {
		r.relay.close()
	}
	if r.server != nil {
		r.server.end()
	}
}
