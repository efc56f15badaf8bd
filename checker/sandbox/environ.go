package sandbox

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/checker/patience"
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

// temporaries name the folder for temporary files, on one system or another.
var temporaries = []string{"TMPDIR", "TMP", "TEMP"}

func (b *Box) environ() []string {
	var env []string
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if slices.Contains(temporaries, strings.ToUpper(name)) {
			continue
		}
		if launch.Essential(name) || slices.Contains(handedOn, name) {
			env = append(env, pair)
		}
	}
	for _, name := range temporaries {
		env = append(env, name+"="+b.temporary())
	}
	return append(env, "GOFLAGS=-buildvcs=false")
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
	for address, host := range b.backing.shown {
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
