package doctor

import (
	"context"
	"errors"
	"go/version"
	"os"
	"path/filepath"
	"strings"
)

// This file owns the question about Go.

// goFacts are what was seen of the go tool.
type goFacts struct {
	wanted string // as go.mod has it: "1.26.0"
	found  string // as the tool says it: "go1.26.2"
	said   string // its last words when it failed
	err    error
}

// lookAtGo asks the tool in the kit's folder, where it obeys go.mod: an older
// one that knows how to get the version that go.mod asks for is as good, once
// it has got it. Getting it is not done here; that needs the network.
func lookAtGo(ctx context.Context, kit string) goFacts {
	facts := goFacts{wanted: goLine(kit)}
	offline := command{dir: kit, env: nothing}
	lines, err := offline.run(ctx, "go", "env", "GOVERSION")
	if err != nil {
		facts.said, facts.err = lastWords(lines, err), err
		return facts
	}
	facts.found = lastWords(lines, errors.New("nothing"))
	return facts
}

// goLine is the version in the line of go.mod that begins with "go".
func goLine(kit string) string {
	text, err := os.ReadFile(filepath.Join(kit, "go.mod"))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if wanted, ok := strings.CutPrefix(line, "go "); ok {
			return strings.TrimSpace(wanted)
		}
	}
	return ""
}

func judgeGo(f goFacts) finding {
	install := "install Go " + f.wanted + " or newer from https://go.dev/dl, then open a new terminal"
	switch {
	case errors.Is(f.err, errNotHere):
		return missing("there is no go tool on the PATH", install)
	case f.err != nil:
		return missing("the go tool cannot be used: "+f.said, install)
	// A version that is no release, such as one that somebody built, is
	// smaller than every other to Compare; it is taken as it is.
	case version.IsValid(f.found) && version.Compare(f.found, "go"+f.wanted) < 0:
		return missing(f.found+" is older than "+f.wanted+", which the kit needs", install)
	}
	return ok("%s; the kit needs %s or newer", f.found, f.wanted)
}
