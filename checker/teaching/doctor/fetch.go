package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"workshop.example/processes/checker/parallel"
)

// This file owns how modules are fetched: a few at a time, counted, and each by
// a call of the go tool that says how it went. What comes is compared with
// go.sum by the go tool, wherever it comes from.

const (
	// atOnce is how many modules are fetched at the same time: enough for a
	// proxy that is far away, and not too many for one that is a stick.
	atOnce = 4
	// enoughFailures in a row show that there is no use in asking for more:
	// where there is no network, each may take half a minute.
	enoughFailures = 5
)

// fetch is one attempt.
type fetch struct {
	kit      string
	from     string // for a person
	progress func(Progress)

	done   int    // modules that came
	failed int    // that did not, in a row
	why    string // the first of them did not
}

// inVain: there is no use in asking once more.
func (f *fetch) inVain() bool { return f.failed >= enoughFailures }

// all fetches modules, each "path version", until too many have failed.
func (f *fetch) all(ctx context.Context, modules []string) {
	if len(modules) == 0 {
		f.progress(Progress{Line: "looking for libraries at " + f.from})
		return
	}
	f.progress(Progress{Total: len(modules), What: modules[0],
		Line: fmt.Sprintf("fetching libraries (modules: %d) from %s", len(modules), f.from)})
	var mu sync.Mutex
	work := func(ctx context.Context, i int) error {
		why, failed := f.one(ctx, modules[i])
		mu.Lock()
		defer mu.Unlock()
		if f.note(why, failed); f.inVain() {
			return errEnough
		}
		f.progress(Progress{Done: f.done, Total: len(modules), What: modules[i]})
		return nil
	}
	_ = parallel.Do(ctx, len(modules), atOnce, work, func(int) {}) // What it would tell is noted.
}

// errEnough ends a fetch.
var errEnough = errors.New("too many modules did not come")

func (f *fetch) note(why string, failed bool) {
	if !failed {
		f.done, f.failed = f.done+1, 0
		return
	}
	f.failed++
	if f.why == "" {
		f.why = why
	}
}

// one fetches a module, and gives the reason when it does not come.
func (f *fetch) one(ctx context.Context, module string) (why string, failed bool) {
	lines, err := command{dir: f.kit}.run(ctx, "go", "mod", "download", "-json", strings.Replace(module, " ", "@", 1))
	if err == nil {
		return "", false
	}
	for _, said := range saidOf(lines) {
		return plainly(said), true
	}
	return reason(lines, err), true
}

// reason is why the go tool failed, of its own output: it says more below.
func reason(lines []string, err error) string {
	for _, line := range lines {
		if strings.HasPrefix(line, "go: ") && !strings.HasPrefix(line, "go: downloading ") || strings.HasSuffix(line, ": checksum mismatch") {
			return plainly(line)
		}
	}
	return plainly(lastWords(lines, err))
}

// notHere are those of some modules, by their paths, that go.mod names and that
// are not on this machine: "path version", in the order of the paths.
func notHere(ctx context.Context, kit string, paths []string) []string {
	versions := versionsOf(ctx, kit)
	var asked []string
	for _, path := range paths {
		if version := versions[path]; version != "" {
			asked = append(asked, path+"@"+version)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	lines, err := command{dir: kit, env: nothing}.run(ctx, "go", append([]string{"mod", "download", "-json"}, asked...)...)
	if err == nil {
		return nil
	}
	failed := saidOf(lines)
	var modules []string
	for _, module := range asked {
		if _, ok := failed[module]; ok {
			modules = append(modules, strings.Replace(module, "@", " ", 1))
		}
	}
	return modules
}

// versionsOf are the versions in go.mod, by path; nil when it cannot be read,
// which the go tool says by itself when it lists the packages.
func versionsOf(ctx context.Context, kit string) map[string]string {
	lines, err := command{dir: kit}.run(ctx, "go", "mod", "edit", "-json")
	if err != nil {
		return nil
	}
	var file struct {
		Require []struct{ Path, Version string }
	}
	if json.Unmarshal([]byte(strings.Join(lines, "\n")), &file) != nil {
		return nil
	}
	versions := map[string]string{}
	for _, r := range file.Require {
		versions[r.Path] = r.Version
	}
	return versions
}

// saidOf are the reasons in the output of `go mod download -json`, by
// "path@version". It is read line by line: both streams are in it.
func saidOf(lines []string) map[string]string {
	reasons := map[string]string{}
	var path, version string
	for _, line := range lines {
		if value, ok := field(line, "Path"); ok {
			path, version = value, ""
		} else if value, ok := field(line, "Version"); ok {
			version = value
		} else if value, ok := field(line, "Error"); ok {
			reasons[path+"@"+version] = value
		}
	}
	return reasons
}

// field is the text in a line of JSON that gives a key a text.
func field(line, key string) (string, bool) {
	text, ok := strings.CutPrefix(line, `"`+key+`": `)
	if !ok {
		return "", false
	}
	var value string
	ok = json.Unmarshal([]byte(strings.TrimSuffix(text, ",")), &value) == nil
	return value, ok
}

// address is what the go tool says before its reason: the module, and where it
// was looked for, both of which are said elsewhere.
var address = regexp.MustCompile(`^(go: )?(\S+@\S+: )?(verifying \S+: )?(reading \S+: |Get "[^"]*": )?`)

// mostOfAReason bounds, in characters, what is quoted of a reason.
const mostOfAReason = 160

// plainly is a reason of the go tool's in one short line without credentials.
func plainly(reason string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(reason), "\n")
	if short := address.ReplaceAllString(first, ""); short != "" {
		first = short
	}
	if text := []rune(first); len(text) > mostOfAReason {
		first = string(text[:mostOfAReason]) + "…"
	}
	return withoutCredentials(first)
}
