//go:build unix

package docker

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
)

// slowEngine stands in for the docker command and its engine: what the engine
// has are files of a folder, "container-c1". While the pipe "hold" is there, it
// removes nothing.
type slowEngine struct {
	t      *testing.T
	folder string
}

const slowEngineFolder = "WORKSHOP_TEST_SLOW_ENGINE"

func withSlowEngine(t *testing.T) slowEngine {
	t.Helper()
	bin, e := t.TempDir(), slowEngine{t, t.TempDir()}
	self, err := os.Executable()
	require.NoError(t, err)
	script := fmt.Sprintf("#!/bin/sh\nexec '%s' __part slow-engine \"$@\"\n", self)
	require.NoError(t, os.WriteFile(filepath.Join(bin, "docker"), []byte(script), 0o700))
	t.Setenv("PATH", bin+":/bin:/usr/bin")
	t.Setenv(slowEngineFolder, e.folder)
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	for _, thing := range []string{"container-c1", "container-c2", "network-n1", "volume-v1", "image-i1"} {
		require.NoError(t, os.WriteFile(filepath.Join(e.folder, thing), nil, 0o600))
	}
	return e
}

func (e slowEngine) hold() {
	require.NoError(e.t, syscall.Mkfifo(filepath.Join(e.folder, "hold"), 0o600))
}

// release lets the engine go on. Nobody is left who waits at the pipe.
func (e slowEngine) release() { require.NoError(e.t, os.Remove(filepath.Join(e.folder, "hold"))) }

// has are the things that the engine still has.
func (e slowEngine) has() (things []string) {
	entries, err := os.ReadDir(e.folder)
	require.NoError(e.t, err)
	for _, entry := range entries {
		if name, _, ok := strings.Cut(entry.Name(), "-"); ok && slices.ContainsFunc(kinds[:], func(k kind) bool { return k.name == name }) {
			things = append(things, entry.Name())
		}
	}
	return things
}

func (e slowEngine) wait(what string, until func() bool) {
	e.t.Helper()
	require.Eventually(e.t, until, 2*time.Minute, 10*time.Millisecond, what)
}

func (e slowEngine) isAsked() bool {
	_, err := os.Stat(filepath.Join(e.folder, "asked"))
	return err == nil
}

func init() {
	selfexec.Register("slow-engine", func(args []string) int {
		return playSlowEngine(os.Getenv(slowEngineFolder), args)
	})
	selfexec.Register("session-of-slow-engine", func(args []string) int {
		s, err := Open(args[0])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(s.keeper.cmd.Process.Pid)
		<-time.After(time.Hour) // it is killed; select {} would be a deadlock, which Go ends
		return 1
	})
}

func playSlowEngine(folder string, args []string) int {
	kind, id := args[0], args[len(args)-1]
	switch args[1] {
	case "ls":
		found, _ := filepath.Glob(filepath.Join(folder, kind+"-*")) // the pattern is well-formed
		for _, path := range found {
			fmt.Println(strings.TrimPrefix(filepath.Base(path), kind+"-"))
		}
	case "rm":
		_ = os.WriteFile(filepath.Join(folder, "asked"), nil, 0o600)
		if held, err := os.Open(filepath.Join(folder, "hold")); err == nil { // waits for somebody who writes
			_ = held.Close()
		}
		if os.Remove(filepath.Join(folder, kind+"-"+id)) != nil {
			fmt.Fprintf(os.Stderr, "Error: No such %s: %s\n", kind, id)
			return 1
		}
	}
	return 0
}

func TestACloseThatGoesWellLeavesNoKeeper(t *testing.T) {
	e := withSlowEngine(t)
	s, err := Open(t.TempDir())
	require.NoError(t, err)
	require.NoError(t, s.Close(t.Context()))
	assert.Empty(t, e.has())
	require.NotNil(t, s.keeper.cmd.ProcessState, "it was waited for")
	assert.Equal(t, 0, s.keeper.cmd.ProcessState.ExitCode())
}

func TestWhatIsNotRemovedInTimeIsRemovedLater(t *testing.T) {
	e := withSlowEngine(t)
	e.hold()
	s, err := Open(t.TempDir())
	require.NoError(t, err)
	late := errors.New("the time is over")
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Close(ctx) }()
	e.wait("the engine is asked", e.isAsked)
	cancel(late)
	require.ErrorIs(t, <-ended, late)
	assert.Len(t, e.has(), 5)

	e.release()
	keeper := s.keeper.cmd.Process.Pid
	e.wait("all is gone", func() bool { return len(e.has()) == 0 })
	e.wait("so is the keeper", func() bool { return !platform.Alive(keeper) })
}

func TestWhatAKilledCheckHasMadeIsRemovedWithoutAnotherCheck(t *testing.T) {
	e := withSlowEngine(t)
	cmd, err := selfexec.Command(t.Context(), "session-of-slow-engine", t.TempDir())
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Env, cmd.Stderr = os.Environ(), os.Stderr
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	keeper, err := strconv.Atoi(strings.TrimSpace(line))
	require.NoError(t, err)
	assert.Len(t, e.has(), 5)
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait() // killed, as it says
	e.wait("all is gone", func() bool { return len(e.has()) == 0 })
	e.wait("so is the keeper", func() bool { return !platform.Alive(keeper) })
}
