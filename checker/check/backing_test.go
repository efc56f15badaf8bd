package check

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/processfile"
)

func TestWhatWasMeantAsTheREDISURLIsNamed(t *testing.T) {
	at := func(line int) processfile.Position {
		return processfile.Position{File: "services.config.js", Line: line, Column: 1}
	}
	for name, c := range map[string]struct {
		env, other  map[string]string
		field       string // where the file shows it
		says, where string
	}{
		"nothing":          {nil, nil, "", "", "services.config.js:1:1"},
		"another spelling": {map[string]string{"redis_url": "redis://localhost"}, nil, "env.redis_url", "gives redis_url to it", "services.config.js:9:1"},
		"another name":     {map[string]string{"CACHE": "redis://localhost"}, nil, "env.CACHE", "gives CACHE to it", "services.config.js:9:1"},
		"host and port":    {map[string]string{"REDIS_HOST": "localhost"}, nil, "env.REDIS_HOST", "gives REDIS_HOST to it", "services.config.js:9:1"},
		"in production":    {nil, nil, "env_production.REDIS_URL", "only", "services.config.js:9:1"},
		"of another app":   {nil, map[string]string{"REDIS_URL": "redis://localhost"}, "", "gives a REDIS_URL to other", "services.config.js:1:1"},
		"of neither":       {nil, map[string]string{"PORT": "3000"}, "", "", "services.config.js:1:1"},
	} {
		t.Run(name, func(t *testing.T) {
			app := processfile.App{Name: "web", Env: c.env, At: map[string]processfile.Position{"": at(1)}}
			if c.field != "" {
				app.At[c.field] = at(9)
			}
			r := &Run{Box: &sandbox.Box{}, File: &processfile.File{Apps: []processfile.App{app, {Name: "other", Env: c.other}}}}
			finding := r.NoRedisURL(&r.File.Apps[0], "it ended")
			assert.Equal(t, "NO-REDIS-URL", finding.ID)
			assert.Contains(t, finding.Seen, "it ended")
			assert.Contains(t, finding.Seen, c.says)
			assert.Equal(t, c.says == "", finding.Seen == "it ended")
			assert.Equal(t, c.where, finding.Where)
			assert.Contains(t, finding.Try, "REDIS_URL: 'redis://localhost:6379'")
			assert.False(t, finding.Trouble)
		})
	}
}

func TestARedisThatCannotBeUsedIsNotTheLearnersFault(t *testing.T) {
	finding := redisTrouble(&sandbox.UnusableRedis{Why: "it names no database"})
	assert.Equal(t, "REAL-REDIS", finding.ID)
	assert.True(t, finding.Trouble)
	assert.Contains(t, finding.Seen, "CHECKER_REDIS_URL: it names no database")
	assert.Contains(t, finding.Try, "Your file is not at fault")
	assert.Nil(t, redisTrouble(nil))
}

func TestTheKitsServicesNameTheirRedisInTheseWords(t *testing.T) {
	for line, want := range map[string]string{
		"msg=found matches=64 redis=localhost:6380":                                                    "localhost:6380",
		"world-cup-fixtures: cannot use the Redis at localhost:6379: connection refused":               "localhost:6379",
		`level=WARN msg="visits out of reach" cause="the Redis at [::1]:6379: no answer within 700ms"`: "[::1]:6379",
		"msg=listening url=http://127.0.0.1:3001":                                                      "",
	} {
		match := redisPlace.FindStringSubmatch(line)
		if want == "" {
			assert.Nil(t, match, line)
			continue
		}
		if assert.NotNil(t, match, line) {
			assert.Equal(t, want, match[1]+match[2])
		}
	}
}
