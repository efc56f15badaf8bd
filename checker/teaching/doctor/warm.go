package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/platform"
)

// This file owns the question whether the kit is compiled. When it is not, it
// compiles it: that is what would make somebody wait in the first exercise.

// warmFacts are what there was to compile, and how that went.
type warmFacts struct {
	compiled int
	took     time.Duration
	output   []string // of the build that failed
	err      error
	listed   bool // it was known what there is to compile
}

// warmUp compiles what of a part is not in the cache.
func warmUp(ctx context.Context, kit string, p part, progress func(Progress)) warmFacts {
	ctx, cancel := context.WithTimeout(ctx, compiling)
	defer cancel()
	progress(Progress{What: "looking for what is compiled already"})
	var facts warmFacts
	var stale []string
	if stale, facts.err = stalePackages(ctx, kit, p); facts.err != nil {
		return facts
	}
	facts.listed = true
	if len(stale) == 0 {
		return facts
	}
	// A go tool that is killed cannot remove its work folder: it gets one that
	// is removed for it.
	work, remove, err := platform.TempFolder()
	if err != nil {
		facts.err = err
		return facts
	}
	defer func() { _ = remove() }()
	began := time.Now()
	count := counter{progress: progress, total: len(stale)}
	progress(Progress{Total: len(stale), Line: fmt.Sprintf(
		"compiling what is not compiled yet (packages: %d), which can take a minute or two", len(stale))})
	compiler := command{dir: kit, env: append([]string{"GOTMPDIR=" + work}, nothing...), onLine: count.line}
	facts.output, facts.err = compiler.run(ctx, "go", append([]string{"build", "-v", "-buildvcs=false"}, p.packages...)...)
	facts.compiled, facts.took = count.done, time.Since(began)
	return facts
}

// stalePackages are those of which the cache has no compiled form.
func stalePackages(ctx context.Context, kit string, p part) ([]string, error) {
	offline := build.Builder{Environ: append(os.Environ(), nothing...)}
	stale, err := offline.Stale(ctx, kit, p.packages...)
	if failed, ok := errors.AsType[*build.Failed](err); ok && failed.NoGo {
		return nil, errNotHere
	}
	return stale, err
}

// counter counts the packages that `go build -v` names.
type counter struct {
	progress    func(Progress)
	done, total int
}

func (c *counter) line(line string) {
	pkg, ok := build.Compiling(line)
	if !ok {
		return
	}
	c.done++
	c.progress(Progress{Done: min(c.done, c.total), Total: c.total, What: pkg})
}

// inSource begins what the compiler says of a place in a source file.
var inSource = regexp.MustCompile(`^\S+\.go:\d+:\d+: `)

func judgeWarm(f warmFacts) finding {
	switch {
	case errors.Is(f.err, errNotHere):
		return missing("not checked: that needs the go tool", "")
	case errors.Is(f.err, context.DeadlineExceeded):
		return warn("compiling the kit took too long and was stopped", "try again: what is compiled so far is kept")
	case f.err != nil && !f.listed:
		return missing("not compiled: see `libraries` above", "")
	case f.err != nil:
		return judgeBuild(f)
	case f.compiled == 0:
		return ok("everything, from an earlier call")
	}
	return ok("everything; %s in %s just now", console.Count(f.compiled, "package"), f.took.Round(100*time.Millisecond))
}

// judgeBuild tells a source that does not compile, which is often the
// learner's own work in progress, from trouble of the machine's.
func judgeBuild(f warmFacts) finding {
	for _, line := range f.output {
		if inSource.MatchString(line) {
			return warn("a program of the kit does not compile: "+line,
				"if you have not changed it, get the kit's folder again")
		}
	}
	return missing("the kit cannot be compiled: "+complaint(f.output, f.err), "try it by hand for the whole message:\ngo build ./runner ./checker ./services/...")
}

// complaint is what a build says of its failure: the packages that were
// compiled meanwhile are named around it.
func complaint(output []string, err error) string {
	said := slices.DeleteFunc(slices.Clone(output), func(line string) bool {
		_, isPackage := build.Compiling(line)
		return isPackage || strings.HasPrefix(line, "# ")
	})
	return lastWords(said, err)
}
