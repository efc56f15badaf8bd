//go:build unix

package behaviour

import (
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
)

// This file owns how the cases are played.

// behaviour is one case.
type behaviour struct {
	name string
	// apps of the process file: what stands between the brackets. One that is to
	// end at once has a min_uptime of a minute: on a busy machine a start alone
	// takes longer than the second that is usual, and then its end counts for
	// nothing.
	apps  string
	needs []string // programs without which it cannot be played
	shell []string // variables of the shell in which commands are typed
	steps []step
}

// cases are all of them, by what they are about.
func cases() []behaviour {
	return slices.Concat(launching, environments, endings, restarting, stopping, scaling, again, readiness, watching, logging, mistakes)
}

func TestAFileBehavesHereAsItDoesUnderPM2(t *testing.T) {
	pm2Program, missing := findPM2()
	var agreed, differed atomic.Int64
	t.Run("cases", func(t *testing.T) {
		for _, c := range cases() {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				t.Run("here", func(t *testing.T) {
					c.play(t, func(root string) manager { return ours{runnerProgram(t), root} })
				})
				t.Run("PM2", func(t *testing.T) {
					if missing != "" {
						t.Skip(missing)
					}
					c.play(t, func(root string) manager { return pm2{pm2Program, root} })
					if t.Failed() {
						return
					}
					agreed.Add(1)
					if len(c.shown()) > 0 {
						differed.Add(1)
					}
				})
			})
		}
	})
	if missing == "" {
		t.Logf("%d cases; as expected under PM2: %d, of which %d show a known difference", len(cases()), agreed.Load(), differed.Load())
	}
}

func (c *behaviour) play(t *testing.T, with func(root string) manager) {
	needs(t, c.needs...)
	p := newPlay(t, c, with)
	for _, s := range c.steps {
		s.do(p)
	}
}

// shown are the known differences that a case shows.
func (c *behaviour) shown() []string {
	var ids []string
	for _, s := range c.steps {
		if s.shows != "" {
			ids = append(ids, s.shows)
		}
	}
	return ids
}

func TestCasesHaveNamesOfTheirOwn(t *testing.T) {
	names := map[string]bool{}
	for _, c := range cases() {
		assert.False(t, names[c.name], "two cases are called %q", c.name)
		names[c.name] = true
	}
}
