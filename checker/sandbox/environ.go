package sandbox

import (
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/runner/launch"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/redact"
)

// handedOn are the variables of the surrounding shell that reach the sandbox,
// besides the essential ones. Everything else stays out: a check must give the
// same verdict in every shell.
var handedOn = []string{
	"XDG_CACHE_HOME", "GOPATH", "GOROOT", "GOCACHE", "GOMODCACHE", "GOPROXY", "GONOSUMDB", "GOSUMDB", "GOTOOLCHAIN", "GOENV",
}

func (b *Box) environ() []string {
	var env []string
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if launch.Essential(name) || slices.Contains(handedOn, name) {
			env = append(env, pair)
		}
	}
	return append(env, "GOFLAGS=-buildvcs=false")
}

// sandboxed are the apps as they run here: on other ports, their Redis where
// nobody listens, their log files away from the learner's.
func (b *Box) sandboxed(apps []processfile.App) []processfile.App {
	list := slices.Clone(apps)
	for i := range list {
		app := &list[i]
		app.Env = maps.Clone(app.Env)
		if app.Env == nil {
			app.Env = map[string]string{}
		}
		if port := b.ports.inside[b.PortOf(app)]; port != 0 {
			app.Env["PORT"] = strconv.Itoa(port)
			if app.Port != 0 { // else the runner must not share a port that the file does not give
				app.Port = port
			}
		}
		app.MaxRestarts = min(app.MaxRestarts, mostRestarts)
		app.OutFile, app.ErrorFile, app.LogFile = "", "", ""
	}
	return list
}

// RedisAway points the REDIS_URL of every app at an address where nobody
// listens: the learner may well have a Redis running. User, password and
// database stay. It must be called before Start.
func (b *Box) RedisAway() {
	for i := range b.File.Apps {
		app := &b.File.Apps[i]
		u, err := url.Parse(app.Env["REDIS_URL"])
		if err != nil || u.Host == "" {
			continue
		}
		b.redisHost = u.Host
		u.Host = nobodyListens
		env := maps.Clone(app.Env)
		env["REDIS_URL"] = u.String()
		app.Env = env
	}
}

// nobodyListens is a loopback address whose port, tcpmux, needs privileges
// that no learner's program has.
const nobodyListens = "127.0.0.1:1"

var nobody = regexp.MustCompile(`127\.0\.0\.1:1\b`)

// Words makes a text fit to be shown to the learner: paths of the copy become
// relative, the sandbox's ports and Redis become those of the file, and
// passwords in URLs are masked.
func (b *Box) Words(text string) string {
	text = redact.Redact(text)
	text = strings.ReplaceAll(text, b.Root+string(filepath.Separator), "")
	text = strings.ReplaceAll(text, b.Root, ".")
	if b.redisHost != "" {
		text = nobody.ReplaceAllString(text, b.redisHost)
	}
	if b.ports != nil {
		text = b.ports.portsAsWritten(text)
	}
	return text
}
