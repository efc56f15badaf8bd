package sandbox

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"workshop.example/processes/runner/apps/build"
)

// This file is about the time that compiling takes, which is no part of a
// check's: on a new machine it is minutes, and no answer is right or wrong for
// it.

// compile is what is being compiled, and how long the compiler has worked. The
// box's mu guards it.
type compile struct {
	working []string  // programs that the compiler works for
	since   time.Time // when it began; zero: it does not work now
	spent   time.Duration
}

// whileBuilding makes the check's clock stand still, and counts the compiler's
// work: from the first package that it takes up for this program, which is
// seldom, until the program is built. Build has to have the context.
func (b *Box) whileBuilding(ctx context.Context, source string) (building context.Context, done func()) {
	program := strings.TrimSuffix(filepath.Base(source), ".go")
	hold, works := b.cfg.Clock.Building(), false // A build tells from one goroutine, before it ends.
	building = build.WithProgress(ctx, func(build.Progress) {
		if !works {
			works = true
			b.compilerBegins(program)
		}
	})
	return building, func() {
		hold()
		if works {
			b.compilerEnds(program)
		}
	}
}

func (b *Box) compilerBegins(program string) {
	b.mu.Lock()
	b.compile.working = append(b.compile.working, program)
	if b.compile.since.IsZero() {
		b.compile.since = time.Now()
	}
	b.mu.Unlock()
	b.tell(b.Building())
}

func (b *Box) compilerEnds(program string) {
	b.mu.Lock()
	i := slices.Index(b.compile.working, program)
	b.compile.working = slices.Delete(b.compile.working, i, i+1)
	if len(b.compile.working) == 0 {
		b.compile.spent += time.Since(b.compile.since)
		b.compile.since = time.Time{}
	}
	b.mu.Unlock()
	b.tell(b.Building())
}

func (b *Box) tell(what string) {
	if b.cfg.Doing != nil {
		b.cfg.Doing(what)
	}
}

// Building names what is being compiled now: "hello-world and redis"; "" for
// nothing.
func (b *Box) Building() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.compile.working, " and ")
}

// Compiled is how long the compiler has worked so far.
func (b *Box) Compiled() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.compile.since.IsZero() {
		return b.compile.spent + time.Since(b.compile.since)
	}
	return b.compile.spent
}
