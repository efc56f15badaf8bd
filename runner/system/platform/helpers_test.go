package platform_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tests/platformtest"
)

func TestMain(m *testing.M) { os.Exit(platformtest.Main(m)) }

func init() { selfexec.Register("owner", playOwner) }

// playOwner is a runner in small: it does what its standard input says, a line
// each, and answers each with a line.
func playOwner([]string) int {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		words := strings.Fields(lines.Text())
		switch words[0] {
		case "start":
			argv := platformtest.Argv(words[1:]...)
			cmd := exec.Command(argv[0], argv[1:]...)
			cmd.Env, cmd.Stdout = os.Environ(), os.Stdout
			if _, err := platform.Start(cmd); err != nil {
				fmt.Println("error", err)
			}
		case "folder":
			path, _, err := platform.TempFolder()
			fmt.Println("folder", path, err)
		case "guardian":
			fmt.Println("guardian", platform.GuardianPid())
		case "sweep":
			fmt.Println("swept", len(platform.SweepDead()))
		case "lock":
			_, err := platform.LockFile(context.Background(), words[1])
			fmt.Println("locked", err)
		case "end":
			platform.Farewell()
			return 0
		}
	}
	return 0
}

// owner is such a runner, seen from the test.
type owner struct {
	t     *testing.T
	cmd   *exec.Cmd
	in    io.Writer
	lines chan string
}

func newOwner(t *testing.T) *owner {
	argv := platformtest.Argv()
	argv[2] = "owner"
	cmd := exec.Command(argv[0], argv[1:]...)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, outW, err := os.Pipe()
	require.NoError(t, err)
	cmd.Stdout, cmd.Stderr = outW, os.Stderr
	require.NoError(t, cmd.Start())
	require.NoError(t, outW.Close())
	o := &owner{t: t, cmd: cmd, in: in, lines: make(chan string, 100)}
	go func() {
		for s := bufio.NewScanner(out); s.Scan(); {
			o.lines <- s.Text()
		}
	}()
	t.Cleanup(func() {
		o.kill()
		_ = out.Close()
	})
	return o
}

// do gives an order and returns the rest of the answer, which begins with a
// certain word.
func (o *owner) do(order, answer string) string {
	o.t.Helper()
	fmt.Fprintln(o.in, order)
	return o.next(answer)
}

func (o *owner) next(first string) string {
	o.t.Helper()
	select {
	case line := <-o.lines:
		word, rest, _ := strings.Cut(line, " ")
		require.Equal(o.t, first, word, line)
		return rest
	case <-time.After(platformtest.Patience(o.t)):
		require.Fail(o.t, "no answer", "waiting for %q", first)
		return ""
	}
}

// start starts a program that says n times that it is up, and returns the pids.
// All of them were seen alive.
func (o *owner) start(n int, words ...string) (all []int) {
	o.t.Helper()
	fmt.Fprintln(o.in, "start", strings.Join(words, " "))
	for range n {
		var pid int
		_, err := fmt.Sscan(o.next("up"), &pid)
		require.NoError(o.t, err)
		require.True(o.t, platformtest.Running(pid))
		all = append(all, pid)
	}
	return all
}

func (o *owner) guardian() (pid int) {
	_, err := fmt.Sscan(o.do("guardian", "guardian"), &pid)
	require.NoError(o.t, err)
	return pid
}

// kill kills the owner alone, as nothing can be done against.
func (o *owner) kill() {
	_ = o.cmd.Process.Kill()
	_ = o.cmd.Wait()
}

func killHard(t *testing.T, pid int) {
	platformtest.Kill(pid)
	awaitGone(t, pid)
}

func awaitGone(t *testing.T, pids ...int) {
	t.Helper()
	for _, pid := range pids {
		require.Eventually(t, func() bool { return !platformtest.Running(pid) }, platformtest.Patience(t), time.Millisecond, "pid %d gone", pid)
	}
}
