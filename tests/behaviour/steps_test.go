//go:build unix

package behaviour

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// This file owns the words for what is done.

// step is one thing that is done or is to be seen.
type step struct {
	do    func(*play)
	shows string // the known difference that it shows; "": none
}

func does(do func(*play)) step { return step{do: do} }

// differs is where the two part on purpose: what is to be done and seen here,
// and what with PM2. shows names an entry of the known differences.
func differs(shows string, here, there step) step {
	return step{shows: shows, do: func(p *play) {
		p.t.Helper()
		if _, isOurs := p.with.(ours); isOurs {
			here.do(p)
			return
		}
		there.do(p)
	}}
}

// all are several steps as one.
func all(steps ...step) step {
	return does(func(p *play) {
		p.t.Helper()
		for _, s := range steps {
			s.do(p)
		}
	})
}

// start types `start` with the process file.
func start(flags ...string) step {
	return run(append([]string{"start", "services.config.js"}, flags...)...)
}

// startWhatFails starts apps that do not come up. What the command makes of it
// is the business of one case alone.
func startWhatFails() step { return runWhatFails("start", "services.config.js") }

func runWhatFails(words ...string) step { return does(func(p *play) { p.run(words...) }) }

// run types a command that is to succeed.
func run(words ...string) step { return exits(0, words...) }

func exits(code int, words ...string) step {
	return does(func(p *play) {
		p.t.Helper()
		o := p.run(words...)
		require.Equal(p.t, code, o.code, "exit code of %s:\n%s%s", strings.Join(words, " "), o.out, o.err)
	})
}

// says types a command that is to end with an exit code and to print a pattern,
// anywhere.
func says(code int, pattern string, words ...string) step {
	return does(func(p *play) {
		p.t.Helper()
		o := p.run(words...)
		require.Equal(p.t, code, o.code, "exit code of %s:\n%s%s", strings.Join(words, " "), o.out, o.err)
		require.Regexp(p.t, pattern, o.out+o.err)
	})
}

// takes types a command that is to need at least so long, and not many times as
// much.
func takes(least time.Duration, words ...string) step {
	return does(func(p *play) {
		p.t.Helper()
		o := p.run(words...)
		require.Zero(p.t, o.code, "%s%s", o.out, o.err)
		assert.GreaterOrEqual(p.t, o.took, least, "%v", words)
		assert.Less(p.t, o.took, least+5*p.slowness(), "%v", words)
	})
}

// in is where the next commands are typed, below the project.
func in(folder string) step {
	return does(func(p *play) {
		require.NoError(p.t, os.MkdirAll(filepath.Join(p.project, folder), 0o700))
		p.at = folder
	})
}

// shell sets a variable for the commands that follow.
func shell(pair string) step {
	return does(func(p *play) { p.shell = append(slices.Clone(p.shell), pair) })
}

// apps writes the process file anew.
func apps(text string) step {
	return does(func(p *play) { p.write("services.config.js", "module.exports = { apps: ["+text+"] };") })
}

func write(name, text string) step { return does(func(p *play) { p.write(name, text) }) }

// mark lets appear a file for which programs wait.
func mark(name string) step {
	return does(func(p *play) {
		require.NoError(p.t, os.WriteFile(filepath.Join(p.root, "tmp", name), nil, 0o600))
	})
}

// marked says that a program has left a file.
func marked(name string) step {
	return does(func(p *play) {
		p.t.Helper()
		assert.FileExists(p.t, filepath.Join(p.root, "tmp", name))
	})
}

// kill9 kills the process of an instance.
func kill9(label string) step {
	return does(func(p *play) {
		p.t.Helper()
		pid := p.row(label).pid
		require.Greater(p.t, pid, 1, "%s has no process", label)
		require.NoError(p.t, syscall.Kill(pid, syscall.SIGKILL))
	})
}
