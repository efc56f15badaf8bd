package platform_test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/platformtest"
)

func TestExitInWords(t *testing.T) {
	for _, c := range []struct {
		exit platform.Exit
		want string
	}{
		{platform.Exit{}, "exit code 0"},
		{platform.Exit{Code: 78}, "exit code 78"},
		{platform.Exit{Code: -1, Signal: "SIGSEGV"}, "killed by SIGSEGV"},
	} {
		assert.Equal(t, c.want, c.exit.String())
	}
}

// started starts a misbehaving program and returns the lines that it prints;
// what is left of it at the end of the test is killed.
func started(t *testing.T, env []string, words ...string) (*platform.Process, *os.File) {
	out, outW, err := os.Pipe()
	require.NoError(t, err)
	argv := platformtest.Argv(words...)
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env, cmd.Stdout = append(os.Environ(), env...), outW
	p, err := platform.Start(cmd)
	require.NoError(t, err)
	require.NoError(t, outW.Close())
	t.Cleanup(func() {
		p.KillGroup()
		p.Wait()
		p.Sweep()
		p.Forget()
		_ = out.Close()
	})
	return p, out
}

// isUp waits for the line that says so.
func isUp(t *testing.T, out *os.File) {
	require.NoError(t, out.SetReadDeadline(time.Now().Add(platformtest.Patience(t))))
	line, one := "", make([]byte, 1)
	for !strings.HasSuffix(line, "\n") { // no further: the next line may be there already
		_, err := out.Read(one)
		require.NoError(t, err)
		line += string(one)
	}
	require.True(t, strings.HasPrefix(line, "up "))
}

func TestWaitSaysHowAProcessEnded(t *testing.T) {
	t.Parallel()
	p, _ := started(t, nil, "exit", "7")
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { assert.Equal(t, "exit code 7", p.Wait().String()) })
	}
	both.Wait()
	assert.WithinDuration(t, time.Now(), p.Wait().At, platformtest.Patience(t))
}

func TestASignalReachesTheGroup(t *testing.T) {
	t.Parallel()
	p, out := started(t, nil, "wait")
	isUp(t, out)
	assert.True(t, platform.SameGroup(p.Pid, p.Pid))
	assert.False(t, platform.SameGroup(os.Getpid(), p.Pid))
	require.NoError(t, p.Signal("TERM", true))
	assert.Equal(t, "exit code 0", p.Wait().String())
	assert.True(t, p.GroupGone(platformtest.Patient(t)))
	assert.NoError(t, p.Signal("SIGTERM", true), "a process that is gone is no error")
}

func TestGroupGoneSaysThatAGroupIsStillThere(t *testing.T) {
	t.Parallel()
	p, out := started(t, nil, "deaf")
	isUp(t, out)
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	assert.False(t, p.GroupGone(ended))
}

func TestSignalNames(t *testing.T) {
	for name, want := range map[string]bool{"SIGTERM": true, "TERM": true, "sigint": true, "SIGNONE": false, "": false, "9": false} {
		assert.Equal(t, want, platform.SignalKnown(name), name)
	}
}

func TestProcessesThatShareAnEnvironmentHaveTagsOfTheirOwn(t *testing.T) {
	t.Parallel()
	shared := make([]string, 1, 10) // room for a tag behind it
	shared[0] = "A=1"
	var tags []string
	var all sync.WaitGroup
	var mu sync.Mutex
	for range 4 {
		all.Go(func() {
			argv := platformtest.Argv("exit", "0")
			cmd := exec.Command(argv[0], argv[1:]...)
			cmd.Env = shared
			p, err := platform.Start(cmd)
			if assert.NoError(t, err) {
				p.Wait()
				p.Forget()
				mu.Lock()
				tags = append(tags, cmd.Env[len(cmd.Env)-1])
				mu.Unlock()
			}
		})
	}
	all.Wait()
	slices.Sort(tags)
	assert.Len(t, slices.Compact(tags), 4)
}

func TestLockFileExcludesUntilItsHolderDies(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	o := newOwner(t)
	require.Equal(t, "<nil>", o.do("lock "+path, "locked"))
	soon, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := platform.LockFile(soon, path)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	o.kill()
	release, err := platform.LockFile(platformtest.Patient(t), path)
	require.NoError(t, err)
	release()
	release, err = platform.LockFile(platformtest.Patient(t), path)
	require.NoError(t, err, "released it can be had again")
	release()
}

func TestALockHoldsThoughNobodyKeepsItsRelease(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	_, ok := platform.TryLockFile(path)
	require.True(t, ok)
	for range 3 {
		runtime.GC() // with finalizers, which would close a file that is forgotten
	}
	for range 100 {
		runtime.Gosched()
		_, ok = platform.TryLockFile(path)
		require.False(t, ok)
	}
}

func TestLockFileNeedsAFolder(t *testing.T) {
	_, err := platform.LockFile(t.Context(), filepath.Join(t.TempDir(), "none", "lock"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestATempFolderIsRemovedByItsFunction(t *testing.T) {
	path, remove, err := platform.TempFolder()
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(filepath.Base(path), platform.FolderPrefix))
	require.True(t, exists(path))
	require.NoError(t, remove())
	assert.False(t, exists(path))
}

func TestAliveKnowsTheLivingAndTheGone(t *testing.T) {
	t.Parallel()
	assert.True(t, platform.Alive(os.Getpid()))
	p, _ := started(t, nil, "exit", "0")
	p.Wait()
	assert.False(t, platform.Alive(p.Pid))
}

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }
