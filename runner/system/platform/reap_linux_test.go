package platform_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tests/platformtest"
)

// zombie starts a program that ends at once and is not waited for.
func zombie(t *testing.T) *exec.Cmd {
	argv := platformtest.Argv("exit", "7")
	cmd := exec.Command(argv[0], argv[1:]...)
	require.NoError(t, cmd.Start())
	pid := cmd.Process.Pid
	require.Eventually(t, func() bool { return !platformtest.Running(pid) }, platformtest.Patience(t), time.Millisecond)
	require.True(t, platform.Alive(pid), "a zombie")
	return cmd
}

// Not parallel: it would collect the children of other tests.
func TestForeignZombiesAreCollectedAndOursAreNot(t *testing.T) {
	ours, foreign := zombie(t), zombie(t)
	platform.ReapForeign(map[int]bool{ours.Process.Pid: true})
	assert.False(t, platform.Alive(foreign.Process.Pid))
	assert.Error(t, foreign.Wait(), "its exit code is gone")
	_ = ours.Wait()
	assert.Equal(t, 7, ours.ProcessState.ExitCode())
}

func TestAnOwnerIsDeadOnlyWhenThatIsCertain(t *testing.T) {
	own := platform.OwnerName()
	parts := strings.Split(own, ".")
	pids, _, _ := strings.Cut(parts[2], "+")
	dead := zombie(t)
	defer func() { _ = dead.Wait() }()
	for name, want := range map[string]bool{
		own:                               true,
		parts[0] + ".1." + parts[2]:       false, // the same number, started at another time
		parts[0] + ".1.4711":              true,  // a number of another container
		parts[0] + ".1." + pids + "+4711": true,  // a start by another clock
		"no owner":                        true,
		"999999999." + strings.Join(parts[1:], "."):                                       false,
		fmt.Sprintf("%d.%s.%s", dead.Process.Pid, startOf(t, dead.Process.Pid), parts[2]): false,
	} {
		assert.Equal(t, want, platform.OwnerAlive(name), name)
	}
}

func startOf(t *testing.T, pid int) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	require.NoError(t, err)
	return strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))[19]
}

func init() { selfexec.Register("first", playFirst) }

// playFirst is PID 1 of a container in small. It says "fine", or what is not.
func playFirst([]string) int {
	err := errors.Join(
		syscall.Mount("", "/", "", syscall.MS_PRIVATE|syscall.MS_REC, ""),
		syscall.Mount("proc", "/proc", "proc", 0, ""),
	)
	if err == nil {
		err = orphansAreCollected()
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("fine")
	return 0
}

func orphansAreCollected() error {
	ctx := context.Background()
	go platform.ReapOrphans(ctx)
	for i := range 10 {
		out, outW, err := os.Pipe()
		if err != nil {
			return err
		}
		argv := platformtest.Argv("with", "group", "wait", "exit,7")
		cmd := exec.Command(argv[0], argv[1:]...)
		cmd.Env, cmd.Stdout = []string{}, outW
		p, err := platform.Start(cmd)
		if err != nil {
			return err
		}
		if code := p.Wait().Code; code != 7 {
			return fmt.Errorf("start %d: the exit code of our own child was %d", i, code)
		}
		var orphan int
		if _, err := fmt.Fscanf(out, "up %d", &orphan); err != nil {
			return err
		}
		p.KillGroup()
		if !p.GroupGone(ctx) || !isCollected(ctx.Done(), orphan) {
			return fmt.Errorf("start %d: the orphan stayed a zombie", i)
		}
		p.Forget()
	}
	return nil
}

func isCollected(done <-chan struct{}, pid int) bool {
	for platform.Alive(pid) {
		select {
		case <-done:
			return false
		case <-time.After(time.Millisecond):
		}
	}
	return true
}

func TestOrphansAreCollectedByPID1(t *testing.T) {
	t.Parallel()
	argv := platformtest.Argv()
	argv[2] = "first"
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID | syscall.CLONE_NEWNS}
	out, err := cmd.Output()
	if errors.Is(err, syscall.EPERM) && os.Getenv("CI") != "true" {
		t.Skip("this user may not make a pid namespace")
	}
	assert.NoError(t, err)
	assert.Equal(t, "fine\n", string(out))
}

// Zombies of a leader that PID 1 does not collect are members of the group as
// far as the kernel is concerned. Nobody runs any more, and that is what counts.
func TestAGroupOfZombiesIsGone(t *testing.T) {
	t.Parallel()
	argv := platformtest.Argv("exit", "0")
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = os.Environ()
	p, err := platform.Start(cmd)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return !platformtest.Running(p.Pid) }, platformtest.Patience(t), time.Millisecond)
	assert.True(t, p.GroupGone(platformtest.Patient(t)), "although it was not waited for")
	p.Wait()
	p.Forget()
}
