package doctor

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// This file owns where modules come from, and what to do when they do not
// come from there.

// source is where the go tool gets modules, and where it keeps them.
type source struct {
	name     string // GOPROXY, without credentials
	cache    string // GOMODCACHE
	cacheErr error  // why nothing can be written there; nil when not tried
}

func lookAtSource(ctx context.Context, kit string) source {
	lines, err := command{dir: kit}.run(ctx, "go", "env", "GOPROXY", "GOMODCACHE")
	if err != nil || len(lines) != 2 {
		return source{name: "the proxy"}
	}
	return source{name: withoutCredentials(lines[0]), cache: lines[1]}
}

// credentials are what stands before the host in a URL. For a proxy the user's
// name is one, too: it is often the token.
var credentials = regexp.MustCompile(`(https?://)[^/\s"]*@`)

func withoutCredentials(text string) string { return credentials.ReplaceAllString(text, "$1***@") }

// tryToWrite says why no file can be written in a folder, which is made if it
// is not there: the go tool would make it.
func tryToWrite(folder string) error {
	if folder == "" {
		return nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(folder, "workshop-doctor-")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	_, err = file.WriteString("x")
	return err
}

// usual is GOPROXY when nobody has set it.
const usual = "https://proxy.golang.org,direct"

// remedy is what to do about modules that did not come.
func remedy(f libraryFacts) string {
	const again = "go run ./checker doctor"
	stick := set("GOPROXY", stickAddress(runtime.GOOS), runtime.GOOS)
	network := set("GOPROXY", usual, runtime.GOOS)
	switch {
	case f.from.cacheErr != nil:
		return "nothing can be written into " + f.from.cache + ": " + cause(f.from.cacheErr) + "; make that folder yours, or take another one, in this terminal:\n" +
			set("GOMODCACHE", filepath.Join(os.TempDir(), "modules"), runtime.GOOS)
	case strings.Contains(f.why, "no space left"):
		return "make room, then try again:\n" + again
	case strings.HasPrefix(f.from.name, "file:"):
		return "is the stick plugged in, and whole? Say where it is, with its own path:\n" + stick +
			"\nor, with a network:\n" + network + "\nthen, in this terminal:\n" + again
	case f.from.name != usual:
		return "with a network:\n" + network + "\nwithout one, plug in the stick with the libraries, and say where it is:\n" + stick +
			"\nthen, in this terminal:\n" + again
	}
	return "with a network, try again:\n" + again + "\nwithout one, plug in the stick with the libraries, say where it is, then try again:\n" + stick
}

func stickAddress(system string) string {
	if system == "windows" {
		return "file:///E:/modules/cache/download"
	}
	return "file:///media/stick/modules/cache/download"
}

// set is the command that sets a variable in a terminal.
func set(name, value, system string) string {
	if system == "windows" {
		return "$env:" + name + ` = "` + value + `"`
	}
	return "export " + name + "=" + value
}
