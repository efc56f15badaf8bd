package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// This file owns the question whether the libraries of the kit are on this
// machine, so that it works without a network.

// programs are what the exercises start, as the go tool takes them.
var programs = []string{"./runner", "./checker", "./services/..."}

// libraryFacts are what the go tool said when it was not allowed to download.
type libraryFacts struct {
	packages int      // of the kit, the libraries and Go itself
	lacking  []string // modules that are not here: "github.com/spf13/cobra v1.10.2"
	said     string   // the last words when it failed
	err      error
}

func lookAtLibraries(ctx context.Context, kit string) libraryFacts {
	offline := command{dir: kit, env: []string{"GOPROXY=off"}}
	lines, err := offline.run(ctx, "go", append([]string{"list", "-deps"}, programs...)...)
	facts := libraryFacts{packages: len(lines), err: err}
	if err == nil {
		return facts
	}
	facts.said = lastWords(lines, err)
	for _, line := range lines {
		// It says so before it finds that it may not.
		if module, ok := strings.CutPrefix(line, "go: downloading "); ok {
			facts.lacking = append(facts.lacking, module)
		}
	}
	return facts
}

func judgeLibraries(f libraryFacts) finding {
	const download = "with a network, in the kit's folder:\ngo mod download"
	switch {
	case errors.Is(f.err, errNotHere):
		return missing("not looked at: that needs the go tool", "")
	case len(f.lacking) == 1:
		return missing("a module is not on this machine: "+f.lacking[0], download)
	case len(f.lacking) > 1:
		return missing(fmt.Sprintf("%d modules are not on this machine, such as %s", len(f.lacking), f.lacking[0]), download)
	case f.err != nil:
		return missing("the kit's packages cannot be listed: "+f.said, download)
	}
	return ok("all on this machine; no network is needed")
}
