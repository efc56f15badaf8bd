package redis

import (
	"net/url"
	"strconv"
	"strings"
)

// This file owns which database of a real Redis is used: the one that its URL
// names, and no other, whatever a learner's URL asks for.

// databases is how many a Redis has unless it is told otherwise.
const databases = 16

// noDatabase is a number that every Redis refuses, however many it has.
const noDatabase = 1<<31 - 1

// toOwnDatabase leads a URL to the database that is ours to use. A number that
// a Redis would refuse becomes one that this one is certain to refuse.
func (r *Redis) toOwnDatabase(u *url.URL) {
	u.User = r.cfg.Real.User
	asked := databaseOf(u)
	number, err := strconv.Atoi(asked)
	if err != nil {
		return
	}
	query := u.Query()
	query.Del("db")
	u.RawQuery, u.RawPath, u.Path = query.Encode(), "", r.cfg.Real.Path
	if number < 0 || number >= databases {
		u.Path = "/" + strconv.Itoa(noDatabase)
	}
}

// databaseOf is the database that a URL names, as client libraries read it:
// db=3 behind the question mark before the path; "0" when it names none.
func databaseOf(u *url.URL) string {
	if db := u.Query().Get("db"); db != "" {
		return db
	}
	if path := strings.Trim(u.Path, "/"); path != "" {
		return path
	}
	return "0"
}
