//go:build unix

package isolated_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/isolated"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/scripttest"
)

// The exercises of this test are what may happen to a check.
var behaviours = []func(ctx context.Context, r *check.Run) *check.Finding{
	keeps: func(context.Context, *check.Run) *check.Finding { return nil },
	fails: func(_ context.Context, r *check.Run) *check.Finding {
		return &check.Finding{ID: "BAD", Expected: "good", Seen: filepath.Base(r.Box.Root), Where: "a.js:1", Try: "again"}
	},
	exits: func(context.Context, *check.Run) *check.Finding {
		fmt.Fprintln(os.Stderr, "redis://user:s3cret@host is not there\nmore")
		os.Exit(3)
		return nil
	},
	isKilled: func(context.Context, *check.Run) *check.Finding {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	},
	floods: func(context.Context, *check.Run) *check.Finding {
		line := strings.Repeat("x", 1<<20)
		for range 64 {
			fmt.Print(line)
			fmt.Fprint(os.Stderr, line)
		}
		return nil
	},
	waits: func(ctx context.Context, r *check.Run) *check.Finding {
		mark(r)
		<-ctx.Done()
		return nil
	},
	isDeaf: func(_ context.Context, r *check.Run) *check.Finding {
		mark(r)
		select {}
	},
	isBusy: busy,
}

const (
	keeps = iota
	fails
	exits
	isKilled
	floods
	waits
	isDeaf
	isBusy
)

// busy does what exercises do, again and again: an instance is killed and
// replaced, requests are sent all the time, the app is stopped and started. Each
// round is told in the file that the test waits for.
func busy(ctx context.Context, r *check.Run) *check.Finding {
	if finding := check.FileIsRight().Check(ctx, r); finding != nil {
		return finding
	}
	r.App = &r.File.Apps[0]
	if finding := r.ComesOnline(ctx, r.App); finding != nil {
		return finding
	}
	home, _ := os.ReadFile(filepath.Join(r.Box.Root, "home"))
	for round := range 10 {
		_ = os.WriteFile(string(home), fmt.Append(nil, round), 0o600)
		r.KeepAsking(ctx, check.Request{Right: func(a check.Answer) bool { return a.Status == 200 }})
		r.AwaitAsked(ctx, 5)
		if _, back, trouble := r.KillAndAwaitBack(ctx); trouble != nil || !back {
			return &check.Finding{ID: "NOT-BACK", Seen: fmt.Sprint(trouble)}
		}
		if tally := r.StopAsking(); tally.Failed > 0 {
			return &check.Finding{ID: "GAP", Seen: tally.First.String()}
		}
		if err := r.Box.Ecosystem().StopApp(ctx, r.App.Name); err != nil {
			return check.Internal(err)
		}
		for _, e := range r.EventsOf(r.App) {
			if e.Kind == supervise.Killed {
				return &check.Finding{ID: "KILLED", Seen: "its kill_timeout was over"}
			}
		}
		if err := r.Box.Ecosystem().StartApp(ctx, r.App.Name); err != nil {
			return &check.Finding{ID: "NOT-STARTED", Seen: err.Error()}
		}
	}
	return nil
}

// mark starts a process, and tells its pid and the sandbox's folder in the file
// that the test waits for.
func mark(r *check.Run) {
	child := exec.Command("tail", "-f", "/dev/null")
	child.Env = append(os.Environ(), "PLACE="+r.Box.Root)
	started, err := platform.Start(child)
	text := fmt.Sprintf("%v\n%s", err, r.Box.Root)
	if err == nil {
		text = fmt.Sprintf("%d\n%s", started.Pid, r.Box.Root)
	}
	home, _ := os.ReadFile(filepath.Join(r.Box.Root, "home"))
	_ = os.WriteFile(string(home)+"~", []byte(text), 0o600)
	_ = os.Rename(string(home)+"~", string(home))
}

func exercise(n int) *check.Exercise {
	if n < 0 || n >= len(behaviours) {
		return nil
	}
	return &check.Exercise{Number: n, Name: "behaviour", Promises: []check.Promise{{Name: "first", Check: behaviours[n]}, {
		Name: "second", Check: func(context.Context, *check.Run) *check.Finding { return nil },
	}}}
}

func init() { isolated.Serve(exercise, nil) }

// asApp is the variable that makes this test binary an app.
const asApp = "ISOLATED_TEST_APP"

func TestMain(m *testing.M) { scripttest.Main(m, asApp) }

// kit is a folder to be copied, whose file "home" names the file that mark writes.
func kit(t *testing.T) (cfg sandbox.Config, marked string) {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := t.TempDir()
	marked = filepath.Join(t.TempDir(), "marked")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "home"), []byte(marked), 0o600))
	return sandbox.Config{Kit: dir}, marked
}

func TestAVerdictComesBackWhole(t *testing.T) {
	cfg, _ := kit(t)
	r, err := isolated.Do(t.Context(), exercise(keeps), cfg, time.Minute)
	require.NoError(t, err)
	assert.Equal(t, check.Passed, r.Status)
	assert.Positive(t, r.Duration)
	require.Len(t, r.Steps, 2)
	assert.Equal(t, "second", r.Steps[1].Name)

	r, err = isolated.Do(t.Context(), exercise(fails), cfg, time.Minute)
	require.NoError(t, err)
	assert.Equal(t, check.Failed, r.Status)
	assert.Equal(t, "E1-BAD", r.Steps[0].ID)
	assert.Equal(t, &check.Finding{ID: "BAD", Expected: "good", Seen: "kit", Where: "a.js:1", Try: "again"}, r.Steps[0].Finding)
	assert.Equal(t, check.NotReached, r.Steps[1].Status)
}

func TestAChildThatEndsWithoutAVerdictIsTrouble(t *testing.T) {
	cfg, _ := kit(t)
	for n, words := range map[int]string{
		exits:    "it ended without a verdict: exit code 3; it said: redis://user:***@host is not there",
		isKilled: "it ended without a verdict: killed by SIGKILL",
		floods:   "its result was larger than 4 MB",
	} {
		r, err := isolated.Do(t.Context(), exercise(n), cfg, time.Minute)
		require.NoError(t, err)
		assert.Equal(t, check.Trouble, r.Status)
		require.Len(t, r.Steps, 2)
		assert.Equal(t, fmt.Sprintf("E%d-NO-ANSWER", n), r.Steps[0].ID)
		assert.Equal(t, words, r.Steps[0].Finding.Seen)
		assert.True(t, r.Steps[0].Finding.Trouble)
		assert.NotEmpty(t, r.Steps[0].Finding.Try)
	}
	r, err := isolated.Do(t.Context(), &check.Exercise{Number: 99}, cfg, time.Minute)
	require.NoError(t, err)
	assert.Contains(t, r.Steps[0].Finding.Seen, "it said: there is no exercise 99")
}

// gone fails the test when what mark has written is there after Do.
func gone(t *testing.T, marked string) {
	t.Helper()
	text, err := os.ReadFile(marked)
	require.NoError(t, err, "the check did not come so far")
	first, folder, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	require.NoError(t, err)
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	assert.True(t, err != nil || strings.Contains(string(stat), ") Z "), "process %d is still there", pid)
	assert.NoDirExists(t, folder)
}

func TestACheckThatTakesTooLongIsEnded(t *testing.T) {
	cfg, marked := kit(t)
	r, err := isolated.Do(t.Context(), exercise(waits), cfg, 2*time.Second)
	require.NoError(t, err)
	assert.Equal(t, fmt.Sprintf("E%d-OUT-OF-TIME", waits), r.Steps[0].ID)
	assert.Contains(t, r.Steps[0].Finding.Seen, "it took longer than 2s")
	gone(t, marked)
}

func TestAChildThatDoesNotEndIsKilled(t *testing.T) {
	defer isolated.ShortGrace(time.Second)()
	cfg, marked := kit(t)
	r, err := isolated.Do(t.Context(), exercise(isDeaf), cfg, 2*time.Second)
	require.NoError(t, err)
	assert.Equal(t, fmt.Sprintf("E%d-NO-ANSWER", isDeaf), r.Steps[0].ID)
	assert.Equal(t, "it was still running after its time was over, and was ended", r.Steps[0].Finding.Seen)
	gone(t, marked)
}

func TestAnInterruptEndsTheChild(t *testing.T) {
	cfg, marked := kit(t)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer cancel()
		for t.Context().Err() == nil {
			if _, err := os.Stat(marked); err == nil {
				return
			}
		}
	}()
	_, err := isolated.Do(ctx, exercise(waits), cfg, time.Minute)
	require.ErrorIs(t, err, context.Canceled)
	gone(t, marked)
}
