//go:build unix

package session

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// play plays a page in a kit of one folder, solutions/one, and returns what is
// wrong with each step: the error's words, the difference's, or nothing.
func play(t *testing.T, text string) []string {
	t.Helper()
	root, temp := t.TempDir(), t.TempDir()
	folder := filepath.Join(root, "solutions", "one")
	require.NoError(t, os.MkdirAll(folder, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "services.config.js"), []byte("one\n"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(root, "services.config.js"), []byte("a learner's\n"), 0o644))
	page, err := Parse("page.md", text)
	require.NoError(t, err)
	s, err := Begin(&Kit{Root: root}, temp)
	require.NoError(t, err)
	var wrong []string
	for _, step := range page.Steps {
		outcome, err := s.Play(t.Context(), step)
		if err != nil {
			outcome.Difference = err.Error()
		}
		wrong = append(wrong, outcome.Difference)
	}
	require.NoError(t, s.End(t.Context()))
	assert.Empty(t, marked(s.mark), "left running")
	return wrong
}

func block(directives, lines string) string {
	return directives + "\n```console\n" + lines + "\n```\n"
}

func TestAPageIsTrueWhenItShowsWhatIsPrinted(t *testing.T) {
	assert.Equal(t, []string{""}, play(t, block("", "$ echo a; echo b >&2\na\nb\n$ echo pid $$\npid 4711")))
	wrong := play(t, block("", "$ echo a\nb"))
	assert.Contains(t, wrong[0], "$ echo a\nthe page shows:\n    b\nbut it printed:\n    a\n")
}

func TestABlockWithoutOutputMustSucceed(t *testing.T) {
	assert.Equal(t, []string{""}, play(t, block("", "$ echo a")))
	assert.Contains(t, play(t, block("", "$ echo a; exit 3"))[0], "exit code 3")
}

func TestAPageBeginsWithoutTheLearnersFile(t *testing.T) {
	wrong := play(t, block("", "$ ls\nsolutions")+
		block("<!-- console: config: solutions/one -->", "$ cat services.config.js\none")+
		"<!-- console: file: services.config.js\ntwo\n-->\n"+
		block("<!-- console: run: echo three >>services.config.js -->", "$ cat services.config.js\ntwo\nthree")+
		"<!-- console: run: exit 4 -->\n")
	assert.Equal(t, []string{"", "", "", ""}, wrong[:4])
	assert.Contains(t, wrong[4], "exit code 4")
}

const clock = `trap 'echo bye; exit' INT; echo pid $$; i=0; while :; do i=$((i+1)); echo line $i; sleep 0.01; done`

func TestWhatRunsInTheBackgroundIsShownPieceByPiece(t *testing.T) {
	wrong := play(t, block("<!-- console: background -->", "$ "+clock+"\npid 123\nline 1\nline 2")+
		block("", "$ kill -0 123 && echo there\nthere")+
		block("", "line 3")+
		block("<!-- console: stop -->", "…\nbye"))
	assert.Equal(t, []string{"", "", "", ""}, wrong)
}

func TestWhatHasEndedIsNotWaitedFor(t *testing.T) {
	wrong := play(t, block("<!-- console: background: one -->", "$ echo up\nup\nand running")+
		block("<!-- console: output: two -->", "more"))
	assert.Contains(t, wrong[0], "that was not printed:\n    and running")
	assert.Contains(t, wrong[1], `nothing runs in the background "two"`)
}

func TestWhatTakesAMomentIsTriedAgain(t *testing.T) {
	assert.Equal(t, []string{""},
		play(t, block("<!-- console: eventually -->", "$ echo x >>many; wc -l <many | tr -d ' '\n3")))
}

func TestEscapesOfATerminalAreNotShown(t *testing.T) {
	assert.Equal(t, []string{""}, play(t, block("", "$ printf '\\033[2K\\033[1;32mup\\033[0m\\n'\nup")))
}

func TestWhereTheCopyIsIsNotTold(t *testing.T) {
	assert.Equal(t, []string{""}, play(t, block("", "$ echo at $PWD/services; echo '[runner] web: compiling; the first time takes longest'\nat …/services")))
}

func TestHowMuchOfTheTimeWasCompilingIsNotCompared(t *testing.T) {
	assert.Equal(t, []string{"", ""}, play(t,
		block("", "$ echo 'Passed in 17.9 s, 6 s of it compiling'\nPassed in 7.8 s")+
			block("", "$ echo 'Passed in 1 min 36 s, 1 min 29 s of it compiling. Next: 2'\nPassed in 2 s. Next: 2")))
}

func TestABlockThatIsSkippedIsNotPlayed(t *testing.T) {
	assert.Equal(t, []string{""}, play(t, block("<!-- console: skip: a reason -->", "$ exit 1\nno")))
}

func TestWhatAPageLeavesRunningIsFoundAndEnded(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the environment of processes can be read on Linux alone")
	}
	mark := "DOCS_SESSION=" + t.TempDir()
	left := exec.Command("sleep", "600")
	left.Env = []string{mark}
	require.NoError(t, left.Start())
	assert.Contains(t, marked(mark), left.Process.Pid)
	require.NoError(t, left.Process.Kill())
	_ = left.Wait()
	assert.Empty(t, marked(mark))
}

func TestEveryPageHasItsPortsForItself(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	isolated, err := Isolate()
	require.NoError(t, err)
	if !isolated {
		t.Skip("a network of its own needs Linux, and root")
	}
	ours, err := exec.Command("cat", "/proc/net/dev").Output()
	require.NoError(t, err)
	assert.Equal(t, 1, strings.Count(string(ours), ":"), "loopback and nothing else:\n%s", ours)
	same, err := net.Listen("tcp4", listener.Addr().String())
	require.NoError(t, err, "the port is free in here")
	_ = same.Close()
}

func TestGoRunTakesWhatWasBuilt(t *testing.T) {
	program := filepath.Join(t.TempDir(), "runner")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\necho \"$@\"\nexit 2\n"), 0o755))
	k := &Kit{programs: map[string]string{"runner": program}}
	out, err := exec.Command("sh", "-c", k.prelude()+"go run ./runner a 'b c'; echo $?; go env GOOS").CombinedOutput()
	require.NoError(t, err)
	assert.Equal(t, "a b c\n1\n"+runtime.GOOS+"\n", string(out))
}

func TestColoursThatAreAskedForAreKept(t *testing.T) {
	page, err := Parse("page.md", block("", "$ printf '\\033[32mup\\033[0m\\n'\nup"))
	require.NoError(t, err)
	s, err := Begin(&Kit{Root: t.TempDir()}, t.TempDir(), "CLICOLOR_FORCE=1")
	require.NoError(t, err)
	outcome, err := s.Play(t.Context(), page.Steps[0])
	require.NoError(t, err)
	require.NoError(t, s.End(t.Context()))
	assert.Equal(t, [][]string{{"\x1b[32mup\x1b[0m"}}, outcome.Printed)
}
