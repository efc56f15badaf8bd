//go:build unix

// Package docs_test plays the pages: see tools/session.
package docs_test

import (
	"context"
	"flag"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/platformtest"
	"workshop.example/processes/tools/session"
)

var update = flag.Bool("update", false, "put what was really printed into the blocks that differ")

// TestPages plays every page, each as one session. To play one: -run Pages/02.
func TestPages(t *testing.T) {
	if testing.Short() {
		t.Skip("plays every page of the docs, which takes a minute")
	}
	if raceDetector {
		t.Skip("the programs of the pages run on their own: the race detector sees nothing of them")
	}
	if _, err := exec.LookPath("curl"); err != nil {
		lacking(t, "the pages use curl, which is not installed here")
	}
	kit, err := session.Build("..")
	require.NoError(t, err)
	places := &places{t: t}
	for _, path := range pages(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".md"), func(t *testing.T) {
			t.Parallel()
			play(t, kit, path, places)
		})
	}
}

// places are the folders in which pages are played. A page takes one that an
// earlier page has done with: what was compiled there serves it, too.
type places struct {
	t    *testing.T // ends after all pages
	mu   sync.Mutex
	free []string
}

// take is a folder of the page's own until its end.
func (p *places) take(page *testing.T) (dir string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if last := len(p.free) - 1; last >= 0 {
		dir, p.free = p.free[last], p.free[:last]
	} else {
		taken, release, err := platformtest.Place()
		require.NoError(page, err)
		p.t.Cleanup(func() { assert.NoError(p.t, release()) })
		dir = taken
	}
	page.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.free = append(p.free, dir)
	})
	return dir
}

// lacking skips on a laptop; where everything must be there, it fails.
func lacking(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

func play(t *testing.T, kit *session.Kit, path string, places *places) {
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	page, err := session.Parse(path, string(text))
	require.NoError(t, err)
	if len(page.Steps) == 0 {
		return
	}
	s, err := session.Begin(kit, places.take(t), surroundings(t, page)...)
	require.NoError(t, err)
	defer func() { assert.NoError(t, s.End(platformtest.Patient(t))) }()
	ctx, cancel := context.WithTimeout(t.Context(), platformtest.Patience(t)-forTheEnd)
	defer cancel()
	differs, broken := false, false
	for _, step := range page.Steps {
		begun := time.Now()
		outcome, err := s.Play(ctx, step)
		if took := time.Since(begun); took > 5*time.Second {
			t.Logf("%s:%d: this took %s", path, step.Line, took.Round(time.Second/10))
		}
		if !assert.NoError(t, err, "%s:%d", path, step.Line) {
			broken = true // what follows is no true output
		}
		if outcome.Skipped != "" {
			t.Logf("%s:%d: not played: %s", path, step.Line, outcome.Skipped)
		}
		if outcome.Difference == "" {
			continue
		}
		t.Errorf("%s:%d: %s", path, step.Line, outcome.Difference)
		differs = page.Replace(step.Block, outcome.Printed) || differs
	}
	if *update && differs && !broken {
		require.NoError(t, os.WriteFile(path, []byte(page.Text()), 0o644))
	}
}

// forTheEnd is what a page leaves of the tests' time, to stop what it has started.
const forTheEnd = 30 * time.Second

// surroundings are what a page needs around it, and the variables that lead
// there.
func surroundings(t *testing.T, page *session.Page) []string {
	prefix := page.Engine()
	if prefix == "" {
		alone(t)
		return nil
	}
	engine, without, err := session.UseEngine(t.Context(), prefix)
	require.NoError(t, err)
	if without != "" {
		lacking(t, without)
	}
	t.Cleanup(func() { assert.NoError(t, engine.Clear(platformtest.Patient(t))) })
	undisturbed(t) // an engine publishes ports in its own network, which is the machine's
	return engine.Variables()
}

// alone sees to it that a page has its ports for itself: in a network of its
// own, or when nobody has them.
func alone(t *testing.T) {
	isolated, err := session.Isolate()
	require.NoError(t, err)
	if !isolated {
		undisturbed(t)
	}
}

// undisturbed sees to it that nobody else has a page's ports.
func undisturbed(t *testing.T) {
	release, err := platform.LockFile(t.Context(), filepath.Join(os.TempDir(), "workshop-docs.lock"))
	require.NoError(t, err)
	t.Cleanup(release)
	for _, port := range []int{3000, 3001, 3002, 6379, 8080, 8081} {
		listener, err := net.Listen("tcp4", "127.0.0.1:"+strconv.Itoa(port))
		if err != nil {
			lacking(t, "a page needs port "+strconv.Itoa(port)+" for itself: "+whoHas(port, err))
		}
		require.NoError(t, listener.Close())
	}
}

func whoHas(port int, err error) string {
	owners, unknown := platform.PortOwners(port)
	if unknown != nil || len(owners) == 0 {
		return err.Error()
	}
	return "it is taken by " + owners[0].Command + ", pid " + strconv.Itoa(owners[0].Pid)
}
