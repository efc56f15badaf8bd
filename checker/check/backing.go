package check

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/processfile"
)

// This file is about apps and their Redis: what keeps the one from the other.

// unusableRedis is trouble with the Redis that CHECKER_REDIS_URL names.
func unusableRedis(u *sandbox.UnusableRedis) *Finding {
	return &Finding{
		ID: "REAL-REDIS", Trouble: true,
		Expected: "a Redis that checks may use, at the address in " + sandbox.RedisVariable,
		Seen:     u.Error(),
		Try:      "Your file is not at fault. Fix " + sandbox.RedisVariable + ", or unset it: without it, checks bring their own Redis.",
	}
}

// RedisPlace is the Redis that an app named last in its log, as "host:port"; ""
// when it has named none. It says where an app has gone that did not come to
// the sandbox's.
func (r *Run) RedisPlace(app *processfile.App) string {
	lines := r.Box.LastWords(app.Name, -1, 0, 50)
	for _, line := range slices.Backward(lines) {
		if match := redisPlace.FindStringSubmatch(line); match != nil {
			return match[1] + match[2]
		}
	}
	return ""
}

// redisPlace are the words in which the kit's services name their Redis.
var redisPlace = regexp.MustCompile(`the Redis at (\S+?):? |\bredis=(\S+)`)

// RefinedByRedis puts the diagnosis of an app that ended into terms of its
// Redis, where its last words are about that; any other stays as it is.
func (r *Run) RefinedByRedis(app *processfile.App, f *Finding) *Finding {
	if f == nil || f.ID != "EXITS" {
		return f
	}
	words := strings.Join(r.Box.LastWords(app.Name, -1, 0, 20), "\n")
	switch {
	case strings.Contains(words, "REDIS_URL is not set"):
		return r.NoRedisURL(app, f.Seen)
	case strings.Contains(words, "REDIS_URL "):
		f.ID = "REDIS-URL"
		f.Expected = "a REDIS_URL that can be understood"
		f.Where = Where(app, "env.REDIS_URL")
		f.Try = "Write it like this: REDIS_URL: 'redis://localhost:6379'."
	case strings.Contains(words, "no database of that number"):
		return NoDatabase(app, f.Seen)
	case strings.Contains(words, "cannot use the Redis at"):
		return r.OtherRedis(app, f.Seen)
	}
	return f
}

// NoRedisURL is about an app without a REDIS_URL. It names what may have been
// meant as one.
func (r *Run) NoRedisURL(app *processfile.App, seen string) *Finding {
	finding := &Finding{
		ID:       "NO-REDIS-URL",
		Expected: fmt.Sprintf("a variable REDIS_URL in the environment of %s", app.Name),
		Seen:     seen,
		Where:    Where(app, "env"),
		Try:      fmt.Sprintf("Add it to the env of %s: REDIS_URL: 'redis://localhost:6379'.", app.Name),
	}
	if meant, field := r.meantAsRedisURL(app); meant != "" {
		finding.Seen += "\n" + meant
		finding.Where = Where(app, field)
	}
	return finding
}

// meantAsRedisURL finds what stands in the file instead of an app's REDIS_URL:
// a sentence, and the field.
func (r *Run) meantAsRedisURL(app *processfile.App) (words, field string) {
	for _, name := range slices.Sorted(maps.Keys(app.Env)) {
		if looksLikeRedisURL(name, app.Env[name]) {
			return fmt.Sprintf("The file gives %s to it; the service reads REDIS_URL, spelt exactly so.", name), "env." + name
		}
	}
	for _, at := range slices.Sorted(maps.Keys(app.At)) {
		if block, isOfOther := strings.CutSuffix(at, ".REDIS_URL"); isOfOther && block != "env" {
			return fmt.Sprintf("The file has a REDIS_URL in %s, which counts with --env %s only.", block, strings.TrimPrefix(block, "env_")), at
		}
	}
	for i := range r.File.Apps {
		if other := &r.File.Apps[i]; other.Name != app.Name && other.Env["REDIS_URL"] != "" {
			return fmt.Sprintf("The file gives a REDIS_URL to %s; every app has an environment of its own.", other.Name), "env"
		}
	}
	return "", ""
}

func looksLikeRedisURL(name, value string) bool {
	return name != "REDIS_URL" && (strings.HasPrefix(value, "redis://") || strings.Contains(strings.ToLower(name), "redis"))
}

// NoDatabase is about a database number that Redis does not have.
func NoDatabase(app *processfile.App, seen string) *Finding {
	return &Finding{
		ID:       "NO-DATABASE",
		Expected: "a database that the Redis has: they are numbered from 0 to 15",
		Seen:     seen,
		Where:    Where(app, "env.REDIS_URL"),
		Try:      "Leave the number at the end of REDIS_URL out, which means database 0: 'redis://localhost:6379'.",
	}
}

// OtherRedis is about an app that went to another address than to where its
// REDIS_URL leads in the sandbox.
func (r *Run) OtherRedis(app *processfile.App, seen string) *Finding {
	finding := &Finding{
		ID:       "OTHER-REDIS",
		Expected: fmt.Sprintf("%s to go to the Redis that REDIS_URL in its env names; the checker had changed that to its own Redis", app.Name),
		Seen:     seen,
		Where:    Where(app, "script"),
		Try:      "Take the address out of the script, and let the program read the REDIS_URL that the process file gives it.",
	}
	if u := sandbox.RedisURL(app); u != nil && r.Box.IsService(u) {
		finding.ID = "NOT-A-REDIS"
		finding.Expected = "a REDIS_URL with the port of a Redis"
		finding.Seen += fmt.Sprintf("\nPort %s is the one on which an app of this file listens itself.", u.Port())
		finding.Where = Where(app, "env.REDIS_URL")
		finding.Try = "Redis has a port of its own, 6379 unless told otherwise: REDIS_URL: 'redis://localhost:6379'."
	}
	return finding
}
