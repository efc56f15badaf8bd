package sandbox

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"workshop.example/processes/checker/sandbox/redis"
	"workshop.example/processes/runner/processfile"
)

// backing is where the REDIS_URL of the apps leads in the sandbox. The zero
// value leaves it as the file has it.
type backing struct {
	away   bool // to where nobody listens
	now    *redis.Redis
	opened []*redis.Redis
	shown  map[string]string // the sandbox's address to the file's

	release func() // gives a real Redis up for other checks; nil: there is none
}

// RedisAway points the REDIS_URL of every app at an address where nobody
// listens: the learner may well have a Redis running. User, password and
// database stay. It must be called before Start.
func (b *Box) RedisAway() { b.backing.away = true }

// nobodyListens is a loopback address whose port, tcpmux, needs privileges
// that no learner's program has.
const nobodyListens = "127.0.0.1:1"

var nobody = regexp.MustCompile(`127\.0\.0\.1:1\b`)

// AttachRedis opens a Redis of the sandbox's own, empty, and leads the
// REDIS_URL of every app there from the next Start or Apply on. It is the
// embedded one, which keeps the URL's user, password and database, or the one
// that RedisVariable names, which has its own. Its error is trouble of ours or
// the machine's.
func (b *Box) AttachRedis(ctx context.Context) (*redis.Redis, error) {
	real, err := namedRedis()
	if err != nil {
		return nil, err
	}
	if real != nil {
		if b.backing.release, err = haveAlone(ctx, real); err != nil {
			return nil, err
		}
	}
	return b.openRedis(ctx, real)
}

// AnotherRedis opens one more, which is always the embedded one, and leads
// every REDIS_URL there from the next Apply on.
func (b *Box) AnotherRedis(ctx context.Context) (*redis.Redis, error) { return b.openRedis(ctx, nil) }

// Redis is the one to which every REDIS_URL leads; nil before AttachRedis.
func (b *Box) Redis() *redis.Redis { return b.backing.now }

func (b *Box) openRedis(ctx context.Context, real *url.URL) (*redis.Redis, error) {
	cfg := redis.Config{Clock: b.cfg.Clock, Real: real, Environ: b.environ(), Accepted: b.credentials()}
	if real == nil {
		program, err := b.build(ctx, filepath.Join(b.cfg.Kit, "services", "redis"))
		if err != nil {
			return nil, fmt.Errorf("build the embedded Redis: %w", err)
		}
		cfg.Program = program
	}
	r, err := redis.Open(ctx, cfg)
	switch {
	case err != nil && real != nil:
		return nil, &UnusableRedis{err.Error()}
	case err != nil:
		return nil, err
	}
	b.backing.now, b.backing.opened = r, append(b.backing.opened, r)
	return r, nil
}

// credentials are the users and passwords in the apps' URLs.
func (b *Box) credentials() []*url.Userinfo {
	var all []*url.Userinfo
	for i := range b.File.Apps {
		u := RedisURL(&b.File.Apps[i])
		if u == nil {
			continue
		}
		if _, given := u.User.Password(); given {
			all = append(all, u.User)
		}
	}
	return all
}

// RedisURL is an app's REDIS_URL as the file has it; nil when there is none, or
// none that can be understood.
func RedisURL(app *processfile.App) *url.URL {
	u, err := url.Parse(app.Env["REDIS_URL"])
	if err != nil || u.Host == "" {
		return nil
	}
	return u
}

// lead changes the REDIS_URL of an app that is about to run here.
func (b *Box) lead(app *processfile.App) {
	u := RedisURL(app)
	if u == nil {
		return
	}
	led := *u
	switch inside := b.Inside(b.servicePort(u)); {
	case b.backing.now != nil && inside != 0:
		led.Host = loopback(inside)
	case b.backing.now != nil:
		led = *b.backing.now.URL(u)
	case b.backing.away:
		led.Host = nobodyListens
	default:
		return
	}
	b.show(led.Host, u.Host)
	app.Env["REDIS_URL"] = led.String()
}

// show lets Words say the file's address where the sandbox's stands. The map is
// replaced, never changed: Words reads it for every line that an app prints.
func (b *Box) show(inside, written string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	shown := map[string]string{}
	maps.Copy(shown, b.backing.shown)
	shown[inside] = written
	b.backing.shown = shown
}

// shownAddresses is what show was given so far.
func (b *Box) shownAddresses() map[string]string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.backing.shown
}

// servicePort is the port in a URL if one of the file's services listens there,
// 0 otherwise. Such a URL leads to that service in the sandbox too: a learner who
// mixes up the ports must see what that does.
func (b *Box) servicePort(u *url.URL) int {
	port, err := strconv.Atoi(u.Port())
	if err != nil || !slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname()) {
		return 0
	}
	for i := range b.File.Apps {
		app := &b.File.Apps[i]
		if b.PortOf(app) == port && (ServiceOf(app) != "" || b.assumed[app.Name] != "") {
			return port
		}
	}
	return 0
}

// IsService says whether a URL has the port of one of the file's services.
func (b *Box) IsService(u *url.URL) bool { return b.servicePort(u) != 0 }

func loopback(port int) string { return "127.0.0.1:" + strconv.Itoa(port) }

// close ends every Redis.
func (k *backing) close() {
	for _, r := range k.opened {
		r.Close()
	}
	if k.release != nil {
		k.release()
	}
}
