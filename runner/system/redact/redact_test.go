package redact_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/system/redact"
)

func TestPasswordsOfURLsAreHidden(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"user and password":        {"redis://bob:s3cret@db:6379/0", "redis://bob:***@db:6379/0"},
		"password alone":           {"at redis://:s3cret@db failed", "at redis://:***@db failed"},
		"digits":                   {"redis://:12345@db", "redis://:***@db"},
		"an unescaped @":           {"amqp://a:b@c@host", "amqp://a:***@host"},
		"an unescaped slash":       {"amqp://a:b/c@host", "amqp://a:***@host"},
		"a quote":                  {`amqp://a:b"c@host`, `amqp://a:***@host`},
		"in quotes":                {`{"u":"redis://:x@h"}`, `{"u":"redis://:***@h"}`},
		"two of them":              {"a://b:c@d and e://f:g@h", "a://b:***@d and e://f:***@h"},
		"after a URL with a port":  {"http://h:80/,redis://:x@h", "http://h:80/,redis://:***@h"},
		"no password":              {"redis://db:6379/0", "redis://db:6379/0"},
		"a port and an @ in paths": {"http://127.0.0.1:3000/@me", "http://127.0.0.1:3000/@me"},
		"an address is no URL":     {"mail me: bob@example.org", "mail me: bob@example.org"},
		"nothing":                  {"", ""},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, redact.Redact(c.text)) })
	}
}

func FuzzNoPasswordSurvives(f *testing.F) {
	f.Add("bob", "s3cret", "before", "after")
	f.Add("", "12345", "http://h:80/", "@x")
	f.Fuzz(func(t *testing.T, user, password, before, after string) {
		if strings.ContainsAny(user, " \t\n\r\f\v/:@\"'<>") || len(strings.Fields("x"+password+"x")) != 1 || password == "" || password == "***" {
			t.Skip("not the shape that is promised")
		}
		for _, digit := range "0123456789" {
			if strings.HasPrefix(password, string(digit)) {
				t.Skip("may be a port")
			}
		}
		secret := ":" + password + "@host"
		once := redact.Redact(before + " redis://" + user + secret + " " + after)
		if !strings.Contains(before, secret) && !strings.Contains(after, secret) {
			assert.NotContains(t, once, "redis://"+user+secret)
		}
		assert.Equal(t, once, redact.Redact(once), "redacting twice changes nothing more")
	})
}
