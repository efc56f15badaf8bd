package sandbox

import (
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// This file is about the time that compiling takes, which is no part of a
// check's: on a new machine it is minutes, and no answer is right or wrong for
// it.

// compile is what is being built, and how long the compiler has worked. The
// box's mu guards it.
type compile struct {
	building []string  // programs
	since    time.Time // when the compiler began; zero: it does not work now
	spent    time.Duration
}

// begin makes the check's clock stand still while a program is built.
func (b *Box) begin(source string) (done func()) {
	program := strings.TrimSuffix(filepath.Base(source), ".go")
	b.mu.Lock()
	b.compile.building = append(b.compile.building, program)
	b.mu.Unlock()
	hold := b.cfg.Clock.Building()
	return func() {
		hold()
		b.mu.Lock()
		i := slices.Index(b.compile.building, program)
		b.compile.building = slices.Delete(b.compile.building, i, i+1)
		worked := len(b.compile.building) == 0 && !b.compile.since.IsZero()
		if worked {
			b.compile.spent += time.Since(b.compile.since)
			b.compile.since = time.Time{}
		}
		b.mu.Unlock()
		if worked {
			b.tell("")
		}
	}
}

// compilerWorks notes that what is being built is compiled, which is seldom.
func (b *Box) compilerWorks() {
	b.mu.Lock()
	if len(b.compile.building) > 0 && b.compile.since.IsZero() {
		b.compile.since = time.Now()
	}
	b.mu.Unlock()
	if what := b.Building(); what != "" {
		b.tell(what)
	}
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
	if b.compile.since.IsZero() {
		return ""
	}
	return strings.Join(b.compile.building, " and ")
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
