package sandbox

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/launch"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/redact"
)

// handedOn are the variables of the surrounding shell that reach the sandbox,
// besides the essential ones. Everything else stays out: a check must give the
// same verdict in every shell. They say where Go keeps what it has on this
// machine, and what its programs are compiled as: an app may be a `go run`.
var handedOn = []string{
	"XDG_CACHE_HOME", "GOROOT", "GOPATH", "GOCACHE", "GOMODCACHE", "GOENV", "GOTOOLCHAIN", "GOPROXY", "GOSUMDB", "GONOSUMDB",
	"GOEXPERIMENT", "CGO_ENABLED",
}

// ofBuilds are those that reach the go tool which builds the apps' programs, and
// no app: all else that makes a go tool work on this machine. GOOS and its like
// are none of them: what is built here runs here.
var ofBuilds = []string{
	"GOFLAGS", "GOWORK", "GO111MODULE", "GOAUTH", "GOVCS", "GOPRIVATE", "GONOPROXY", "GONOSUMCHECK", "GOINSECURE", "GOCACHEPROG",
	"GOTELEMETRY", "GODEBUG", "GOMAXPROCS", "GOMEMLIMIT", "GOGC",
	"CC", "CXX", "AR", "FC", "PKG_CONFIG", "GCCGO", "CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_FFLAGS", "CGO_LDFLAGS",
	"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "NETRC",
}

// isOfBuilds says whether a variable is handed to builds alone. Those of proxies
// have names in small letters as well, and git, which fetches modules, has many.
func isOfBuilds(name string) bool {
	return slices.Contains(ofBuilds, strings.ToUpper(name)) || strings.HasPrefix(name, "GIT_") || name == "SSH_AUTH_SOCK"
}

// temporaries name the folder for temporary files, on one system or another.
var temporaries = []string{"TMPDIR", "TMP", "TEMP"}

// environ is what surrounds the apps.
func (b *Box) environ() []string {
	env := b.without(func(name string) bool { return launch.Essential(name) || slices.Contains(handedOn, name) })
	return append(env, "GOFLAGS=-buildvcs=false", "GOWORK="+b.workspace())
}

// buildEnviron is what surrounds the go tool where the kit is built.
func (b *Box) buildEnviron() []string {
	return b.without(func(name string) bool {
		return launch.Essential(name) || slices.Contains(handedOn, name) || isOfBuilds(name)
	})
}

// without is the surrounding environment without what is not wanted, and with a
// folder for temporary files of the sandbox's own.
func (b *Box) without(wanted func(name string) bool) []string {
	var env []string
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if !slices.Contains(temporaries, strings.ToUpper(name)) && wanted(name) {
			env = append(env, pair)
		}
	}
	for _, name := range temporaries {
		env = append(env, name+"="+b.temporary())
	}
	return env
}

// workspace is GOWORK in the copy: a go.work that lies in the kit lies in the
// copy as well, and no other one is made for it.
func (b *Box) workspace() string {
	named := os.Getenv("GOWORK")
	if rel, err := filepath.Rel(b.cfg.Kit, named); err == nil && filepath.IsLocal(rel) {
		return filepath.Join(b.Root, rel)
	}
	if named == "" && exists(filepath.Join(b.Root, "go.work")) {
		return ""
	}
	return "off"
}

// sandboxed are the apps as they run here: on other ports, with the sandbox's
// Redis, their log files away from the learner's.
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
		b.lead(app)
		app.MaxRestarts = min(app.MaxRestarts, mostRestarts)
		app.WatchDelay = min(app.WatchDelay, patience.Delay.Time)
		app.OutFile, app.ErrorFile, app.LogFile = "", "", ""
	}
	return list
}

// Words makes a text fit to be shown to the learner: paths of the copy become
// relative, the sandbox's ports and Redis become those of the file, and
// passwords in URLs are masked.
func (b *Box) Words(text string) string {
	text = redact.Redact(text)
	text = strings.ReplaceAll(text, b.Root+string(filepath.Separator), "")
	text = strings.ReplaceAll(text, b.Root, ".")
	for address, host := range b.shownAddresses() {
		if address == nobodyListens {
			text = nobody.ReplaceAllString(text, host)
			continue
		}
		text = strings.ReplaceAll(text, address, host)
	}
	if b.ports != nil {
		text = b.ports.portsAsWritten(text)
	}
	return text
}
