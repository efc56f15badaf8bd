package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"

	"workshop.example/processes/runner/system/platform"
)

// This file owns the real Redis that somebody may name.

// RedisVariable names a real Redis that checks use instead of the embedded
// one. They empty the database that the URL names.
const RedisVariable = "CHECKER_REDIS_URL"

// UnusableRedis says why the Redis that RedisVariable names cannot be used. It
// is never the learner's fault, and its words never hold a password.
type UnusableRedis struct{ Why string }

func (u *UnusableRedis) Error() string { return RedisVariable + ": " + u.Why }

var aDatabase = regexp.MustCompile(`^/[0-9]+$`)

// namedRedis is the Redis that RedisVariable names; nil when it names none. Its
// URL must name a database, 0 too: what every check empties is somebody's
// choice, never a default.
func namedRedis() (*url.URL, error) {
	named := os.Getenv(RedisVariable)
	if named == "" {
		return nil, nil
	}
	u, err := url.Parse(named) // the error would repeat the URL, password and all
	switch {
	case err != nil || u.Scheme != "redis" || u.Hostname() == "":
		return nil, &UnusableRedis{"it is no URL such as redis://localhost:6379/15 (TLS, rediss://, is not understood here)"}
	case !aDatabase.MatchString(u.Path):
		return nil, &UnusableRedis{"it names no database, and checks empty the one that they use; say which one they may empty, for example redis://localhost:6379/15"}
	}
	return u, nil
}

// haveAlone waits until no other check on this machine uses the database of a
// real Redis: several at once would empty it under one another. release ends
// that; the system does when this process ends.
func haveAlone(ctx context.Context, u *url.URL) (release func(), err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, fmt.Errorf("find the user's cache folder: %w", err)
	}
	folder := filepath.Join(cache, "process-workshop", "redis")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(u.Host + u.Path))
	return platform.LockFile(ctx, filepath.Join(folder, hex.EncodeToString(sum[:8])+".lock"))
}
