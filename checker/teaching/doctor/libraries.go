package doctor

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"workshop.example/processes/runner/screen/console"
)

// This file owns the question whether the libraries of the kit are on this
// machine, so that it works without a network. Those that are not are fetched.

// part is something of the kit that is compiled.
type part struct {
	packages []string // as the go tool takes them
	modules  []string // the paths of those that it needs on this system
}

// workshop is what exercises 1 to 9 start, and containers what checks the last two.
var (
	workshop   = part{[]string{"./runner", "./checker", "./services/..."}, needed(ofPrograms, runtime.GOOS)}
	containers = part{[]string{"./checker/containers/engine"}, needed(ofEngine, runtime.GOOS)}
)

// libraryFacts are what is here, and how fetching the rest went.
type libraryFacts struct {
	from    source
	fetched int      // modules that came just now
	lacking []string // those that are not here: "github.com/spf13/cobra v1.10.2"
	why     string   // what the go tool said of the first that did not come, or of all
	err     error    // nil: everything is here
}

// lookAtLibraries asks the go tool, which is not allowed to fetch anything,
// and fetches what it does not find.
func lookAtLibraries(ctx context.Context, kit string, p part, progress func(Progress)) libraryFacts {
	var facts libraryFacts
	if _, facts.err = listDeps(ctx, kit, p, nothing); facts.err == nil || errors.Is(facts.err, errNotHere) || ctx.Err() != nil {
		return facts
	}
	facts.from = lookAtSource(ctx, kit)
	bounded, cancel := context.WithTimeout(ctx, fetching)
	defer cancel()
	f := fetch{kit: kit, from: facts.from.name, progress: progress}
	f.all(bounded, notHere(ctx, kit, p.modules))
	facts.fetched, facts.why = f.done, f.why
	may := anything
	if f.inVain() {
		may = nothing // The answer is known, and may take as long to come again.
	}
	// It finds what the list of modules does not name.
	lines, err := listDeps(bounded, kit, p, may)
	if facts.err = err; err == nil || ctx.Err() != nil {
		return facts
	}
	if facts.why == "" {
		facts.why = reason(lines, err)
	}
	facts.from.cacheErr = tryToWrite(facts.from.cache)
	if facts.lacking = notHere(ctx, kit, p.modules); len(facts.lacking) == 0 {
		lines, _ = listDeps(ctx, kit, p, nothing)
		facts.lacking = announced(lines)
	}
	return facts
}

// nothing and anything are what the go tool may fetch, as environments.
var nothing, anything = []string{"GOPROXY=off"}, []string(nil)

// listDeps has the go tool read the source of everything that a part needs,
// with the environment env besides.
func listDeps(ctx context.Context, kit string, p part, env []string) ([]string, error) {
	return command{dir: kit, env: env}.run(ctx, "go", append([]string{"list", "-deps"}, p.packages...)...)
}

// announced are the modules that the go tool wanted to fetch: it says so
// before it finds that it may not.
func announced(lines []string) []string {
	var modules []string
	for _, line := range lines {
		if module, ok := strings.CutPrefix(line, "go: downloading "); ok {
			modules = append(modules, module)
		}
	}
	return modules
}

func judgeLibraries(f libraryFacts) finding {
	switch {
	case errors.Is(f.err, errNotHere):
		return missing("not checked: that needs the go tool", "")
	case f.err == nil && f.fetched > 0:
		return ok("all on this machine; %s fetched from %s just now", console.Count(f.fetched, "module"), f.from.name)
	case f.err == nil:
		return ok("all on this machine; no network is needed")
	case len(f.lacking) == 0:
		return missing("the kit's packages cannot be listed: "+f.why, "try it by hand for the whole message:\ngo list -deps "+strings.Join(workshop.packages, " "))
	case errors.Is(f.err, context.DeadlineExceeded):
		return missing(fmt.Sprintf("%s did not come from %s within %s: %s", console.Count(len(f.lacking), "module"), f.from.name, fetching, firstOf(f.lacking)),
			"what was fetched is kept; continue with:\ngo run ./checker doctor")
	}
	return missing(fmt.Sprintf("%s could not be fetched from %s (%s): %s", console.Count(len(f.lacking), "module"), f.from.name, f.why, firstOf(f.lacking)), remedy(f))
}

// mostNamed bounds how many modules are named.
const mostNamed = 10

func firstOf(modules []string) string {
	named := strings.Join(modules[:min(len(modules), mostNamed)], ", ")
	if more := len(modules) - mostNamed; more > 0 {
		named += fmt.Sprintf(" … and %d more", more)
	}
	return named
}
